using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Queries;

namespace FlowForge.DuckDb.Tests;

public sealed class ErrorTests : DuckDbTest
{
    [Theory]
    [InlineData("SELEC 1", DuckDbErrorType.Parser)]
    [InlineData("SELECT nothing", DuckDbErrorType.Binder)]
    [InlineData("FROM nowhere", DuckDbErrorType.Catalog)]
    [InlineData("SELECT 'x'::INTEGER", DuckDbErrorType.Conversion)]
    [InlineData("SELECT 9223372036854775807 + 1::BIGINT", DuckDbErrorType.OutOfRange)]
    [InlineData("SELECT error('ours')", DuckDbErrorType.InvalidInput)]
    [InlineData("INSERT INTO checked VALUES (-1)", DuckDbErrorType.Constraint)]
    [InlineData("SET nothing = 1", DuckDbErrorType.Catalog)]
    [InlineData("FROM read_csv('nowhere.csv')", DuckDbErrorType.InputOutput)]
    [InlineData("LOAD nowhere", DuckDbErrorType.InputOutput)]
    public void Failure_EveryWayOfRunning_HasTheEnginesCode(string sql, DuckDbErrorType expected)
    {
        Connection.Execute("CREATE TABLE checked (n INTEGER CHECK (n > 0))");
        Assert.Equal(expected, Assert.Throws<DuckDbException>(() => Connection.Execute(sql)).ErrorType);
        Assert.Equal(expected, Assert.Throws<DuckDbException>(() => Connection.Query(sql, [])).ErrorType);
        Assert.Equal(expected, Assert.Throws<DuckDbException>(() => Connection.Stream(sql)).ErrorType);
        Assert.Equal(1, Connection.Scalar<int>("SELECT 1"));
    }

    [Theory, InlineData(1), InlineData(2)]
    public void Stream_FailsInALateRow_IsThatError(int threads)
    {
        Connection.Execute($"SET threads = {threads}; CREATE TABLE numbers AS SELECT range AS n FROM range(3_000_000)");
        var failure = Assert.Throws<DuckDbException>(() =>
        {
            using DuckDbResult result = Connection.Stream("SELECT CAST(CASE WHEN n = 2_900_000 THEN 'x' ELSE '1' END AS INTEGER) FROM numbers");
            while (result.TryNext(out _)) { }
        });
        Assert.Equal(DuckDbErrorType.Conversion, failure.ErrorType);
        Assert.StartsWith("Conversion Error: Could not convert string 'x'", failure.Message);
    }

    [Fact]
    public void Query_StatementWithNul_IsRefusedNotCut()
    {
        Assert.Equal(DuckDbErrorType.Parser, Assert.Throws<DuckDbException>(() => Connection.Execute("SELECT 1\0; DROP TABLE t")).ErrorType);
        Assert.Equal("a\0b", Connection.Scalar<string>("SELECT $1", ["a\0b"]));
    }

    [Fact]
    public void Commit_AnotherWriterWasFirst_IsTransient()
    {
        using DuckDbConnection other = Connect();
        Connection.Execute("CREATE TABLE t AS SELECT 1 AS n");
        Connection.Execute("BEGIN");
        other.Execute("BEGIN");
        Connection.Execute("UPDATE t SET n = 2");
        var conflict = Assert.Throws<DuckDbException>(() => other.Execute("UPDATE t SET n = 3"));
        Assert.Equal(DuckDbErrorType.Transaction, conflict.ErrorType);
        Assert.True(conflict.IsTransient);
    }

    [Fact]
    public void Open_UnknownSetting_SaysWhich()
    {
        var failure = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(null, new Dictionary<string, string> { ["no_such_setting"] = "1" }));
        Assert.Contains("no_such_setting", failure.Message);
    }

    [Fact]
    public void Open_FolderThatIsNotThere_IsInputOutput() =>
        Assert.Equal(DuckDbErrorType.InputOutput, Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open("/no/such/folder/data.duckdb")).ErrorType);

    [Theory]
    [InlineData("TransactionContext Error: Conflict", DuckDbErrorType.Transaction)]
    [InlineData("Not implemented Error: x", DuckDbErrorType.NotImplemented)]
    [InlineData("Out of Memory Error: x", DuckDbErrorType.OutOfMemory)]
    [InlineData("INTERRUPT Error: Interrupted!", DuckDbErrorType.Interrupt)]
    [InlineData("IO Error: x", DuckDbErrorType.InputOutput)]
    [InlineData("Divide by Zero Error: x", DuckDbErrorType.DivideByZero)]
    [InlineData("Invalid Configuration Error: x", DuckDbErrorType.InvalidConfiguration)]
    [InlineData("something else", DuckDbErrorType.Invalid)]
    public void FromText_EngineMessage_HasItsCode(string message, DuckDbErrorType expected) =>
        Assert.Equal(expected, DuckDbException.FromText(message).ErrorType);
}

public sealed class LibraryTests
{
    [Fact]
    public void Load_FileMissing_SaysFileFoldersAndWhatToDo()
    {
        var missing = Assert.Throws<DuckDbLibraryException>(() => Library.Load("libduckdb.so", ["/opt/one", "/opt/two"]));
        Assert.Equal("libduckdb.so", missing.File);
        Assert.Contains("/opt/one or /opt/two", missing.Message);
        Assert.Contains("build FlowForge again", missing.Message);
    }

    [Fact]
    public void Load_FileOfAnotherKind_SaysThePathAndTheReason()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, Library.FileName);
            File.WriteAllText(path, "not a library");
            var refused = Assert.Throws<DuckDbLibraryException>(() => Library.Load(Library.FileName, [folder]));
            Assert.Equal(path, refused.File);
            Assert.NotNull(refused.InnerException);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("v1.5.5")]
    [InlineData("v1.5.12")]
    [InlineData("v1.5.6-dev31")]
    public void Version_OfTheSameLine_Fits(string version) => Library.CheckVersion(version);

    [Theory]
    [InlineData("v1.5.4")]
    [InlineData("v1.4.9")]
    [InlineData("v1.6.0")]
    [InlineData("v2.0.0")]
    [InlineData("c0ffee")]
    public void Version_OfAnotherLine_IsRefusedByNumber(string version) =>
        Assert.Contains(version, Assert.Throws<DuckDbLibraryException>(() => Library.CheckVersion(version)).Message);
}
