using FlowForge.Convert.Batches;
using FlowForge.Convert.Delta;
using FlowForge.Convert.Spark;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;

namespace FlowForge.Convert.Conversion;

/// <summary>Turns inputs into tables on disk. Thread-safe: each call works on its own.</summary>
/// <param name="clock">For the seconds in reports.</param>
public sealed class Converter(FormatRegistry formats, TimeProvider clock)
{
    /// <summary>Converts one input. Blocks until done.</summary>
    /// <param name="progress">Told from other threads, a few times a second; may be null.</param>
    /// <exception cref="InputException">The input cannot be converted: says where, why and what to do. Nothing is left behind.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. Nothing is left behind.</exception>
    public ConversionReport Convert(ConversionRequest request, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        using var work = new WorkFolder(request.TempDirectory);
        using var staging = new OutputStaging(request.Output, ExtensionOf(request.To));
        SchemaFile? schema = request.SchemaFile is null ? null : SchemaFile.Load(request.SchemaFile);
        (DuckDbDatabase opened, OpenedInput[] inputs) = OpenBoth(request, work.Path, cancellationToken);
        using DuckDbDatabase engine = opened;
        using BackgroundHash? hash = request.FirstRows is not null ? null : new BackgroundHash([.. inputs.SelectMany(input => input.Source.Files).Select(file => file.Path)], cancellationToken);
        try
        {
            List<TableReport> tables;
            try
            {
                tables = Write(inputs, request, schema, staging, engine, progress, cancellationToken);
            }
            catch (LayoutChangedException)
            {
                staging.Clear();
                Close(inputs);
                inputs = Open(request, work.Path, ScanDepth.Full, cancellationToken);
                tables = Write(inputs, request, schema, staging, engine, progress, cancellationToken);
            }
            if (schema is not null)
                foreach (Diagnostic unused in schema.Unused())
                    inputs[0].Tables.Warnings.Add(unused);

            bool single = tables.Count == 1;
            if (request.OneTable && !single)
                throw new InputException("several-tables", new Location(request.InputName ?? request.Input), $"the input has {tables.Count:N0} tables ({string.Join(", ", tables.Take(5).Select(table => table.Name))}), and the output is one.", "Choose one of them with an option of the format, or name a folder for all.");
            ConversionReport report = Report(request, inputs, tables, staging, hash?.Result ?? "", clock.GetElapsedTime(started).TotalSeconds);
            cancellationToken.ThrowIfCancellationRequested();
            if (request.To == OutputFormat.Delta) return new DeltaOutput(request, staging, engine, clock).Commit(report, cancellationToken);
            if (!single) File.WriteAllText(Path.Combine(staging.Folder, OutputStaging.ManifestName), report.ToJson());
            staging.Commit(single ? tables[0].Name : null);
            return report;
        }
        finally
        {
            Close(inputs);
        }
    }

    /// <summary>Looks at an input: format, tables, columns, types. Reads the first rows, or everything when <paramref name="exact"/>.</summary>
    /// <exception cref="InputException">The input cannot be read.</exception>
    public InspectionReport Inspect(ConversionRequest request, bool exact, CancellationToken cancellationToken)
    {
        using var work = new WorkFolder(request.TempDirectory);
        using DuckDbDatabase engine = OpenEngine(request, work.Path);
        SchemaFile? schema = request.SchemaFile is null ? null : SchemaFile.Load(request.SchemaFile);
        OpenedInput[] inputs = Open(request, work.Path, exact ? ScanDepth.Full : ScanDepth.Sample, cancellationToken);
        try
        {
            try
            {
                return Inspect(request, inputs, schema, engine, exact, cancellationToken);
            }
            catch (LayoutChangedException) when (!exact)
            {
                Close(inputs);
                inputs = Open(request, work.Path, ScanDepth.Full, cancellationToken);
                return Inspect(request, inputs, schema, engine, exact, cancellationToken);
            }
        }
        finally
        {
            Close(inputs);
        }
    }

    /// <summary>Opens the engine while the inputs are looked at: loading its library takes as long as reading a small file.</summary>
    private (DuckDbDatabase Engine, OpenedInput[] Inputs) OpenBoth(ConversionRequest request, string workFolder, CancellationToken cancellationToken)
    {
        Task<DuckDbDatabase> engine = Task.Run(() => OpenEngine(request, workFolder), CancellationToken.None);
        OpenedInput[] inputs;
        try
        {
            inputs = Open(request, workFolder, ScanDepth.Sample, cancellationToken);
        }
        catch
        {
            // The engine may be in the work folder, which goes when this returns. If it failed too, the input's failure is the one to tell.
            Task.WaitAny([engine], CancellationToken.None);
            if (engine.IsCompletedSuccessfully) engine.Result.Dispose();
            throw;
        }
        try
        {
            return (engine.GetAwaiter().GetResult(), inputs);
        }
        catch
        {
            Close(inputs);
            throw;
        }
    }

    private sealed record OpenedInput(SourceInput Source, IFileFormat Format, TableSet Tables);

    private OpenedInput[] Open(ConversionRequest request, string workFolder, ScanDepth scan, CancellationToken cancellationToken)
    {
        string unpacked = Directory.CreateDirectory(Path.Combine(workFolder, scan.ToString())).FullName;
        var probe = new Warnings();
        IReadOnlyList<SourceInput> sources = InputFiles.Resolve(request, unpacked, formats, cancellationToken);
        var opened = new List<OpenedInput>();
        try
        {
            foreach (SourceInput source in sources)
            {
                IFileFormat format = request.Read.Spark is { } spark ? new SparkFormat(spark.Format, spark.Options) : formats.Recognise(source.First, request.Format, probe);
                RefuseForeignOptions(request.Read, format.Description, source.Name);
                SourceInput readable = source;
                if (!format.Description.ReadsStreams && source.Files.Any(file => file.IsCompressed))
                    readable = source with { Files = [.. source.Files.Select(file => file.IsCompressed ? InputFiles.Unpacked(file, unpacked, request.Read.MaxFileBytes, cancellationToken) : file)] };
                TableSet tables = format.Open(readable, request.Read with { Scan = scan }, cancellationToken);
                opened.Add(new OpenedInput(readable, format, tables));
                foreach (Diagnostic warning in probe.TakeAll()) tables.Warnings.Add(warning);
            }
            if (!opened.Exists(input => input.Tables.Readers.Count > 0 || input.Tables.MayBeEmpty))
                throw new InputException("no-tables", new Location(request.InputName ?? request.Input), "there is no table in it.", string.Join(" ", opened.SelectMany(input => input.Tables.Warnings.All).Select(warning => warning.Summary)));
            return [.. opened];
        }
        catch
        {
            Close(opened);
            throw;
        }
    }

    private static void Close(IReadOnlyList<OpenedInput> inputs)
    {
        foreach (OpenedInput input in inputs) input.Tables.Dispose();
    }

    private static void RefuseForeignOptions(ReadOptions options, FormatDescription format, string name)
    {
        string[] foreign = [.. options.Chosen().Where(option => !format.Options.Contains(option.Member)).Select(option => option.Flag)];
        if (foreign.Length > 0)
            throw new OptionException($"{string.Join(", ", foreign)} {(foreign.Length == 1 ? "does" : "do")} not go with {format.Title} files ({name}).");
    }

    private static List<TableReport> Write(OpenedInput[] inputs, ConversionRequest request, SchemaFile? schema, OutputStaging staging, DuckDbDatabase engine, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        string[] names = Names.OfTables([.. inputs.SelectMany(input => input.Tables.Readers).SelectMany(reader => reader.Tables).Select(table => table.Name)]);
        var reports = new List<TableReport>();
        foreach (OpenedInput input in inputs)
        {
            foreach (TableReader reader in input.Tables.Readers)
            {
                string[] own = names[reports.Count..(reports.Count + reader.Tables.Count)];
                var conversion = new ReaderConversion(reader, own, input.Source.Name, input.Tables.Warnings, request, schema, staging, engine, progress);
                reports.AddRange(conversion.Run(cancellationToken));
            }
        }
        return reports;
    }

    private static InspectionReport Inspect(ConversionRequest request, OpenedInput[] inputs, SchemaFile? schema, DuckDbDatabase engine, bool exact, CancellationToken cancellationToken)
    {
        var tables = new List<TableInspection>();
        foreach (OpenedInput input in inputs)
        {
            var planner = new TypePlanner(request.Read, schema, input.Source.Name, request.Threads);
            foreach (TableReader reader in input.Tables.Readers)
            {
                if (reader is RelationReader relation) tables.Add(InspectRelation(relation, input.Source.Name, engine, cancellationToken));
                else tables.AddRange(InspectReader(reader, planner, input.Tables.Warnings, exact, cancellationToken));
            }
        }
        return new InspectionReport(request.InputName ?? request.Input, inputs[0].Format.Description.Name, BytesOf(inputs), inputs[0].Tables.Facts, tables,
            [.. inputs.SelectMany(input => input.Tables.Warnings.All).Select(DiagnosticReport.From)]);
    }

    private static IEnumerable<TableInspection> InspectReader(TableReader reader, TypePlanner planner, Warnings warnings, bool exact, CancellationToken cancellationToken)
    {
        IReadOnlyList<TablePlan> plans = exact ? planner.Full(reader, cancellationToken) : planner.Sample(reader, cancellationToken);
        long read = reader.BytesRead;
        foreach (TablePlan plan in plans)
        {
            foreach (Diagnostic note in plan.Notes) warnings.Add(note);
            long? rows = plan.Sure ? plan.RowsSeen : plan.Source.ExactRows;
            bool known = rows is not null;
            if (!known && reader.TotalBytes is { } total && read > 0) rows = (long)(plan.RowsSeen * ((double)total / Math.Min(read, total)));
            yield return new TableInspection(plan.Source.Name, ReaderConversion.ReportColumns(plan), rows, known, plan.Source.Facts);
        }
    }

    private static TableInspection InspectRelation(RelationReader relation, string inputName, DuckDbDatabase engine, CancellationToken cancellationToken)
    {
        try
        {
            using DuckDbConnection connection = engine.Connect();
            relation.Prepare(connection);
            using DuckDb.Queries.DuckDbResult shape = connection.Query($"SELECT * FROM ({relation.Sql}) LIMIT 0", cancellationToken);
            using DuckDb.Queries.DuckDbResult count = connection.Query($"SELECT count(*) FROM ({relation.Sql})", cancellationToken);
            long rows = count.TryNext(out DuckDb.Vectors.DataChunk chunk) ? chunk[0].Values<long>(1)[0] : 0;
            return new TableInspection(relation.Tables[0].Name, [.. shape.Columns.Select(column => new ColumnReport(column.Name, column.Type.ToString(), null))], rows, RowsExact: true, relation.Tables[0].Facts);
        }
        catch (DuckDbException failure)
        {
            throw new InputException("corrupt", new Location(inputName), $"the engine cannot read it: {failure.Reason}", null, failure);
        }
    }

    private static ConversionReport Report(ConversionRequest request, OpenedInput[] inputs, List<TableReport> tables, OutputStaging staging, string hash, double seconds)
    {
        bool single = tables.Count == 1;
        return new ConversionReport
        {
            Source = request.InputName ?? request.Input,
            Sha256 = hash,
            Bytes = BytesOf(inputs),
            Format = inputs[0].Format.Description.Name,
            Facts = inputs[0].Tables.Facts,
            Tables = single ? [tables[0] with { File = staging.TargetOf(single), RejectedFile = tables[0].RejectedFile is null ? null : staging.RejectedTarget }] : tables,
            Warnings = [.. inputs.SelectMany(input => input.Tables.Warnings.All).Select(DiagnosticReport.From)],
            Seconds = Math.Round(seconds, 3),
        };
    }

    private static long BytesOf(OpenedInput[] inputs) => inputs.SelectMany(input => input.Source.Files).Sum(file => file.Length);

    private static DuckDbDatabase OpenEngine(ConversionRequest request, string workFolder)
    {
        var settings = new Dictionary<string, string>
        {
            // Rows of ours come from one thread at a time, which then also encodes them; the engine's own threads would only spin beside it.
            ["threads"] = "1",
            ["temp_directory"] = workFolder,
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        if (request.MemoryLimit is { } limit) settings["memory_limit"] = limit;
        return DuckDbDatabase.Open(null, settings);
    }

    private static string ExtensionOf(OutputFormat format) => format switch
    {
        OutputFormat.Parquet => ".parquet",
        OutputFormat.Csv => ".csv",
        OutputFormat.Json => ".json",
        // A folder is named as people name it.
        OutputFormat.Delta => "",
    };
}
