using System.Buffers;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Json;

/// <summary>How the records of a text follow each other.</summary>
internal enum JsonLayout
{
    /// <summary>One value: an object, or a scalar.</summary>
    Single,

    /// <summary>The elements of one array.</summary>
    Elements,

    /// <summary>A value a line: NDJSON.</summary>
    Lines,

    /// <summary>Values one after another that take several lines or share one.</summary>
    Values,
}

/// <summary>Whole records cut out of a text, with the place where they stood.</summary>
/// <remarks>Elements come as an array of their own: the comma before the first became '[', the comma behind the last ']'.</remarks>
internal sealed class JsonBlock(string file, JsonLayout layout, byte[] buffer, int length, TextPlace place) : Block
{
    private byte[]? _buffer = buffer;

    internal string File { get; } = file;

    internal JsonLayout Layout { get; } = layout;

    internal ReadOnlySpan<byte> Text => _buffer.AsSpan(0, length);

    /// <summary>What <see cref="Text"/> is a part of.</summary>
    internal byte[] Buffer => _buffer ?? [];

    /// <summary>Where the first byte stood.</summary>
    internal TextPlace Place { get; } = place;

    /// <summary>The table that the records belong to.</summary>
    internal int Table { get; init; }

    /// <summary>Elements: the first byte was a comma.</summary>
    internal bool BehindComma { get; init; }

    /// <summary>Elements: the last byte was a comma.</summary>
    internal bool BeforeComma { get; init; }

    /// <summary>What is wrong with a part of the text, in the terms of the file.</summary>
    internal JsonFault? FindFault(ReadOnlySpan<byte> part)
    {
        if (Layout != JsonLayout.Elements) return JsonFault.Find(part, new JsonGrammar());
        byte[] original = part.ToArray();
        if (BeforeComma) original[^1] = (byte)',';
        JsonGrammar grammar = BehindComma ? JsonGrammar.BehindComma() : new JsonGrammar();
        int start = BehindComma ? 1 : 0;
        return JsonFault.Find(original.AsSpan(start), grammar) is { } fault ? fault with { Offset = fault.Offset + start } : null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer is { Length: > 0 } buffer) ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
        base.Dispose(disposing);
    }
}
