using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Execution;

/// <summary>From a plan's sources to rows: Parquet files and Delta folders are read where they lie, all else is converted first.</summary>
internal sealed class SourceFiles(DuckDbDatabase engine, DuckDbConnection connection, RunOptions options, string workFolder) : IDisposable
{
    private readonly List<DeltaRelation> _open = [];
    private int _converted;

    /// <summary>The source's path as it is read: below the plan's folder unless it is rooted or has a scheme.</summary>
    internal string PathOf(PlanSource source) => source.Path.Text.Contains("://", StringComparison.Ordinal) || Path.IsPathRooted(source.Path.Text) ? source.Path.Text : Path.Combine(options.PlanFolder, source.Path.Text);

    /// <exception cref="InputException">The source is missing or cannot be read.</exception>
    internal Relation Read(PlanSource source, CancellationToken cancellationToken)
    {
        string path = PathOf(source);
        string? format = source.Format?.Text.ToLowerInvariant();
        if (format == "delta" || format is null && DeltaTable.IsTable(path)) return OfDelta(path, cancellationToken);
        if (format == "parquet" || format is null && path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)) return OfParquet([path], source, cancellationToken);
        if (options.Sources is not { } reader)
            throw new InputException("source-format", source.Path.Where ?? new Location(path), $"the source is {(format is null ? "neither Parquet nor Delta" : format)}, and there is nobody here who reads it.");
        string folder = Directory.CreateDirectory(Path.Combine(workFolder, $"source-{++_converted}")).FullName;
        return OfParquet(reader.Convert(source, path, folder, cancellationToken), source, cancellationToken);
    }

    private Relation OfDelta(string folder, CancellationToken cancellationToken)
    {
        Snapshot snapshot = new DeltaTable(new LocalTableStore(folder), engine).Latest(cancellationToken);
        DeltaRelation rows = snapshot.Read();
        _open.Add(rows);
        return new Relation(rows.Sql, snapshot.Schema.Columns, IsStored: true);
    }

    private Relation OfParquet(IReadOnlyList<string> files, PlanSource source, CancellationToken cancellationToken)
    {
        string sql = $"SELECT * FROM read_parquet([{string.Join(", ", files.Select(SqlName.Literal))}], union_by_name = true)";
        try
        {
            using DuckDbResult shape = connection.Query($"SELECT * FROM ({sql}) LIMIT 0", cancellationToken);
            return new Relation(sql, [.. shape.Columns], IsStored: true);
        }
        catch (DuckDbException failure) when (failure.ErrorType is DuckDbErrorType.InputOutput or DuckDbErrorType.InvalidInput or DuckDbErrorType.Binder)
        {
            throw new InputException("source-read", source.Path.Where ?? new Location(source.Path.Text), $"source {source.Name} cannot be read: {failure.Message.Split('\n')[0]}", "Look at its path and format.", failure);
        }
    }

    public void Dispose()
    {
        foreach (DeltaRelation relation in _open) relation.Dispose();
    }
}
