using System.Diagnostics;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Delta.Faults;

/// <summary>Processes that write, alone and beside others, and are killed while they do.</summary>
public sealed class ProcessTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchTable _scratch = new();
    private int _started;

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(2, 3, 6)]
    public void Writers_KilledAtAnyInstant_LeaveEveryCommitWhole(int seed, int writers, int rounds)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        // A checkpoint every third version: some kills come while one is written.
        Create(("delta.checkpointInterval", "3"), ("delta.enableChangeDataFeed", "true"));
        for (int round = 0; round < rounds; round++)
        {
            Process[] processes = [.. Enumerable.Range(0, writers).Select(_ => WriterProcess.Start(Root, random.Next(), ++_started))];
            List<string> told = [];
            for (int commits = random.Next(5); commits > 0; commits--) told.Add(processes[0].StandardOutput.ReadLine() ?? throw new InvalidOperationException(processes[0].StandardError.ReadToEnd()));
            Assert.False(processes[0].WaitForExit(random.Next(60)), "The writer ended by itself.");
            foreach (Process process in processes)
            {
                process.Kill();
                told.AddRange(process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
                process.WaitForExit();
                process.Dispose();
            }
            CheckAgainstTheLog(told, everyVersion: false);
        }
        Assert.True(_scratch.Table.Latest().Version > rounds, "The kills came before anything was written.");
        Assert.True(File.Exists(Path.Combine(Root, "_delta_log", "_last_checkpoint")));
        _scratch.Writer.Vacuum(TimeSpan.FromTicks(-TimeSpan.TicksPerMinute));
        CheckAgainstTheLog([], everyVersion: false);
        Assert.Empty(Directory.GetDirectories(Root, ".flowforge-*").SelectMany(Directory.GetFiles));
    }

    [Theory]
    [InlineData(3, 2, "Serializable")]
    [InlineData(4, 4, "Serializable")]
    [InlineData(5, 4, "WriteSerializable")]
    public async Task Writers_SeveralProcessesAtOnce_LoseNothing(int seed, int writers, string isolation)
    {
        output.WriteLine($"seed {seed}");
        Create(("delta.isolationLevel", isolation));
        Process[] processes = [.. Enumerable.Range(1, writers).Select(writer => WriterProcess.Start(Root, seed * 10 + writer, writer, writes: 8))];
        List<string> told = [];
        foreach (Process process in processes)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            told.AddRange((await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            process.Dispose();
        }
        Assert.Equal(told.Count, _scratch.Table.Latest().Version);
        CheckAgainstTheLog(told, everyVersion: true);
    }

    private string Root => _scratch.Table.Store.Root;

    private void Create(params (string Name, string Value)[] properties) =>
        _scratch.Writer.Create(new NewTable { Rows = TableOperation.FirstRows, Properties = properties.ToDictionary(property => property.Name, property => property.Value) });

    /// <summary>What writers told stands in the log, and the rows are those that the log's operations make.</summary>
    private void CheckAgainstTheLog(IReadOnlyList<string> told, bool everyVersion)
    {
        (HistoryEntry Entry, IReadOnlyList<ModelRow> Rows)[] versions = [.. TableOperation.Replay(_scratch.Table)];
        HashSet<string> committed = [.. versions.Select(version => $"{version.Entry.Version}: {version.Entry.UserMetadata}")];
        Assert.All(told, line => Assert.Contains(line, committed));
        foreach ((HistoryEntry entry, IReadOnlyList<ModelRow> rows) in everyVersion ? versions : versions.TakeLast(1))
            Assert.Equal(rows.Select(row => $"{row}").Order(StringComparer.Ordinal), _scratch.Rows(entry.Version).Order(StringComparer.Ordinal));
    }
}
