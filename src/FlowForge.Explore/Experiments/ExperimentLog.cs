using System.Globalization;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Explore.Experiments;

/// <summary>Keeps experiments in the catalog that has their tables: a JSON document each in <c>.experiments</c>, and a row each in the table <c>_flowforge.experiments</c>, to be compared with SQL.</summary>
public sealed class ExperimentLog(LocalCatalog catalog, DuckDbDatabase engine, WriterOptions options)
{
    private const string Folder = ".experiments";
    private const string Schema = "_flowforge";
    private const string Table = "experiments";
    private const string Columns = "experiment_id, plan, \"table\", table_version, label, split, model, features, train_rows, test_rows, test_true, pr_auc, roc_auc, lift_at_10_percent, constant_pr_auc, engine, began_at, ended_at";

    /// <returns>The document's path.</returns>
    public string Add(ExperimentRecord record, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateDirectory(Path.Combine(catalog.Root, Folder)).FullName;
        string target = Path.Combine(folder, record.Id + ".json"), draft = target + ".tmp";
        File.WriteAllBytes(draft, record.ToJson());
        File.Move(draft, target, overwrite: true);

        DeltaTable table = catalog.Table(new TableName(record.Result.Table.Catalog, Schema, Table), engine);
        using DuckDbConnection connection = engine.Connect();
        var writer = new DeltaWriter(table, connection, options);
        string row = $"SELECT * FROM (VALUES ({Values(record)})) AS experiments({Columns})";
        if (!DeltaTable.IsTable(table.Store.Root)) writer.Create(new NewTable { Rows = $"SELECT * FROM ({row}) WHERE false", Name = Table }, cancellationToken: cancellationToken);
        writer.Append(row, cancellationToken: cancellationToken);
        return target;
    }

    private static string Values(ExperimentRecord record)
    {
        ExperimentResult result = record.Result;
        return string.Join(", ",
            SqlName.Literal(record.Id), SqlName.Literal(result.Design.Plan.Plan.Name), SqlName.Literal(result.Table.ToString()), Count(result.TableVersion), SqlName.Literal(result.Label), SqlName.Literal(result.Design.How),
            SqlName.Literal(ExperimentRecord.ModelName), Count(result.Model.Features.Count), Count(result.Train.Rows), Count(result.Test.Rows), Count(result.Test.True),
            Number(result.Scores.PrAuc), Number(result.Scores.RocAuc), Number(result.Scores.Lift), Number(result.Constant.PrAuc),
            SqlName.Literal(record.Engine), Moment(record.BeganAt), Moment(record.EndedAt));
    }

    private static string Count(long number) => $"{number.ToString(CultureInfo.InvariantCulture)}::BIGINT";

    private static string Number(double number) => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE";

    private static string Moment(DateTimeOffset at) => $"make_timestamptz({(at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond}::BIGINT)";
}
