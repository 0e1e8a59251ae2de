using System.Globalization;
using System.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>What is wrong with a text: where, what was found there, and what may stand there instead.</summary>
/// <param name="Offset">Bytes from the start of the text that was looked at.</param>
internal readonly record struct JsonFault(long Offset, string Found, string Expected)
{
    /// <summary>One line for people.</summary>
    internal string Summary => $"this is not JSON: found {Found}, expected {Expected}.";

    /// <summary>The first fault of a text, or null when it is a JSON text.</summary>
    internal static JsonFault? Find(ReadOnlySpan<byte> text, JsonGrammar grammar)
    {
        for (int i = 0; i < text.Length; i++)
            if (!grammar.Push(text[i]))
                return new JsonFault(i, Describe(text[i..]), grammar.Expected);
        return grammar.MayEnd ? null : new JsonFault(text.Length, "the end of the text", grammar.Expected);
    }

    /// <summary>The first fault of a text as an error that names its line and column.</summary>
    /// <param name="text">From its start.</param>
    internal static InputException Find(Utf8Source text, string file)
    {
        var grammar = new JsonGrammar();
        var place = new TextPlace(1, 1);
        var window = new byte[1 << 16];
        while (true)
        {
            int length = text.Read(window);
            for (int i = 0; i < length; i++)
                if (!grammar.Push(window[i]))
                    return new JsonFault(i, Describe(window.AsSpan(i, length - i)), grammar.Expected).ToException(file, place.After(window.AsSpan(0, i)));
            place = place.After(window.AsSpan(0, length));
            if (length < window.Length) return new JsonFault(length, "the end of the text", grammar.Expected).ToException(file, place);
        }
    }

    /// <summary>Something behind the end of a text.</summary>
    internal static JsonFault BehindEnd(ReadOnlySpan<byte> more) => new(0, Describe(more), "the end of the text");

    internal InputException ToException(string file, TextPlace place) =>
        new("json-invalid", place.In(file), Summary, "Correct the file at this place; lenient variants of JSON (comments, trailing commas, single quotes) are not read.");

    /// <summary>The character at the start of the span as people name it.</summary>
    private static string Describe(ReadOnlySpan<byte> text)
    {
        if (Rune.DecodeFromUtf8(text, out Rune rune, out _) != System.Buffers.OperationStatus.Done) return $"the byte 0x{text[0]:X2}";
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            ? $"the character U+{rune.Value:X4}"
            : $"'{rune}'";
    }
}

/// <summary>A place in a text, counted from 1; columns in UTF-16 units, as editors count them.</summary>
internal readonly record struct TextPlace(long Line, long Column)
{
    /// <summary>The place behind this text. Lines end with LF, CR LF or CR.</summary>
    internal TextPlace After(ReadOnlySpan<byte> text)
    {
        int last = text.LastIndexOfAny((byte)'\n', (byte)'\r');
        if (last < 0) return this with { Column = Column + Encoding.UTF8.GetCharCount(text) };
        int lines = text.Count((byte)'\n');
        // A file with CR alone has no LF at all; one with CR LF has a LF for each CR.
        if (lines == 0) lines = text.Count((byte)'\r');
        return new TextPlace(Line + lines, 1 + Encoding.UTF8.GetCharCount(text[(last + 1)..]));
    }

    internal Location In(string file) => new(file, Line, Column);
}
