using FlowForge.DuckDb;
using FlowForge.Explore.Datasets;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Relationships;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Checks;

/// <summary>Runs every check on a dataset. Nearly all read the profile; what compares columns asks the engine.</summary>
internal sealed class DatasetChecks(TypedDataset dataset, IReadOnlyList<CandidateKey> keys, Grain grain, TargetGuess? target, ExploreOptions options)
{
    /// <summary>Fewer values repeat by accident, or do not.</summary>
    private const int FewValues = 50;

    /// <summary>A column in which more values repeat is not meant to have each once.</summary>
    private const double NearlyUnique = 0.9;

    private const double MostRareNulls = 0.05;

    private readonly CheckList _list = new(dataset.Name);
    private readonly DatasetProfile _profile = dataset.Profile;

    internal List<CheckResult> Run(DuckDbConnection connection, IReadOnlyList<LeakageSuspect> leakage, IReadOnlyList<Relationship> relationships, CancellationToken cancellationToken)
    {
        var numbers = new NumberChecks(connection, dataset, _list);
        var texts = new TextChecks(dataset, _list);
        var times = new TimeChecks(grain, options, _list);
        CheckRows();
        foreach (ColumnProfile column in dataset.Columns)
        {
            CheckPresence(column);
            CheckRepeats(column);
            if (column.Number is { } number) numbers.Run(column, number, cancellationToken);
            if (column.Text is { } text) texts.Run(column, text);
            if (column.Time is { } time) times.Run(column, time);
            _list.Add(CheckDefinition.PersonalColumn, column.Name, dataset.TypeOf(column).IsPersonal ? 1 : 0, column.Values, $"{dataset.TypeOf(column).Word.Replace('_', ' ')}: tells who a person is, or how to reach one");
        }
        CheckTarget();
        Relationship[] references = [.. relationships.Where(one => one.Child.Dataset == dataset.Name)];
        new OrderChecks(connection, dataset, options, _list).Run([.. references.Select(one => one.Child.Column)], cancellationToken);
        foreach (LeakageSuspect suspect in leakage) _list.Add(CheckDefinition.Leakage, suspect.Column, suspect.Strength, 0, suspect.Reason);
        foreach (Relationship one in references)
            _list.Add(CheckDefinition.Orphans, one.Child.Column, one.OrphanRate, one.OrphanRows, $"{one.OrphanRows:N0} of {one.ChildRows:N0} rows refer to no {one.Parent}{(one.SpellingOrphanRows > 0 ? $"; {one.SpellingOrphanRows:N0} of them only by case or white space" : "")}");
        return _list.Results;
    }

    private void CheckRows()
    {
        // Empty rows equal each other, and have a check of their own.
        _list.AddShare(CheckDefinition.DuplicateRows, null, _profile.RepeatedRows, _profile.Rows, "rows are there already");
        _list.Add(CheckDefinition.EmptyRows, null, _profile.EmptyRows, _profile.EmptyRows, $"{_profile.EmptyRows:N0} rows have no value at all");
        _list.AddShare(CheckDefinition.Unreadable, null, _profile.Source.UnreadableRows, _profile.Rows + _profile.Source.UnreadableRows, "rows of the source could not be read");
        if (keys is not [{ Columns: [var name] } key, ..] || _profile.Find(name) is not { } column) return;
        _list.Add(CheckDefinition.KeyNulls, name, column.Nulls, column.Nulls, $"{column.Nulls:N0} rows have no {name}");
        _list.AddShare(CheckDefinition.DuplicateKeys, name, Math.Max(0, key.Surplus - column.Nulls), key.Rows, $"rows repeat a {name}");
    }

    private void CheckPresence(ColumnProfile column)
    {
        bool isEmpty = column.Rows > 0 && column.Values == 0, isRare = column.NullShare <= MostRareNulls;
        _list.Add(CheckDefinition.EmptyColumn, column.Name, isEmpty ? 1 : 0, column.Nulls, "no row has a value");
        if (!isEmpty) _list.AddShare(CheckDefinition.Nulls, column.Name, column.Nulls, column.Rows, "rows have no value");
        if (!isEmpty) _list.AddShare(CheckDefinition.RareNulls, column.Name, isRare ? column.Nulls : 0, column.Rows, "rows have no value, where nearly all have one");
        bool isConstant = dataset.TypeOf(column) == SemanticType.Constant && column.Values > 1;
        _list.Add(CheckDefinition.ConstantColumn, column.Name, isConstant ? 1 : 0, column.Values, $"every row has {(column.Top is [var only, ..] ? only.Value : column.Min)}");
        if (!isConstant && column.Top is [var top, ..] && column.Values > 100) _list.AddShare(CheckDefinition.DominantValue, column.Name, top.Count, column.Values, $"values are '{top.Value}'");
    }

    /// <summary>Another column than the key that tells rows apart but for a few: licences, chips, addresses. Rows that repeat the key repeat it too, and are not counted again.</summary>
    private void CheckRepeats(ColumnProfile column)
    {
        if (dataset.TypeOf(column) is not (SemanticType.Identifier or SemanticType.Uuid or SemanticType.Code or SemanticType.Email or SemanticType.Phone or SemanticType.Iban or SemanticType.CardNumber)) return;
        if (!column.DistinctIsExact || column.Values < FewValues || keys.Take(1).Any(key => key.Columns.Contains(column.Name))) return;
        (long nothing, int words) = column.Text is { } text ? (Nothing.Count(text, dataset.TypeOf(column)), Nothing.Placeholders(text, dataset.TypeOf(column)).Count() + (text.CountOf(ValueForm.Empty) > 0 ? 1 : 0)) : (0, 0);
        long values = column.Values - nothing, surplus = values - (column.Distinct - words) - (keys is [{ Columns.Count: 1 } key, ..] ? key.Surplus : _profile.DuplicateRows);
        if (column.Distinct >= NearlyUnique * values) _list.AddShare(CheckDefinition.RepeatedValues, column.Name, Math.Max(0, surplus), values, "values are there already, where nearly all are there once");
    }

    private void CheckTarget()
    {
        if (target is null || _profile.Find(target.Column) is not { Top: [var top, ..] } column) return;
        _list.AddShare(CheckDefinition.TargetImbalance, column.Name, top.Count, column.Values, $"rows have the target's value '{top.Value}'");
    }
}
