using FlowForge.Core.Schemas;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>A column of a data frame. Its id is its own as Spark's expression ids are: two columns of one name are two columns.</summary>
/// <param name="Qualifier">The alias of the data frame it came from; null for none.</param>
internal sealed record TwinColumn(string Id, string Name, DataType Type, string? Qualifier = null)
{
    internal string Sql => SqlName.Quote(Id);

    internal bool IsFloating => Type == DataType.Double || Type == DataType.Float;

    /// <summary>The value in which -0.0 is 0.0, as Spark has it in keys of groups, windows and joins.</summary>
    internal string KeySql => IsFloating ? $"({Sql} + CAST(0 AS {Type}))" : Sql;
}

/// <summary>A data frame after analysis: a query over the engine, whose tables and caches are put in when an action runs.</summary>
internal sealed record TwinFrame(string Sql, IReadOnlyList<TwinColumn> Columns)
{
    internal string Ids => string.Join(", ", Columns.Select(column => column.Sql));

    /// <summary>The columns by the names that people see.</summary>
    internal string Shown => $"SELECT {string.Join(", ", Columns.Select(column => $"{column.Sql} AS {SqlName.Quote(column.Name)}"))} FROM ({Sql})";
}

/// <summary>What Spark would refuse, with its error condition.</summary>
internal sealed class TwinException(string condition, string message) : Exception($"[{condition}] {message}");
