using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Stores;

/// <summary>Names that only one of several writers gets, on file systems of several kinds.</summary>
public sealed class ExclusiveNameTests : IDisposable
{
    private const int NotPermitted = 1, AccessDenied = 13;

    private readonly ScratchTable _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string> Ways => OperatingSystem.IsWindows() ? ["move"] : ["link", "rename"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void TryCreate_ManyAtOnce_OneWinsAndNobodySeesATornFile(string way)
    {
        const int Writers = 8, Files = 60;
        int[] wins = new int[Writers];
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, writer =>
        {
            LocalTableStore store = Store(way);
            byte[] content = [.. Enumerable.Repeat((byte)('a' + writer), 10_000)];
            for (int file = 0; file < Files; file++)
            {
                if (store.TryCreate($"_delta_log/{file}.json", content)) wins[writer]++;
                byte[] seen = File.ReadAllBytes(store.EnginePath($"_delta_log/{file}.json"));
                Assert.Equal(10_000, seen.Length);
                Assert.Single(seen.Distinct());
            }
        });
        Assert.Equal(Files, wins.Sum());
        Assert.Equal(Files, Directory.GetFiles(Path.Combine(_scratch.Table.Store.Root, LogFileName.Folder)).Length);
    }

    [Fact]
    public void Write_FileSystemWithoutLinks_LosesNoCommit()
    {
        if (OperatingSystem.IsWindows()) return;
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0::BIGINT AS id" });
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, writer =>
        {
            using var connection = _scratch.Engine.Connect();
            var mine = new DeltaWriter(new DeltaTable(Store("rename"), _scratch.Engine), connection, ScratchTable.Options);
            for (int i = 1; i <= 5; i++) mine.Append($"SELECT {writer * 10 + i}::BIGINT AS id");
        });
        Assert.Equal(20, _scratch.Table.Latest().Version);
        Assert.Equal(21, _scratch.Rows().Distinct().Count());
    }

    [Fact]
    public void Write_FileSystemWithNoSafeWay_IsRefusedAndLeavesNothing()
    {
        _scratch.Writer.Create(new NewTable { Rows = "SELECT 0 AS id" });
        string[] before = Files();
        var store = new LocalTableStore(_scratch.Table.Store.Root, new ExclusiveName([(_, _) => NotPermitted, (_, _) => NotPermitted]));
        var writer = new DeltaWriter(new DeltaTable(store, _scratch.Engine), _scratch.Connection, ScratchTable.Options);
        InputException refused = Assert.Throws<InputException>(() => writer.Append("SELECT 1 AS id"));
        Assert.Equal("delta-file-system", refused.Diagnostic.Id);
        Assert.Contains("neither link a file nor rename one without replacing another", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public void TryGive_AnErrorThatHasNothingToDoWithTheWay_IsToldAtOnce()
    {
        var exclusive = new ExclusiveName([(_, _) => AccessDenied, (_, _) => throw new InvalidOperationException("The second way must not be tried.")]);
        IOException refused = Assert.Throws<IOException>(() => exclusive.TryGive("a", "b"));
        Assert.StartsWith("b cannot be created: ", refused.Message, StringComparison.Ordinal);
    }

    private string[] Files() => [.. Directory.GetFiles(_scratch.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private LocalTableStore Store(string way) => new(_scratch.Table.Store.Root, way switch
    {
        "link" => new ExclusiveName([ExclusiveName.LinkWay]),
        // As exFAT has it: links are not permitted.
        "rename" => new ExclusiveName([(_, _) => NotPermitted, ExclusiveName.RenameWay]),
        _ => ExclusiveName.OfThisSystem,
    });
}
