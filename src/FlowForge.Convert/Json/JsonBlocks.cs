using System.Buffers;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>A file's records in blocks, in the order of the text.</summary>
internal static class JsonBlocks
{
    /// <summary>The table of the rows.</summary>
    internal const int RowTable = 0;

    /// <summary>The table of what stands around the rows in a single object.</summary>
    internal const int RestTable = 1;

    internal static IEnumerable<JsonBlock> Of(JsonOutline outline, int blockBytes, Warnings warnings, Action<long>? progress)
    {
        string file = outline.File.Name;
        if (outline.Rows is { } rows) return OfRows(outline, rows, blockBytes, warnings, progress);
        return Open(outline, warnings, progress, text =>
        {
            var cutter = new BlockCutter(file, text, blockBytes);
            return outline.Layout switch
            {
                JsonLayout.Single => cutter.Single(),
                JsonLayout.Elements => cutter.Elements(new TextPlace(1, 1)),
                JsonLayout.Lines => cutter.Lines(),
                JsonLayout.Values => cutter.Values(),
            };
        });
    }

    /// <summary>The object without its rows first, then the rows.</summary>
    private static IEnumerable<JsonBlock> OfRows(JsonOutline outline, RowArray rows, int blockBytes, Warnings warnings, Action<long>? progress)
    {
        (JsonBlock rest, TextPlace place) = Rest(outline, rows);
        yield return rest;
        foreach (JsonBlock block in Open(outline, warnings, progress, text =>
        {
            text.Skip(rows.Start);
            text.EndAfter(rows.Length);
            return new BlockCutter(outline.File.Name, text, blockBytes).Elements(place);
        }))
        {
            yield return block;
        }
    }

    private static IEnumerable<JsonBlock> Open(JsonOutline outline, Warnings warnings, Action<long>? progress, Func<Utf8Source, IEnumerable<JsonBlock>> cut)
    {
        using Utf8Source text = outline.Open(warnings, progress);
        foreach (JsonBlock block in cut(text)) yield return block;
    }

    /// <summary>The object without the member that holds its rows, and where the rows begin.</summary>
    private static (JsonBlock Around, TextPlace Place) Rest(JsonOutline outline, RowArray rows)
    {
        // Warnings about the encoding come with the rows: this is the same text once more.
        using Utf8Source text = outline.Open(new Warnings());
        if (rows.Start > JsonLimits.MaxRecordBytes) throw TooLarge(outline);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)rows.Start + (1 << 16));
        TextPlace place = new TextPlace(1, 1).After(buffer.AsSpan(0, text.Read(buffer.AsSpan(0, (int)rows.Start))));
        text.Skip(rows.Length);
        int before = (int)rows.NameStart, length = before;
        while (true)
        {
            length += text.Read(buffer.AsSpan(length));
            if (length < buffer.Length) break;
            if (length >= JsonLimits.MaxRecordBytes) throw TooLarge(outline);
            byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        BlankComma(buffer, before, length);
        return (new JsonBlock(outline.File.Name, JsonLayout.Single, buffer, length, new TextPlace(1, 1)) { Table = RestTable }, place);
    }

    /// <summary>Of the commas around the member that was taken out, one goes with it: the one behind it, or before the last member.</summary>
    private static void BlankComma(byte[] text, int gap, int length)
    {
        int behind = gap + text.AsSpan(gap, length - gap).IndexOfAnyExcept(" \t\r\n"u8);
        int before = text.AsSpan(0, gap).LastIndexOfAnyExcept(" \t\r\n"u8);
        if (text[behind] == ',') text[behind] = (byte)' ';
        else if (text[before] == ',') text[before] = (byte)' ';
    }

    private static InputException TooLarge(JsonOutline outline) => new("json-record-too-large", new Location(outline.File.Name),
        $"what stands around the rows has more than {JsonLimits.MaxRecordBytes >> 20} MiB.", "Records are held in memory whole. Split the file.");
}
