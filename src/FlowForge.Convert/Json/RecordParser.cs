using System.Text.Json;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>Takes the records of a block.</summary>
internal interface IRecordSink
{
    /// <summary>Takes a record, lent until the next one; false when enough were seen.</summary>
    bool Take(JsonRecord record);

    /// <summary>Takes a line that is no record.</summary>
    void Reject(Location where, string reason, ReadOnlySpan<byte> raw);
}

/// <summary>Reads the records of a block one after another.</summary>
internal static class RecordParser
{
    /// <exception cref="InputException">The text is broken, and not only in a line of NDJSON.</exception>
    internal static void Parse(JsonBlock block, JsonRecord record, IRecordSink sink, CancellationToken cancellationToken)
    {
        record.Attach(block.Buffer);
        if (block.Layout == JsonLayout.Lines)
        {
            ParseLines(block, record, sink, cancellationToken);
            return;
        }
        try
        {
            if (block.Layout == JsonLayout.Elements) ParseElements(block, record, sink, cancellationToken);
            else ParseValues(block, record, sink, cancellationToken);
        }
        catch (JsonException failure)
        {
            JsonFault fault = block.FindFault(block.Text) ?? new JsonFault(0, failure.Message, "JSON");
            throw fault.ToException(block.File, block.Place.After(block.Text[..(int)fault.Offset]));
        }
    }

    private static void ParseElements(JsonBlock block, JsonRecord record, IRecordSink sink, CancellationToken cancellationToken)
    {
        var reader = new Utf8JsonReader(block.Text, JsonRecord.Options);
        reader.Read();
        bool any = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            any = true;
            record.Read(ref reader, 0);
            if (!sink.Take(record)) return;
            cancellationToken.ThrowIfCancellationRequested();
        }
        if (!any && (block.BehindComma || block.BeforeComma)) throw new JsonException("A comma without a value beside it.");
        if (reader.Read()) throw new JsonException("More behind the end of the array.");
    }

    private static void ParseValues(JsonBlock block, JsonRecord record, IRecordSink sink, CancellationToken cancellationToken)
    {
        // A block behind the last value has nothing but blanks.
        if (block.Layout == JsonLayout.Values && block.Text.IndexOfAnyExcept(" \t\r\n"u8) < 0) return;
        var reader = new Utf8JsonReader(block.Text, block.Layout == JsonLayout.Values ? JsonRecord.ManyValues : JsonRecord.Options);
        while (reader.Read())
        {
            record.Read(ref reader, 0);
            if (block.Layout == JsonLayout.Single && reader.Read()) throw new JsonException("More behind the end of the value.");
            if (!sink.Take(record)) return;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static void ParseLines(JsonBlock block, JsonRecord record, IRecordSink sink, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> text = block.Text;
        for (int start = 0; start < text.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int length = text[start..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0) length = text.Length - start;
            ReadOnlySpan<byte> line = text.Slice(start, length);
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                if (!TryParse(line, start, record)) Reject(block, start, length, sink);
                else if (!sink.Take(record)) return;
            }
            start += length + 1;
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> line, int offset, JsonRecord record)
    {
        try
        {
            var reader = new Utf8JsonReader(line, JsonRecord.Options);
            reader.Read();
            record.Read(ref reader, offset);
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Reject(JsonBlock block, int start, int length, IRecordSink sink)
    {
        ReadOnlySpan<byte> line = block.Text.Slice(start, length);
        JsonFault fault = block.FindFault(line) ?? new JsonFault(0, "something else", "JSON");
        TextPlace place = block.Place.After(block.Text[..(start + (int)Math.Min(fault.Offset, length))]);
        sink.Reject(place.In(block.File), fault.Summary, line);
    }
}
