using FlowForge.Core.Collections;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;
using static FlowForge.Explore.Recommendations.SilverTable;

namespace FlowForge.Explore.Recommendations;

/// <summary>Silver: the same rows, clean. Each rule answers a check that failed.</summary>
internal sealed class SilverRules(DatasetFindings findings, IReadOnlyList<Relationship> relationships, RecommendationList list)
{
    private readonly SilverTable _table = new(findings, relationships, list);

    internal void Recommend()
    {
        Recommendation from = _table.Add(new From { Table = $"bronze.{_table.Name}" }, StepOrder.Read, 0.99, $"begins with the raw rows of {_table.Name}", $"bronze.{_table.Name}");
        DropUseless();
        new TextRules(_table).Recommend();
        new CastRules(_table).Recommend();
        new ExpectRules(_table).Recommend();
        Flatten();
        Deduplicate();
        Mask();
        Write();
        foreach (Recommendation other in list.All.Where(one => one.Layer == Layer.Silver && one.Table == _table.Name && one.Id != from.Id).ToArray()) list.Need(other, from);
        if (list.Find(Layer.Bronze, _table.Name, one => one.IsRead) is { } read) list.Need(from, read);
    }

    private void DropUseless()
    {
        ColumnProfile[] empty = [.. _table.Failing(CheckDefinition.EmptyColumn)], constant = [.. _table.Failing(CheckDefinition.ConstantColumn)];
        if (empty.Length > 0) _table.Add(new Drop { Columns = Texts(empty) }, StepOrder.Drop, 0.9, $"{Listed(empty)} never {(empty.Length == 1 ? "has" : "have")} a value", CheckDefinition.EmptyColumn.Id, "empty");
        if (constant.Length > 0) _table.Add(new Drop { Columns = Texts(constant) }, StepOrder.Drop, 0.5, $"{Listed(constant)} {(constant.Length == 1 ? "has" : "have")} the same value on every row and tell{(constant.Length == 1 ? "s" : "")} nothing", CheckDefinition.ConstantColumn.Id, "constant");
    }

    // Gold and people ask for fields by name; lists stay, since a row of each item would be another table.
    private void Flatten()
    {
        foreach (ColumnProfile column in _table.Columns)
            if (column.Type is DataType.Struct fields && !fields.Fields.Any(field => findings.Profile.Find($"{column.Name}_{field.Name}") is not null))
                _table.Add(new Flatten { Columns = Texts([column]) }, StepOrder.Flatten, 0.7, $"{column.Name} holds {Listed(fields.Fields.Select(field => field.Name))}: a column each is easier to ask for", "types", column.Name);
    }

    private void Deduplicate()
    {
        if (findings.Keys is [{ IsUnique: false } key, ..] && _table.Failed(CheckDefinition.DuplicateKeys).Any())
        {
            string? newest = GrainRules.NewestColumn(findings.Dataset)?.Name;
            _table.Add(new Deduplicate { Keys = Texts(key.Columns), OrderBy = newest is null ? [] : [$"{SparkText.Name(newest)} desc nulls last"] }, StepOrder.Deduplicate, 0.9, $"{key} is there several times; {(newest is null ? "one row of each stays" : $"the row with the newest {newest} stays")}", CheckDefinition.DuplicateKeys.Id, key.Columns);
        }
        else if (findings.Profile.RepeatedRows > 0)
        {
            // Audit columns of bronze are the same on equal rows, so rows are compared by the dataset's own columns.
            _table.Add(new Deduplicate { Keys = Texts(Kept()) }, StepOrder.Deduplicate, 0.7, $"{findings.Profile.RepeatedRows:N0} rows are there already", CheckDefinition.DuplicateRows.Id, "rows");
        }
    }

    // What is dropped before cannot be compared by.
    private IEnumerable<ColumnProfile> Kept() => _table.Columns.Except(_table.Failing(CheckDefinition.EmptyColumn)).Except(_table.Failing(CheckDefinition.ConstantColumn));

    private void Mask()
    {
        ColumnProfile[] hashed = Personal(SemanticType.Email, SemanticType.Iban, SemanticType.CardNumber, SemanticType.IpAddress), hidden = Personal(SemanticType.Phone);
        if (hashed.Length > 0) _table.Add(new Mask { Columns = Texts(hashed), With = Masking.Hash }, StepOrder.Mask, 0.55, $"{Listed(hashed)} tell{(hashed.Length == 1 ? "s" : "")} who a person is; a hash still joins and counts", CheckDefinition.PersonalColumn.Id, "hash");
        if (hidden.Length > 0) _table.Add(new Mask { Columns = Texts(hidden), With = Masking.Partial }, StepOrder.Mask + 1, 0.5, $"{Listed(hidden)} reach{(hidden.Length == 1 ? "es" : "")} a person; the last 4 digits stay", CheckDefinition.PersonalColumn.Id, "partial");
    }

    private ColumnProfile[] Personal(params SemanticType[] types) =>
        [.. _table.Columns.Where(column => column.Type == DataType.Varchar && types.Contains(_table.TypeOf(column)) && !_table.IsKeyOrReference(column))];

    private void Write()
    {
        Recommendation? deduplicate = _table.Find("deduplicate");
        if (findings.Keys is [var key, ..] && (key.IsUnique || deduplicate is not null) && key.Confidence >= 0.6)
        {
            Recommendation write = _table.Add(new Merge { Keys = Texts(key.Columns), Schema = SchemaChange.Additive }, StepOrder.Write, Math.Max(0.75, key.Confidence), $"one row for each {key}, whatever is run again", $"keys: {key.Distinct:N0} different in {key.Rows:N0} rows");
            if (!key.IsUnique) list.Need(write, deduplicate);
            return;
        }
        _table.Add(new Overwrite(), StepOrder.Write, 0.8, "nothing tells single rows apart: the table is replaced when its rows changed", "keys");
    }

    private static ValueList<PlanText> Texts(IEnumerable<string> names) => [.. names.Select(name => (PlanText)name)];

    private static ValueList<PlanText> Texts(IEnumerable<ColumnProfile> columns) => SilverTable.Texts(columns);
}
