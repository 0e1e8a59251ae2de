using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Execution;

/// <summary>Rows between two steps: a query in the engine's SQL, and the columns it gives with their types in the plan's language. Immutable.</summary>
/// <param name="IsStored">The rows lie in a table or in files: reading them again costs no computing and gives the same rows.</param>
public sealed record Relation(string Sql, IReadOnlyList<Column> Columns, bool IsStored = false)
{
    /// <summary>The column of that name regardless of case; null when there is none.</summary>
    public Column? Find(string name) => Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The query with all columns in their order, those in <paramref name="values"/> computed anew.</summary>
    internal Relation With(IReadOnlyList<Computed> values)
    {
        var columns = Columns.Select(column => new Computed(column.Name, SqlName.Quote(column.Name), column.Type)).ToList();
        foreach (Computed value in values)
        {
            int there = columns.FindIndex(column => column.Name.Equals(value.Name, StringComparison.OrdinalIgnoreCase));
            if (there >= 0) columns[there] = value;
            else columns.Add(value);
        }
        return Select(columns);
    }

    internal Relation Select(IReadOnlyList<Computed> columns) =>
        new($"SELECT {string.Join(", ", columns.Select(column => $"{column.Sql} AS {SqlName.Quote(column.Name)}"))} FROM ({Sql})", [.. columns.Select(column => new Column(column.Name, column.Type))]);

    internal Relation Where(string condition) => new($"SELECT * FROM ({Sql}) WHERE {condition}", Columns);

    /// <summary>The first rows, of rows that have an order.</summary>
    internal Relation First(long count) => this with { Sql = $"SELECT * FROM ({Sql}) LIMIT {count}" };

    /// <summary>Names in quotes with commas between, each behind the alias where one is given.</summary>
    internal static string Names(IEnumerable<Column> columns, string? alias = null) =>
        string.Join(", ", columns.Select(column => alias is null ? SqlName.Quote(column.Name) : $"{alias}.{SqlName.Quote(column.Name)}"));
}

/// <summary>A column and the SQL that computes it.</summary>
internal readonly record struct Computed(string Name, string Sql, DataType Type)
{
    internal static Computed Of(Column column) => new(column.Name, SqlName.Quote(column.Name), column.Type);
}
