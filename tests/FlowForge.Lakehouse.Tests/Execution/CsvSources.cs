using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>Stands in for the converter: CSV files of these tests, with the engine's own reader.</summary>
internal sealed class CsvSources(DuckDbDatabase engine) : ISourceReader
{
    public ConvertedSource Convert(PlanSource source, string path, string workFolder, CancellationToken cancellationToken)
    {
        string target = Path.Combine(workFolder, "rows.parquet");
        using DuckDbConnection connection = engine.Connect();
        connection.Execute($"COPY (SELECT * FROM read_csv({SqlName.Literal(path)}, header = true)) TO {SqlName.Literal(target)} (FORMAT parquet)", cancellationToken);
        return new ConvertedSource([target]);
    }
}
