using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>What Spark answered: rows, expressions over them, and a type and values for each.</summary>
internal sealed record ExpressionCase(string Name, bool Ansi, string TimeZone, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<ExpressionAnswer> Answers)
{
    public bool IsAggregate => Name.StartsWith("aggregate:", StringComparison.Ordinal);

    public bool IsOrder => Name.StartsWith("order by:", StringComparison.Ordinal);
}

/// <summary>One expression and its recorded answer, as JSON.</summary>
internal sealed record ExpressionAnswer(string Text, JsonElement Recorded)
{
    public string? Type => Recorded.TryGetProperty("type", out JsonElement type) ? type.GetString() : null;

    public bool IsRefused => Recorded.TryGetProperty("analysis_error", out _);

    /// <summary>Whether the query as a whole failed: aggregates have one answer for all rows.</summary>
    public bool FailsWhole => Recorded.TryGetProperty("error", out _);

    /// <summary>Whether Spark's own versions disagree.</summary>
    public bool Differs => Recorded.TryGetProperty("differs_in", out _);
}

internal static class ParityFolder
{
    /// <summary>The folder named by <c>FLOWFORGE_PARITY_CASES</c>, or <c>shared/spark</c> in a folder above the repository.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not there: a run without it has tested nothing.</exception>
    public static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable("FLOWFORGE_PARITY_CASES") is { Length: > 0 } named) return named;
            for (DirectoryInfo? folder = new(RepositoryRoot); folder is not null; folder = folder.Parent)
                if (Directory.Exists(Path.Combine(folder.FullName, "shared", "spark")))
                    return Path.Combine(folder.FullName, "shared", "spark");
            throw new DirectoryNotFoundException("The recordings of Spark are not there. Set FLOWFORGE_PARITY_CASES to a folder with an expressions.json.");
        }
    }

    public static string RepositoryRoot { get; } = Path.GetFullPath(Path.Combine(Folder(), "..", "..", ".."));

    public static IReadOnlyList<ExpressionCase> Expressions()
    {
        JsonElement root = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "expressions.json"))).RootElement;
        return [.. root.GetProperty("cases").EnumerateArray().Select(Read)];
    }

    private static ExpressionCase Read(JsonElement element) => new(
        element.GetProperty("case").GetString()!,
        element.GetProperty("ansi").GetBoolean(),
        element.GetProperty("time_zone").GetString()!,
        [.. element.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)],
        [.. element.GetProperty("rows").EnumerateArray().Select(row => (IReadOnlyList<string>)[.. row.EnumerateArray().Select(value => value.GetString()!)])],
        [.. element.GetProperty("answers").EnumerateObject().Select(answer => new ExpressionAnswer(answer.Name, answer.Value))]);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
