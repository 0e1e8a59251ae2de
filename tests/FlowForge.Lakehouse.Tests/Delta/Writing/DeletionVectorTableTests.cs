using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Writing;

/// <summary>Writes to tables whose files have deleted rows, as Spark left them: what was deleted stays so, and the rest is what SQL makes of the rows before.</summary>
public sealed class DeletionVectorTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("delta-dv-").FullName;
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("spark-dv")]
    [InlineData("spark-dv-cdf")]
    [InlineData("with-short-dv")]
    public void Write_EachOperation_LeavesDeletedRowsDeleted(string table)
    {
        foreach ((string name, Action<DeltaWriter, string> write, Func<string, string, string> expect) in Operations())
        {
            DeltaTable copy = Copy(table, name);
            using DuckDbConnection connection = _engine.Connect();
            var writer = new DeltaWriter(copy, connection, ScratchTable.Options);
            Snapshot before = copy.Latest();
            Assert.Contains(before.Files, file => file.DeletionVector is not null);
            string key = SqlName(before.Schema.Columns[0].Name);
            connection.Execute($"CREATE OR REPLACE TEMP TABLE was AS {before.Read().Sql}");
            connection.Execute($"CREATE OR REPLACE TEMP TABLE expected AS {expect("was", key)}");
            write(writer, key);
            using DeltaRelation after = copy.Latest().Read();
            Assert.True(connection.Scalar<long>($"SELECT count(*) FROM ((SELECT * FROM expected EXCEPT ALL {after.Sql}) UNION ALL ({after.Sql} EXCEPT ALL SELECT * FROM expected))") == 0, $"{table}: {name}");
        }
    }

    /// <summary>A key is a row's first column; a third of its values is enough to touch every file.</summary>
    private static IEnumerable<(string Name, Action<DeltaWriter, string> Write, Func<string, string, string> Expect)> Operations()
    {
        string Chosen(string key) => $"hash({key}) % 3 = 0";
        yield return ("delete", (writer, key) => writer.Delete(new RowCondition(Chosen(key))), (was, key) => $"SELECT * FROM {was} WHERE ({Chosen(key)}) IS NOT TRUE");
        yield return ("update", (writer, key) => writer.Update(new Dictionary<string, string> { [Unquoted(key)] = "NULL" }, new RowCondition(Chosen(key))),
            (was, key) => $"SELECT * REPLACE (CASE WHEN {Chosen(key)} THEN NULL ELSE {key} END AS {key}) FROM {was}");
        yield return ("merge", (writer, key) => writer.Merge(new Merge($"SELECT DISTINCT {key} AS k FROM was WHERE {Chosen(key)}", $"target.{key} = source.k", [new MergeChange.Delete()], [], []) { Keys = new Dictionary<string, string> { [Unquoted(key)] = "k" } }),
            (was, key) => $"SELECT * FROM {was} WHERE ({Chosen(key)}) IS NOT TRUE OR {key} IS NULL");
        yield return ("optimize", (writer, _) => writer.Optimize(), (was, _) => $"SELECT * FROM {was}");
    }

    private DeltaTable Copy(string table, string name)
    {
        CorpusTable recorded = CorpusTable.All(Repository.Shared("delta-corpus")).Single(one => one.Name == table);
        string target = Path.Combine(_folder, $"{table}-{name}");
        foreach (string file in Directory.GetFiles(recorded.Path, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(target, Path.GetRelativePath(recorded.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return new DeltaTable(new LocalTableStore(target), _engine);
    }

    private static string SqlName(string name) => Core.Schemas.SqlName.Quote(name);

    private static string Unquoted(string key) => key[1..^1];
}
