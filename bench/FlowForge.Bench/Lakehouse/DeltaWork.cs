using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Bench.Lakehouse;

/// <summary>The work on Delta tables. Each answers how many rows it was about.</summary>
internal static class DeltaWork
{
    internal static long Append(LakehouseData data, string output)
    {
        using Bench bench = Bench.Over(data, output);
        WriteResult result = bench.Writer.Append($"SELECT * FROM read_parquet({SqlName.Literal(data.Orders)})");
        return long.Parse(result.Metrics["numOutputRows"]);
    }

    internal static long Merge(LakehouseData data, string output)
    {
        using Bench bench = Bench.Over(data, output);
        string[] columns = [.. bench.Table.Latest().Schema.Fields.Select(field => field.Name)];
        Dictionary<string, string> values = columns.ToDictionary(name => name, name => $"source.{SqlName.Quote(name)}");
        bench.Writer.Merge(new Merge($"SELECT * FROM read_parquet({SqlName.Literal(data.Changes)})", "target.id = source.id", [new MergeChange.Update(values)], [new MergeInsert(values)], [])
        {
            Keys = new Dictionary<string, string> { ["id"] = "id" },
        });
        using DeltaRelation rows = bench.Table.Latest().Read();
        return bench.Connection.Scalar<long>($"SELECT count(*) FROM ({rows.Sql})");
    }

    internal static long ReadVersion(LakehouseData data, string output)
    {
        using var bench = new Bench(data.Table);
        using DeltaRelation rows = bench.Table.At(LakehouseData.OrdersVersion).Read();
        return PlainWork.Look(bench.Connection, rows.Sql);
    }

    /// <summary>A table, an engine and a writer.</summary>
    private sealed class Bench : IDisposable
    {
        private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();

        internal Bench(string folder)
        {
            Connection = _engine.Connect();
            Table = new DeltaTable(new LocalTableStore(folder), _engine);
            Writer = new DeltaWriter(Table, Connection, LakehouseData.Writing);
        }

        internal DuckDbConnection Connection { get; }

        internal DeltaTable Table { get; }

        internal DeltaWriter Writer { get; }

        /// <summary>A copy of the table that costs nothing: no file of a table is ever changed, so the copy may have the same ones.</summary>
        internal static Bench Over(LakehouseData data, string folder)
        {
            foreach (string file in Directory.GetFiles(data.Table, "*", SearchOption.AllDirectories))
            {
                string link = Path.Combine(folder, Path.GetRelativePath(data.Table, file));
                Directory.CreateDirectory(Path.GetDirectoryName(link)!);
                File.CreateSymbolicLink(link, file);
            }
            return new Bench(folder);
        }

        public void Dispose()
        {
            Connection.Dispose();
            _engine.Dispose();
        }
    }
}
