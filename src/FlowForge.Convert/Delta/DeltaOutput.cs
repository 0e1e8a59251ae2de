using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Schema;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Convert.Delta;

/// <summary>Puts converted tables into Delta tables: new ones are created, those that are there get a new version with these rows alone.</summary>
/// <remarks>A table's commit is the one instant at which it changes. Everything was read and typed before the first of them.</remarks>
internal sealed class DeltaOutput(ConversionRequest request, OutputStaging staging, DuckDbDatabase engine, TimeProvider clock)
{
    // Parquet and Spark take such names for something else; with column mapping they are only labels.
    private static readonly SearchValues<char> s_unsafe = SearchValues.Create(" ,;{}()\n\t=");

    /// <returns>The report with the tables' folders and types.</returns>
    /// <exception cref="InputException">Something is in the way that is not a Delta table, or an earlier table's columns are of other types.</exception>
    internal ConversionReport Commit(ConversionReport report, CancellationToken cancellationToken)
    {
        bool single = report.Tables.Count == 1;
        string root = staging.TargetOf(single);
        if (!single && DeltaTable.IsTable(root)) throw InTheWay(root, "it is a Delta table, and the input has several tables.");
        (TableReport Table, string Folder, string Rejected)[] tables = [.. report.Tables.Select(table => (table, single ? root : Path.Combine(root, table.Name), single ? staging.RejectedTarget : Path.Combine(root, table.Name + "._rejected")))];
        foreach ((_, string folder, _) in tables) RefuseForeign(folder);

        var written = new List<TableReport>();
        foreach ((TableReport table, string folder, string rejected) in tables)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(staging.TablePath(table.Name), folder, cancellationToken);
            if (table.RejectedFile is not null) Write(staging.RejectedPath(table.Name), rejected, cancellationToken);
            else if (DeltaTable.IsTable(rejected)) Empty(rejected, cancellationToken);
            written.Add(table with
            {
                File = single ? folder : table.Name,
                RejectedFile = table.RejectedFile is null ? null : single ? rejected : Path.GetFileName(rejected),
            });
        }
        ConversionReport done = report with { Tables = written };
        if (!single) WriteManifest(root, done);
        return done;
    }

    private void Write(string parquet, string folder, CancellationToken cancellationToken)
    {
        using DuckDbConnection connection = engine.Connect();
        connection.Execute($"SET threads TO {request.Threads.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
        var table = new DeltaTable(new LocalTableStore(folder), engine);
        var writer = new DeltaWriter(table, connection, Options());
        string rows = $"SELECT * FROM read_parquet({SqlName.Literal(parquet)})";
        bool isNew = !DeltaTable.IsTable(folder), wasThere = Directory.Exists(folder);
        try
        {
            IReadOnlyList<Column> columns = ColumnsOf(connection, rows, cancellationToken);
            if (isNew) writer.Create(new NewTable { Rows = rows, Properties = Properties(columns) }, null, cancellationToken);
            else Replace(writer, table.Latest(cancellationToken), columns, rows, cancellationToken);
        }
        catch when (isNew && !DeltaTable.IsTable(folder))
        {
            if (wasThere) Clean(folder);
            else if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private void Replace(DeltaWriter writer, Snapshot snapshot, IReadOnlyList<Column> columns, string rows, CancellationToken cancellationToken)
    {
        if (snapshot.Schema.Mapping == ColumnMapping.None && columns.FirstOrDefault(column => IsUnsafe(column) && snapshot.Schema.Find(column.Name) is null) is { } unsafeColumn)
            throw new InputException("delta-column-name", new Location(snapshot.Store.Root, Part: unsafeColumn.Name), "the table there has no column mapping, and a new column's name has a character that only mapped columns may have.", "Rename the column, or name a new OUTPUT. Such characters are blank, tab, line break and ,;{}()=.");
        writer.Overwrite(rows, new Overwritten.Everything(), request.OverwriteSchema ? SchemaEvolution.Replace : SchemaEvolution.Additive, null, cancellationToken);
    }

    private void Empty(string folder, CancellationToken cancellationToken)
    {
        using DuckDbConnection connection = engine.Connect();
        new DeltaWriter(new DeltaTable(new LocalTableStore(folder), engine), connection, Options()).Delete(new RowCondition("true"), null, cancellationToken);
    }

    private WriterOptions Options() => new() { Clock = clock, EngineInfo = $"FlowForge/{typeof(DeltaOutput).Assembly.GetName().Version!.ToString(3)}", Parquet = request.Parquet };

    private static Dictionary<string, string> Properties(IReadOnlyList<Column> columns) =>
        columns.Any(IsUnsafe) ? new() { ["delta.columnMapping.mode"] = "name" } : [];

    private static bool IsUnsafe(Column column) => column.Name.AsSpan().ContainsAny(s_unsafe) || Fields(column.Type).Any(IsUnsafe);

    private static IEnumerable<Column> Fields(DataType type) => type switch
    {
        DataType.Struct structure => structure.Fields,
        DataType.List list => Fields(list.Element),
        DataType.Map map => Fields(map.Key).Concat(Fields(map.Value)),
        _ => [],
    };

    private static IReadOnlyList<Column> ColumnsOf(DuckDbConnection connection, string rows, CancellationToken cancellationToken)
    {
        using DuckDbResult shape = connection.Query($"{rows} LIMIT 0", cancellationToken);
        return shape.Columns;
    }

    private static void RefuseForeign(string folder)
    {
        if (File.Exists(folder)) throw InTheWay(folder, "a file is in the way of the table's folder.");
        if (!Directory.Exists(folder) || DeltaTable.IsTable(folder)) return;
        if (Directory.EnumerateFileSystemEntries(folder).Any(entry => !IsDraft(Path.GetFileName(entry)))) throw InTheWay(folder, "the folder has files in it that are not a Delta table.");
        Clean(folder);
    }

    // What a killed conversion left of a table that never came to be.
    private static bool IsDraft(string name) => name.StartsWith(".flowforge-", StringComparison.Ordinal) || name.StartsWith("part-00000-", StringComparison.Ordinal) && name.EndsWith(".parquet", StringComparison.Ordinal);

    private static void Clean(string folder)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder).Where(entry => IsDraft(Path.GetFileName(entry))).ToArray())
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }
    }

    private static void WriteManifest(string root, ConversionReport report)
    {
        string draft = Path.Combine(root, $".{OutputStaging.ManifestName}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.tmp");
        File.WriteAllText(draft, report.ToJson());
        File.Move(draft, Path.Combine(root, OutputStaging.ManifestName), overwrite: true);
    }

    private static InputException InTheWay(string path, string why) => new("bad-output", new Location(path), why, "Name another OUTPUT.");
}
