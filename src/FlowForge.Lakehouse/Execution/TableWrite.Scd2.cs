using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Writing;
using DeltaMerge = FlowForge.Lakehouse.Delta.Writing.Merge;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Versions of rows over time. All that is known of a key, old versions and new rows, is put in order of time and read off anew.</summary>
internal sealed partial class TableWrite
{
    private const string At = "__at", Kind = "__kind";

    // The order of what happens at one time: a version ends, then the next one begins.
    private const int Ends = 0, Stands = 1, Arrives = 2;

    private void Scd2(Scd2 step, Relation rows)
    {
        (string from, string to, string current) = (step.ValidFrom.Text, step.ValidTo.Text, step.IsCurrent.Text);
        Column[] versioned = [.. rows.Columns, new Column(from, DataType.TimestampTz), new Column(to, DataType.TimestampTz), new Column(current, DataType.Boolean)];
        Ensure(new Relation($"SELECT *, NULL::TIMESTAMPTZ AS {SqlName.Quote(from)}, NULL::TIMESTAMPTZ AS {SqlName.Quote(to)}, true AS {SqlName.Quote(current)} FROM ({rows.Sql})", versioned), SchemaChange.Additive);
        string now = RunState.Moment(scope.Facts.BeganAt);
        // A day begins at the midnight of the plan's zone.
        string at = step.EffectiveAt is { } time ? scope.Expressions.Cast(rows.Find(time.Text)!, DataType.TimestampTz) : now;
        var versions = new Versions(step, rows, world.Rows(_target.Latest(cancellationToken)), at, now);
        using var kept = new StoredRows(scope.Connection);
        Relation source = kept.Keep(new Relation(versions.Sql, versioned), cancellationToken);

        string[] keys = [.. step.Keys.Select(key => key.Text), from];
        string[] values = [.. versioned.Select(column => column.Name).Where(name => !keys.Contains(name, StringComparer.OrdinalIgnoreCase))];
        var merge = new DeltaMerge(source.Sql, SameKeys(keys), [new MergeChange.Update(FromSource(values), Differs(values))], [new MergeInsert(FromSource(versioned.Select(column => column.Name)))], []) { Keys = Same(keys) };
        Writer.Merge(merge, cancellationToken: cancellationToken);
    }

    /// <summary>The query of all versions of the keys that the rows speak of.</summary>
    private sealed class Versions
    {
        private readonly Scd2 _step;
        private readonly Relation _rows;
        private readonly string _there;
        private readonly string _keys;
        private readonly string _at;
        private readonly string _now;

        /// <param name="at">The time from which a row holds.</param>
        internal Versions(Scd2 step, Relation rows, Relation there, string at, string now)
        {
            (_step, _rows, _there, _at, _now) = (step, rows, there.Sql, at, now);
            _keys = string.Join(", ", step.Keys.Select(key => SqlName.Quote(key.Text)));
        }

        internal string Sql => $"""
            WITH arriving AS ({Arriving}), standing AS ({Standing}), events AS ({Events}), told AS ({Told}),
            versions AS (SELECT *, lead({At}) OVER (PARTITION BY {_keys} ORDER BY {At}, {Kind}) AS __to FROM told WHERE {Kind} <> {Arrives} OR __is_new)
            SELECT {Relation.Names(_rows.Columns)}, {At} AS {From}, __to AS {To}, __to IS NULL AS {Current} FROM versions WHERE {Kind} <> {Ends}{Gone}
            """;

        private string From => SqlName.Quote(_step.ValidFrom.Text);

        private string To => SqlName.Quote(_step.ValidTo.Text);

        private string Current => SqlName.Quote(_step.IsCurrent.Text);

        private IEnumerable<string> Compared => _step.Compare.Count > 0
            ? _step.Compare.Select(name => SqlName.Quote(name.Text))
            : _rows.Columns.Where(column => !StepSql.AuditNames.Contains(column.Name) && !IsNamed(_step.Keys, column) && !IsNamed(_step.EffectiveAt is { } time ? [time] : [], column)).Select(column => SqlName.Quote(column.Name));

        private static bool IsNamed(IEnumerable<PlanText> names, Column column) => names.Any(name => name.Text.Equals(column.Name, StringComparison.OrdinalIgnoreCase));

        // Equal rows of one time are one; the check before has refused different ones.
        private string Arriving => $"SELECT * FROM (SELECT *, {_at} AS {At} FROM ({_rows.Sql})) QUALIFY row_number() OVER (PARTITION BY {_keys}, {At} ORDER BY {Relation.Names(_rows.Columns)}) = 1";

        private string Standing => $"SELECT * FROM ({_there}) AS t WHERE EXISTS (SELECT 1 FROM arriving AS a WHERE {Same("a", "t")})";

        private string Same(string left, string right) => string.Join(" AND ", _step.Keys.Select(key => $"{left}.{SqlName.Quote(key.Text)} = {right}.{SqlName.Quote(key.Text)}"));

        /// <summary>Versions that stand, with the words of a row that arrives for their very beginning; rows that arrive at other times; ends that no version begins at.</summary>
        private string Events
        {
            get
            {
                string corrected = string.Join(", ", _rows.Columns.Select(column => $"CASE WHEN a.{At} IS NOT NULL AND ({Distinct("a", "s")}) THEN a.{SqlName.Quote(column.Name)} ELSE s.{SqlName.Quote(column.Name)} END AS {SqlName.Quote(column.Name)}"));
                string nothing = string.Join(", ", _rows.Columns.Select(column => IsNamed(_step.Keys, column) ? $"s.{SqlName.Quote(column.Name)}" : $"NULL AS {SqlName.Quote(column.Name)}"));
                return $"""
                    SELECT {corrected}, s.{From} AS {At}, {Stands} AS {Kind} FROM standing AS s LEFT JOIN arriving AS a ON {Same("a", "s")} AND a.{At} = s.{From}
                    UNION ALL SELECT {Relation.Names(_rows.Columns, "a")}, a.{At}, {Arrives} FROM arriving AS a WHERE NOT EXISTS (SELECT 1 FROM standing AS s WHERE {Same("s", "a")} AND s.{From} = a.{At})
                    UNION ALL SELECT {nothing}, s.{To}, {Ends} FROM standing AS s WHERE s.{To} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM standing AS n WHERE {Same("n", "s")} AND n.{From} = s.{To})
                    """;
            }
        }

        private string Distinct(string left, string right) => string.Join(" OR ", Compared.Select(name => $"{left}.{name} IS DISTINCT FROM {right}.{name}").DefaultIfEmpty("false"));

        /// <summary>A row that arrives is new when nothing holds at its time, or something else.</summary>
        private string Told
        {
            get
            {
                string differs = string.Join(" OR ", Compared.Select(name => $"{name} IS DISTINCT FROM lag({name}) OVER w").DefaultIfEmpty("false"));
                return $"SELECT *, lag({Kind}) OVER w IS NULL OR lag({Kind}) OVER w = {Ends} OR {differs} AS __is_new FROM events WINDOW w AS (PARTITION BY {_keys} ORDER BY {At}, {Kind})";
            }
        }

        private string Gone => _step.MissingInSource != MissingAction.Delete ? "" :
            $" UNION ALL SELECT {Relation.Names(_rows.Columns)}, {From}, {_now}, false FROM ({_there}) AS t WHERE {Current} AND NOT EXISTS (SELECT 1 FROM arriving AS a WHERE {Same("a", "t")})";
    }
}
