using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Execution;

/// <summary>A source's rows.</summary>
/// <param name="Rejected">Rows that could not be read, with <see cref="StepOutcome.ReasonColumn"/>; null when all could.</param>
internal sealed record SourceRows(Relation Rows, Relation? Rejected, IReadOnlyList<string> Warnings)
{
    internal SourceRows(Relation rows) : this(rows, null, []) { }
}

/// <summary>From a plan's sources to rows: Parquet files and Delta folders are read where they lie, all else is converted first. Each source is read once, so that all tables of a run see the same rows.</summary>
internal sealed class SourceFiles(DuckDbDatabase engine, DuckDbConnection connection, RunOptions options, string workFolder) : IDisposable
{
    private readonly List<DeltaRelation> _open = [];
    private readonly Dictionary<PlanText, SourceRows> _read = [];

    /// <exception cref="InputException">The source is missing or cannot be read.</exception>
    internal SourceRows Read(PlanSource source, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(source.Name, out SourceRows? rows)) return rows;
        rows = Find(source, cancellationToken);
        if (options.InputRows is { } limit) rows = rows with { Rows = rows.Rows.First(limit) };
        _read.Add(source.Name, rows);
        return rows;
    }

    private SourceRows Find(PlanSource source, CancellationToken cancellationToken)
    {
        string path = SourcePath.Of(source, options.PlanFolder);
        string? format = source.Format?.Text.ToLowerInvariant();
        if (SourcePath.IsMissing(path)) throw Missing(source, path);
        // An option says how to convert; what the engine reads by itself has none.
        if (source.Options.Count == 0 && SourcePath.IsHere(path))
        {
            if (format == "delta" || format is null && DeltaTable.IsTable(path)) return new SourceRows(OfDelta(path, cancellationToken));
            if (format == "parquet" || format is null && IsParquet(path)) return new SourceRows(OfParquet([Directory.Exists(path) ? Path.Combine(path, "**", "*.parquet") : path], source, cancellationToken));
        }
        if (options.Sources is not { } reader)
            throw new InputException("source-format", source.Path.Where ?? new Location(path), $"the source is {(format is null ? "neither Parquet nor Delta" : format)}, and there is nobody here who reads it.");
        string folder = Directory.CreateDirectory(Path.Combine(workFolder, $"source-{_read.Count + 1}")).FullName;
        ConvertedSource converted = reader.Convert(source, path, folder, cancellationToken);
        return new SourceRows(OfParquet(converted.Files, source, cancellationToken), converted.Rejected is { } rejected ? Rejected(rejected) : null, converted.Warnings);
    }

    private static InputException Missing(PlanSource source, string path)
    {
        string? folder = Path.GetDirectoryName(path);
        string? near = Directory.Exists(folder) ? Spelling.Nearest(Path.GetFileName(path), [.. Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry))]) : null;
        return new InputException("source-missing", source.Path.Where ?? new Location(path), $"source {source.Name}: there is no file or folder {path}.",
            near is not null ? $"Did you mean '{near}'?" : Directory.Exists(folder) ? "Relative paths begin at the plan's folder." : $"There is no folder {folder} either. Relative paths begin at the plan's folder.");
    }

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)
        || Directory.Exists(path) && Directory.EnumerateFiles(path, "*.parquet", SearchOption.AllDirectories).Any();

    private static Relation Rejected(string file) => new(
        $"SELECT line, \"column\", part, raw, reason AS {StepOutcome.ReasonColumn} FROM read_parquet({SqlName.Literal(file)})",
        [new Column("line", DataType.BigInt), new Column("column", DataType.BigInt), new Column("part", DataType.Varchar), new Column("raw", DataType.Varchar), new Column(StepOutcome.ReasonColumn, DataType.Varchar)],
        IsStored: true);

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
            // Types that tables lack become the nearest ones here, so that steps see what tables hold.
            Column[] columns = [.. shape.Columns.Select(column => column with { Type = NearestType.Of(column.Type) })];
            return new Relation($"SELECT {NearestType.Projection(shape.Columns)} FROM ({sql})", columns, IsStored: true);
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
