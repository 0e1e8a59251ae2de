using System.Text;
using System.Text.Json;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>How a file's text is laid out: found from its beginning, for a single object from all of it.</summary>
/// <param name="Encoding">Null for UTF-8.</param>
/// <param name="Rows">The array inside a single object whose elements are the rows; null when the object is one row.</param>
internal sealed record JsonOutline(SourceFile File, Encoding? Encoding, JsonLayout Layout, RowArray? Rows)
{
    private static readonly string[] s_lineExtensions = [".ndjson", ".jsonl", ".ldjson"];

    internal Utf8Source Open(Warnings warnings, Action<long>? progress = null) => new(File, Encoding, warnings, progress);

    /// <exception cref="InputException">There is no JSON in it: empty, or broken right at the beginning.</exception>
    internal static JsonOutline Of(SourceFile file, ReadOptions options)
    {
        Encoding? encoding = JsonEncoding.Of(file, options);
        var sample = new byte[JsonLimits.SampleBytes];
        int length;
        using (var text = new Utf8Source(file, encoding, new Warnings())) length = text.Read(sample);
        return Of(file, encoding, sample.AsSpan(0, length), whole: length < sample.Length);
    }

    private static JsonOutline Of(SourceFile file, Encoding? encoding, ReadOnlySpan<byte> sample, bool whole)
    {
        ReadOnlySpan<byte> text = sample.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty && whole) throw new InputException("json-empty", new Location(file.Name), "the file is empty: there is no JSON value in it.");
        // The sample may end within a line.
        ReadOnlySpan<byte> lines = whole ? sample : sample[..(sample.LastIndexOfAny((byte)'\n', (byte)'\r') + 1)];
        try
        {
            if (text.IsEmpty || text[0] == '{') return OfObject(file, encoding, lines);
            JsonLayout alone = text[0] == '[' ? JsonLayout.Elements : JsonLayout.Single;
            var reader = new Utf8JsonReader(sample, whole, new JsonReaderState(JsonRecord.ManyValues));
            if (!reader.Read() || !reader.TrySkip()) return new JsonOutline(file, encoding, alone, null);
            int end = (int)reader.BytesConsumed;
            bool newLine = sample[..end].TrimStart(" \t\r\n"u8).ContainsAny((byte)'\n', (byte)'\r');
            return new JsonOutline(file, encoding, Among(alone, isObject: false, newLine, sample[end..], lines, file), null);
        }
        catch (JsonException)
        {
            if (LooksLikeLines(lines, file)) return new JsonOutline(file, encoding, JsonLayout.Lines, null);
            using var again = new Utf8Source(file, encoding, new Warnings());
            throw JsonFault.Find(again, file.Name);
        }
    }

    /// <summary>An object's end may lie far behind the sample, and its rows are where most of its bytes are: it is gone through whole.</summary>
    private static JsonOutline OfObject(SourceFile file, Encoding? encoding, ReadOnlySpan<byte> lines)
    {
        using var text = new Utf8Source(file, encoding, new Warnings());
        var survey = new ObjectSurvey(text, file.Name);
        survey.Run();
        JsonLayout layout = Among(JsonLayout.Single, isObject: true, survey.HasNewLine, survey.Following.Span, lines, file);
        return new JsonOutline(file, encoding, layout, layout == JsonLayout.Single ? survey.Rows : null);
    }

    /// <summary>The layout of a text by what follows its first value.</summary>
    private static JsonLayout Among(JsonLayout alone, bool isObject, bool newLine, ReadOnlySpan<byte> following, ReadOnlySpan<byte> lines, SourceFile file)
    {
        ReadOnlySpan<byte> next = following.TrimStart(" \t\r\n"u8);
        if (next.IsEmpty) return alone;
        bool ownLine = following[..^next.Length].ContainsAny((byte)'\n', (byte)'\r');
        if (!ownLine)
        {
            // Objects may share a line; "[1] [2]" or "{} 7" is more likely a damaged document than a row of values.
            return isObject && next[0] == '{' ? JsonLayout.Values : alone;
        }
        if (newLine) return LooksLikeValue(next[0]) ? JsonLayout.Values : alone;
        return LooksLikeLines(lines, file) || (!isObject && LooksLikeValue(next[0])) ? JsonLayout.Lines : alone;
    }

    private static bool LooksLikeValue(byte first) => first is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n' or (>= (byte)'0' and <= (byte)'9');

    /// <summary>Whether the lines are values of their own: at least two objects or arrays, and four good lines for a broken one. One is enough when the name says so.</summary>
    private static bool LooksLikeLines(ReadOnlySpan<byte> text, SourceFile file)
    {
        int records = 0, broken = 0;
        while (!text.IsEmpty && records + broken < 1_000)
        {
            int length = text.IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = (length < 0 ? text : text[..length]).Trim(" \t"u8);
            text = length < 0 ? [] : text[(length + 1)..];
            if (line.IsEmpty) continue;
            if (!IsValue(line)) broken++;
            else if (line[0] is (byte)'{' or (byte)'[') records++;
        }
        return s_lineExtensions.Contains(file.Extension) ? records > 0 : records >= 2 && records >= 4 * broken;
    }

    private static bool IsValue(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, JsonRecord.Options);
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
