using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>JSON and NDJSON: arrays, objects, a value a line, values one after another.</summary>
/// <remarks>A reader of its own and not the engine's read_json, which rounds large integers, turns true into 1 where numbers are, and decides types from a sample.</remarks>
public sealed class JsonFormat : IFileFormat
{
    public FormatDescription Description { get; } = new(
        "json",
        "JSON",
        [".json", ".ndjson", ".jsonl", ".ldjson", ".geojson"],
        [
            "One array, one object, a value a line (NDJSON), or values one after another; a large array inside an object becomes a table of its own",
            "Objects to STRUCT, arrays to LIST, objects with keys that are data to MAP; --flatten makes columns a.b of objects",
            "Numbers exactly as written: BIGINT, DECIMAL, DOUBLE where nothing is lost, text otherwise",
            "UTF-8, UTF-16, UTF-32 by their first bytes; other encodings by name",
            "A broken line of NDJSON is set aside with its reason",
        ],
        [
            $"{JsonLimits.MaxDepth:N0} levels of nesting, of which {JsonLimits.MaxTypeDepth} become types and deeper ones JSON text",
            $"{JsonLimits.MaxRecordBytes >> 20} MiB a record; any number of records",
            "RFC 8259 only: no comments, trailing commas, single quotes, NaN",
        ],
        [nameof(ReadOptions.Encoding), nameof(ReadOptions.Flatten)])
    {
        ReadsStreams = true,
    };

    public Recognition Recognise(SourceFile file) => JsonRecognition.Of(file, Description.Extensions);

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        var warnings = new Warnings();
        List<JsonOutline> outlines = Outline(input, options);
        Shape[] shapes = options.Scan == ScanDepth.Full
            ? ShapeScan.All(outlines, options.BlockBytes, cancellationToken)
            : ShapeScan.First(outlines, options.BlockBytes, cancellationToken);
        JsonTable?[] tables = Build(input, outlines[0], shapes, options, warnings);
        return new TableSet([new JsonTableReader(outlines, tables, options.BlockBytes, warnings)], warnings) { Facts = Facts(outlines[0]) };
    }

    /// <summary>The layout of each file. Rows inside an object are taken out only where all files have them at the same path.</summary>
    private static List<JsonOutline> Outline(SourceInput input, ReadOptions options)
    {
        List<JsonOutline> outlines = [.. input.Files.Select(file => JsonOutline.Of(file, options))];
        if (outlines[0].Rows is not { } rows) return [.. outlines.Select(outline => outline with { Rows = null })];
        return outlines.TrueForAll(outline => outline.Rows is { } others && others.Path.SequenceEqual(rows.Path))
            ? outlines
            : [.. outlines.Select(outline => outline with { Rows = null })];
    }

    private static JsonTable?[] Build(SourceInput input, JsonOutline first, Shape[] shapes, ReadOptions options, Warnings warnings)
    {
        string name = first.File.BaseName;
        Shape records = shapes[JsonBlocks.RowTable], rest = shapes[JsonBlocks.RestTable];
        if (first.Rows is not { } rows)
        {
            if (first.Layout == JsonLayout.Elements && !records.AnySeen) warnings.Add("json-no-rows", new Location(input.Name), "the array is empty: the table has no rows.");
            return [JsonTableBuilder.Build(name, records, input.Name, options, warnings), null];
        }
        return
        [
            JsonTableBuilder.Build(rows.Path[^1], records, input.Name, options, warnings),
            rest.HasScalars ? JsonTableBuilder.Build(name, rest, input.Name, options, warnings) : null,
        ];
    }

    private static Dictionary<string, string> Facts(JsonOutline outline)
    {
        var facts = new Dictionary<string, string>
        {
            ["encoding"] = outline.Encoding?.WebName ?? "utf-8",
            ["layout"] = outline.Layout switch
            {
                JsonLayout.Single => "one value",
                JsonLayout.Elements => "one array",
                JsonLayout.Lines => "a value a line",
                JsonLayout.Values => "values one after another",
            },
        };
        if (outline.Rows is { } rows) facts["rows"] = string.Join('.', rows.Path);
        return facts;
    }
}
