using FlowForge.DuckDb.Queries;

namespace FlowForge.DuckDb.Tests;

/// <summary>Memory is the process's, so nothing else may run beside these.</summary>
[CollectionDefinition(nameof(ProcessMemory), DisableParallelization = true)]
public sealed class ProcessMemory;

[Collection(nameof(ProcessMemory))]
public sealed class HandleTests
{
    [Fact]
    public void OpenAndClose_ManyTimes_LeavesNoMemoryBehind()
    {
        Use(30); // the library, its allocator and our own code settle
        long before = ResidentBytes();
        Use(300);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 48 << 20);
    }

    [Fact]
    public void Statements_ManyTimes_LeaveNoMemoryBehind()
    {
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        Repeat(200);
        long before = ResidentBytes();
        Repeat(2_000);
        Assert.InRange(ResidentBytes() - before, long.MinValue, 32 << 20);

        void Repeat(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Assert.Equal(i, connection.Scalar<int>("SELECT $1", [i]));
                Assert.Throws<DuckDbException>(() => connection.Execute("FROM nowhere"));
                using DuckDbResult result = connection.Stream("SELECT [range], {'a': 'text of some length ' || range} FROM range(3_000)");
                Assert.True(result.TryNext(out _));
            }
        }
    }

    [Fact]
    public void Connection_DatabaseDisposedFirst_StillWorks()
    {
        DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        database.Dispose();
        Assert.Equal(1, connection.Scalar<int>("SELECT 1"));
    }

    [Fact]
    public void Result_ConnectionDisposedFirst_IsStillReadable()
    {
        using DuckDbDatabase database = DuckDbDatabase.Open();
        DuckDbConnection connection = database.Connect();
        using DuckDbResult result = connection.Query("FROM range(10_000)");
        connection.Dispose();
        Assert.Equal(10_000, result.Rows().Count());
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
    }

    [Fact]
    public void File_ClosedAndOpenedAgain_HasItsRows()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "data é.duckdb");
            using (DuckDbDatabase database = DuckDbDatabase.Open(path))
            using (DuckDbConnection connection = database.Connect())
                connection.Execute("CREATE TABLE t AS FROM range(10)");
            using DuckDbDatabase again = DuckDbDatabase.Open(path, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY", ["threads"] = "1" });
            using DuckDbConnection reader = again.Connect();
            Assert.Equal(10, reader.Scalar<int>("SELECT count(*) FROM t"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Use(int times)
    {
        for (int i = 0; i < times; i++)
        {
            using DuckDbDatabase database = DuckDbDatabase.Open();
            using DuckDbConnection connection = database.Connect();
            connection.Execute("CREATE TABLE t AS SELECT range AS n, 'text ' || range AS t FROM range(2_000)");
            using Appender appender = connection.Append("t");
            appender.AppendRow(1L, "x");
            appender.Flush();
            using DuckDbResult result = connection.Query("SELECT n, [t] FROM t");
            Assert.Equal(2_001, result.Rows().Count());
        }
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
