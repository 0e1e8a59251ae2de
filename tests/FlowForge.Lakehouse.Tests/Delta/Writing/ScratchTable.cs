using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>A table in a folder of its own, gone with the test.</summary>
internal sealed class ScratchTable : IDisposable
{
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();

    internal ScratchTable()
    {
        Folder = Directory.CreateTempSubdirectory("delta-").FullName;
        Table = new DeltaTable(new LocalTableStore(Path.Combine(Folder, "table with space")), _engine);
        Connection = _engine.Connect();
        Writer = new DeltaWriter(Table, Connection, Options);
    }

    internal static WriterOptions Options { get; } = new() { Clock = TimeProvider.System, EngineInfo = "FlowForge/test", MaxAttempts = 200 };

    internal string Folder { get; }

    internal DeltaTable Table { get; }

    internal DuckDbConnection Connection { get; }

    internal DeltaWriter Writer { get; }

    internal DuckDbDatabase Engine => _engine;

    /// <summary>The rows of a version in order of all their values, as text.</summary>
    internal string[] Rows(long? version = null, ReadRequest? request = null)
    {
        Snapshot snapshot = version is { } number ? Table.At(number) : Table.Latest();
        using DeltaRelation relation = snapshot.Read(request);
        return Texts(relation.Sql);
    }

    internal string[] Changes(long first)
    {
        using DeltaRelation relation = Table.Changes(first);
        return Texts($"SELECT * EXCLUDE (_commit_timestamp) FROM ({relation.Sql})");
    }

    internal IReadOnlyList<DeltaAction> Commit(long version) => [.. CommitReader.Read(Table.Store, LogFileName.OfCommit(version))];

    internal string[] Texts(string sql)
    {
        using DuckDbResult rows = Connection.Query($"SELECT * FROM ({sql}) ORDER BY ALL");
        return [.. rows.Rows().Select(row => string.Join('|', row.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value?.ToString() ?? "∅")))];
    }

    public void Dispose()
    {
        Connection.Dispose();
        _engine.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
