using FlowForge.Core.Diagnostics;

namespace FlowForge.Lakehouse.Queries;

/// <summary>Where in a statement something stands, for people.</summary>
internal static class SqlPlace
{
    private const string Name = "sql";

    /// <summary>Line and column of an offset, counted from 1.</summary>
    internal static Location At(string sql, int offset)
    {
        int end = Math.Clamp(offset, 0, sql.Length), line = 1, lineStart = 0;
        for (int i = 0; i < end; i++)
            if (sql[i] == '\n') (line, lineStart) = (line + 1, i + 1);
        return new Location(Name, line, end - lineStart + 1);
    }

    internal static InputException Error(string id, string sql, int offset, string summary, string? hint = null, Exception? inner = null) =>
        new(id, At(sql, offset), summary, hint, inner);
}
