using System.Text.Json;
using System.Text.RegularExpressions;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Delta;

/// <summary>Every recorded table against what Spark, delta-rs and the kernel's authors read in it.</summary>
/// <remarks>The folder is <c>FLOWFORGE_DELTA_CORPUS</c>, or <c>shared/delta-corpus</c> beside the repository.</remarks>
public sealed partial class DeltaCorpusTests(ITestOutputHelper output) : IDisposable
{
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Read_EveryRecordedTable_EqualsWhatOthersRead()
    {
        IReadOnlyList<CorpusTable> tables = CorpusTable.All(Repository.Recordings("FLOWFORGE_DELTA_CORPUS", "delta-corpus"));
        Assert.NotEmpty(tables);
        int equal = 0, refused = 0;
        var wrong = new List<string>();
        foreach (CorpusTable table in tables)
        {
            try
            {
                string[] faults = [.. Judge(table)];
                if (faults.Length == 0) equal++;
                else wrong.AddRange(faults.Select(fault => $"{table.Name}: {fault}"));
            }
            catch (InputException refusal) when (MustBeRefused(table) is { } reason)
            {
                refused++;
                output.WriteLine($"rightly refused {table.Name} ({reason}): {refusal.Message}");
            }
            catch (DuckDbException refusal) when (refusal.ErrorType == DuckDbErrorType.InputOutput && LacksFiles(new DeltaTable(new LocalTableStore(table.Path), _engine).Latest()))
            {
                refused++;
                output.WriteLine($"rightly refused {table.Name} (data files are missing): {refusal.Message}");
            }
            catch (Exception failure)
            {
                wrong.Add($"{table.Name}: {failure.GetType().Name}: {failure.Message}\n{failure.StackTrace}");
            }
        }
        string line = $"delta: {equal} equal / {refused} rightly refused / {tables.Count - equal - refused} wrong";
        output.WriteLine(line);
        Console.WriteLine(line);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private IEnumerable<string> Judge(CorpusTable table)
    {
        var delta = new DeltaTable(new LocalTableStore(table.Path), _engine);
        Snapshot latest = delta.Latest();
        using DuckDbConnection connection = _engine.Connect();
        DeltaRelation.Prepare(connection);
        if (MustBeRefused(table) is { } reason) yield return $"was read, and should not be: {reason}";

        using (DeltaRelation rows = latest.Read())
        {
            if (table.Rows is { } expected)
            {
                if (Difference(connection, rows.Sql, expected) is { } difference) yield return difference;
            }
            else if (Promised(connection, latest) is { } promised && connection.Scalar<long>($"SELECT count(*) FROM ({rows.Sql})") is var count && count != promised)
            {
                yield return $"{count} rows, the log promises {promised}";
            }
        }

        foreach ((long version, string file) in table.Versions)
        {
            using DeltaRelation rows = delta.At(version).Read();
            if (Difference(connection, rows.Sql, $"'{file}'") is { } difference) yield return $"version {version}: {difference}";
        }

        if (table.Changes is { } changes)
        {
            using DeltaRelation feed = delta.Changes(table.Facts!.Value.GetProperty("change_feed_from").GetInt64());
            if (Difference(connection, $"SELECT * EXCLUDE (_commit_timestamp) FROM ({feed.Sql})", $"'{changes}'") is { } difference) yield return $"changes: {difference}";
        }

        foreach (string fault in JudgeHistory(delta, table)) yield return fault;
    }

    private static IEnumerable<string> JudgeHistory(DeltaTable delta, CorpusTable table)
    {
        if (table.Facts is not { } facts || !facts.TryGetProperty("history", out JsonElement history)) yield break;
        Dictionary<long, HistoryEntry> entries = delta.History().ToDictionary(entry => entry.Version);
        foreach (JsonElement wanted in history.EnumerateArray())
        {
            long version = wanted.GetProperty("version").GetInt64();
            if (!entries.TryGetValue(version, out HistoryEntry? entry)) yield return $"history lacks version {version}";
            else if (entry.Operation != wanted.GetProperty("operation").GetString()) yield return $"version {version} is {entry.Operation}, not {wanted.GetProperty("operation")}";
            else
                foreach (JsonProperty metric in wanted.GetProperty("metrics").EnumerateObject())
                    if (entry.Metrics.GetValueOrDefault(metric.Name) != (metric.Value.ValueKind == JsonValueKind.String ? metric.Value.GetString() : metric.Value.GetRawText()))
                        yield return $"version {version}: {metric.Name} is {entry.Metrics.GetValueOrDefault(metric.Name)}, not {metric.Value}";
        }
    }

    /// <summary>Null when both are the same multiset of rows with the same columns in the same order.</summary>
    private static string? Difference(DuckDbConnection connection, string actual, string expectedFiles)
    {
        if (expectedFiles.Length == 0) return connection.Scalar<long>($"SELECT count(*) FROM ({actual})") is 0 ? null : "rows where none are expected";
        string expected = $"SELECT * FROM read_parquet([{expectedFiles}], union_by_name = true, hive_partitioning = false)";
        IReadOnlyList<Column> have = Columns(connection, actual), want = Columns(connection, expected);
        if (!have.Select(column => column.Name).SequenceEqual(want.Select(column => column.Name)))
            return $"columns {string.Join(", ", have.Select(column => column.Name))}, expected {string.Join(", ", want.Select(column => column.Name))}";
        string left = Texts(actual, have), right = Texts(expected, have);
        long missing = connection.Scalar<long>($"SELECT count(*) FROM ({right} EXCEPT ALL {left})"), more = connection.Scalar<long>($"SELECT count(*) FROM ({left} EXCEPT ALL {right})");
        if (missing == 0 && more == 0) return null;
        return $"{missing} rows missing, {more} too many; e.g. {Sample(connection, $"{right} EXCEPT ALL {left}")} instead of {Sample(connection, $"{left} EXCEPT ALL {right}")}";
    }

    // As text of the actual types: nested values and maps compare, and what cannot be cast differs.
    private static string Texts(string sql, IReadOnlyList<Column> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"CAST(CAST({SqlName.Quote(column.Name)} AS {column.Type}) AS VARCHAR) AS {SqlName.Quote(column.Name)}"))} FROM ({sql})";

    private static string Sample(DuckDbConnection connection, string sql)
    {
        using DuckDbResult rows = connection.Query($"SELECT * FROM ({sql}) LIMIT 1");
        return string.Join(" | ", rows.Rows().FirstOrDefault() ?? ["(none)"]);
    }

    private static IReadOnlyList<Column> Columns(DuckDbConnection connection, string sql)
    {
        using DuckDbResult shape = connection.Query($"SELECT * FROM ({sql}) LIMIT 0");
        return shape.Columns;
    }

    /// <summary>The rows that the files' footers and the log's deletion vectors leave.</summary>
    private static long Promised(DuckDbConnection connection, Snapshot snapshot)
    {
        long rows = 0;
        foreach (DeltaAction.Add file in snapshot.Files)
        {
            string path = snapshot.Store.EnginePath(DataPath.Decode(file.Path));
            rows += connection.Scalar<long>($"SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata({SqlName.Literal(path)})") - (file.DeletionVector?.Cardinality ?? 0);
        }
        return rows;
    }

    /// <summary>Why nobody can read the table, told from its files alone; null when it can be read.</summary>
    private static string? MustBeRefused(CorpusTable table)
    {
        string log = Path.Combine(table.Path, "_delta_log");
        if (!Directory.Exists(log)) return "no log";
        string text = string.Join('\n', Directory.GetFiles(log, "*.json").Order(StringComparer.Ordinal).Select(File.ReadAllText));
        bool hasCheckpoint = Directory.GetFiles(log, "*.checkpoint*").Length > 0;
        if (!text.Contains("\"protocol\"", StringComparison.Ordinal) && (!hasCheckpoint || table.Rows is null)) return "no protocol";
        if (!text.Contains("schemaString", StringComparison.Ordinal) && (!hasCheckpoint || table.Rows is null)) return "no schema";
        return ReaderVersion().Matches(text).LastOrDefault() is { } version && int.Parse(version.Groups[1].ValueSpan) > 3 ? $"reader version {version.Groups[1]}" : null;
    }

    /// <summary>True when the log names a file that was not recorded with the table: whoever reads it must say so.</summary>
    private static bool LacksFiles(Snapshot snapshot) => snapshot.Files.Any(file => !File.Exists(snapshot.Store.EnginePath(DataPath.Decode(file.Path))));

    [GeneratedRegex("\"minReaderVersion\":\\s*(\\d+)")]
    private static partial Regex ReaderVersion();
}
