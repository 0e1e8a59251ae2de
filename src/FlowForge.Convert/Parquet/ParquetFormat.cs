using FlowForge.Convert.Tables;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Parquet;

/// <summary>Parquet files, read by the engine itself; several files with one schema make one table.</summary>
public sealed class ParquetFormat : IFileFormat
{
    public FormatDescription Description { get; } = new(
        "parquet",
        "Parquet",
        [".parquet", ".pq"],
        ["all types of the engine, nested ones included", "several files as one table, columns matched by name"],
        ["encrypted files are refused"],
        []);

    public Recognition Recognise(SourceFile file) =>
        !file.IsCompressed && file.Head.Span.StartsWith("PAR1"u8) ? Recognition.Certain : Recognition.No;

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        string files = string.Join(", ", input.Files.Select(file => SqlName.Literal(file.Path)));
        return new TableSet([new RelationReader(input.First.BaseName, $"SELECT * FROM read_parquet([{files}], union_by_name = true)")], new Warnings());
    }
}
