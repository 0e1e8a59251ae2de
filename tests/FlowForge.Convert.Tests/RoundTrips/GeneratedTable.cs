using System.Globalization;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Tests.RoundTrips;

/// <summary>What a generated column holds, and the type that a file of untyped text gives it.</summary>
internal enum Kind
{
    Number,
    Amount,
    Flag,
    Day,
    Moment,
    Name,
    ZipCode,
    LongId,
    Uuid,
}

internal sealed record GeneratedColumn(string Name, Kind Kind)
{
    internal string SqlType => Kind switch
    {
        Kind.Number => "BIGINT",
        Kind.Amount => "DECIMAL(18,2)",
        Kind.Flag => "BOOLEAN",
        Kind.Day => "DATE",
        Kind.Moment => "TIMESTAMP",
        Kind.Uuid => "UUID",
        _ => "VARCHAR",
    };
}

/// <summary>A table of random columns of every kind; a cell is its text, as SQL would print it, or null.</summary>
internal sealed class GeneratedTable
{
    private static readonly string[] s_words = ["Ada", "Grace Hopper", "o'Neill", "a, b; c", "she said \"no\"", "<x> & y", "back\\slash", "42nd street", "Zoë", "Łódź", "東京"];
    private static readonly DateTime s_epoch = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <param name="ascii">For formats without Unicode.</param>
    internal GeneratedTable(int seed, bool ascii)
    {
        var random = new Random(seed);
        Kind[] kinds = [Kind.Number, .. Enum.GetValues<Kind>().OrderBy(_ => random.Next()).Take(3 + random.Next(7))];
        Columns = [.. kinds.Select((kind, i) => new GeneratedColumn($"{kind.ToString().ToUpperInvariant()[..3]}{i}", kind))];
        string[] words = ascii ? [.. s_words.Where(word => word.All(char.IsAscii))] : s_words;
        int rows = 1 + random.Next(400);
        Rows = [.. Enumerable.Range(0, rows).Select(row => kinds.Select((kind, i) => i == 0 ? Invariant(row + 1) : row > 0 && random.Next(9) == 0 ? null : Cell(random, kind, words)).ToArray())];
    }

    internal IReadOnlyList<GeneratedColumn> Columns { get; }

    /// <summary>The first column is the row's number, from 1.</summary>
    internal IReadOnlyList<string?[]> Rows { get; }

    /// <summary>The rows as a DuckDB relation with the columns' own types.</summary>
    internal string ToSql() =>
        $"(SELECT {string.Join(", ", Columns.Select(column => $"{column.Name}::{column.SqlType} AS {column.Name}"))} FROM (VALUES "
        + string.Join(", ", Rows.Select(row => $"({string.Join(", ", row.Select(cell => cell is null ? "NULL" : SqlName.Literal(cell)))})"))
        + $") AS t({string.Join(", ", Columns.Select(column => column.Name))}))";

    private static string Cell(Random random, Kind kind, string[] words) => kind switch
    {
        Kind.Number => Invariant(random.NextInt64(-99_999_999, 999_999_999)),
        Kind.Amount => (random.NextInt64(-9_999_999, 99_999_999) / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        Kind.Flag => random.Next(2) == 0 ? "true" : "false",
        Kind.Day => s_epoch.AddDays(random.Next(-20_000, 30_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Kind.Moment => s_epoch.AddDays(random.Next(0, 30_000)).AddSeconds(random.Next(86_400)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        Kind.Name => words[random.Next(words.Length)],
        Kind.ZipCode => $"0{random.Next(10_000):0000}",
        Kind.LongId => string.Concat(Enumerable.Range(0, 24).Select(i => (char)('1' + random.Next(i == 0 ? 1 : 9)))),
        Kind.Uuid => new Guid(RandomBytes(random)).ToString(),
    };

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);
}
