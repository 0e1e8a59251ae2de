using System.Text;
using System.Text.Json;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Json;

/// <summary>How much a file's beginning looks like JSON.</summary>
internal static class JsonRecognition
{
    internal static Recognition Of(SourceFile file, IReadOnlyList<string> extensions)
    {
        bool named = extensions.Contains(file.Extension);
        ReadOnlySpan<byte> text = HeadOf(file).TrimStart(" \t\r\n"u8);
        if (text.StartsWith((ReadOnlySpan<byte>)[0x1E])) text = text[1..];
        if (text.IsEmpty) return named ? Recognition.Extension : Recognition.No;
        bool container = text[0] is (byte)'{' or (byte)'[';
        if (!named) return container && IsJson(text, whole: file.Head.Length < SourceFile.HeadLength) ? Recognition.Likely : Recognition.No;
        // A damaged document of that name is still JSON: nobody else could say what is wrong with it.
        return container ? Recognition.Certain : text[0] is (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n' or (>= (byte)'0' and <= (byte)'9') ? Recognition.Likely : Recognition.Extension;
    }

    private static ReadOnlySpan<byte> HeadOf(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        if (JsonEncoding.Detect(file) is { } encoding) head = Encoding.UTF8.GetBytes(encoding.GetString(head));
        return head.StartsWith("\uFEFF"u8) ? head[3..] : head;
    }

    /// <summary>Whether the text is values as far as it goes. A CSV or a log may begin with a bracket too, but does not stay JSON for long.</summary>
    private static bool IsJson(ReadOnlySpan<byte> text, bool whole)
    {
        var reader = new Utf8JsonReader(text, whole, new JsonReaderState(JsonRecord.ManyValues));
        bool complete = false;
        try
        {
            while (reader.Read()) complete |= reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            return true;
        }
        catch (JsonException)
        {
            // A broken line among good ones: the first record stands alone on its line.
            return complete && IsFirstLineRecord(text);
        }
    }

    private static bool IsFirstLineRecord(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0) return false;
        try
        {
            var reader = new Utf8JsonReader(text[..length], JsonRecord.Options);
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
