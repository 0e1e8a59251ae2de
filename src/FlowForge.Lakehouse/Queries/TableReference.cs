using System.Globalization;

namespace FlowForge.Lakehouse.Queries;

/// <summary>Which state of a table is read. A closed set.</summary>
internal abstract record TableVersion
{
    private TableVersion() { }

    internal sealed record Latest : TableVersion;

    internal sealed record Number(long Value) : TableVersion;

    internal sealed record Time(DateTimeOffset Value) : TableVersion;

    /// <summary>What changed, both ends included; an end that is null is the newest version.</summary>
    internal sealed record Changes(TableVersion From, TableVersion? To) : TableVersion;

    /// <summary>As people write times: a date, or a date and a time, in UTC unless they say otherwise.</summary>
    internal static TableVersion? ParseTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? new Time(time) : null;
}

/// <summary>A place in a statement that names a table.</summary>
/// <param name="Parts">The name; for a table by path, <c>delta</c> and the path.</param>
/// <param name="Start">Offset of what is to be replaced by the engine's name.</param>
/// <param name="End">Offset behind it.</param>
internal sealed record TableReference(IReadOnlyList<string> Parts, TableVersion Version, int Start, int End)
{
    private const string PathSchema = "delta";

    /// <summary>What surely is demanded of its rows.</summary>
    internal List<Condition> Conditions { get; } = [];

    /// <summary>The path of <c>delta.`path`</c>; null for a name of the catalog.</summary>
    internal string? Path => Parts is [var schema, var path] && schema.Equals(PathSchema, StringComparison.OrdinalIgnoreCase) ? path : null;

    internal string Text => string.Join('.', Parts);
}

/// <summary>A condition, behind WHERE or ON, that rows of a table have to satisfy as far as it is about them.</summary>
/// <param name="Qualifier">By what columns of the table may be qualified.</param>
/// <param name="IsAlone">Whether no other table is read beside it; where one is, rows may be made up of nulls.</param>
internal sealed record Condition(IReadOnlyList<SqlToken> Tokens, string Qualifier, bool IsAlone);
