using System.Text.Json;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>An array within an object that is better read as a table of its own.</summary>
/// <param name="Path">The names that lead to it; none of them inside an array.</param>
/// <param name="NameStart">Offset of the last name's opening quote in the text.</param>
/// <param name="Start">Offset of its opening bracket.</param>
/// <param name="End">Offset behind its closing bracket.</param>
internal sealed record RowArray(IReadOnlyList<string> Path, long NameStart, long Start, long End)
{
    internal long Length => End - Start;
}

/// <summary>Goes through the first value of a text, whatever its size, and finds where it ends and which array in it holds the rows.</summary>
/// <remarks>The rows are the elements of the array of objects or arrays that takes more than half of the text's bytes: at most one can.
/// Smaller arrays stay LIST columns. One window of memory, about 400 MB/s.</remarks>
internal sealed class ObjectSurvey(Utf8Source text, string file)
{
    private readonly List<string> _path = [];
    private long _base;
    private int _arrays;
    private long _nameStart;
    private long _arrayStart;
    private bool _arrayHasRecords;
    private RowArray? _largest;

    /// <summary>The array that holds the rows; null when the object is one row.</summary>
    internal RowArray? Rows => _largest is { } rows && rows.Length * 2 > Length ? rows : null;

    /// <summary>Offset behind the value.</summary>
    internal long Length { get; private set; }

    /// <summary>Whether the value takes more than one line.</summary>
    internal bool HasNewLine { get; private set; }

    /// <summary>What follows the value, blanks included, as far as it was read.</summary>
    internal ReadOnlyMemory<byte> Following { get; private set; }

    /// <exception cref="JsonException">The text is broken before the value ends.</exception>
    internal void Run()
    {
        var window = new byte[1 << 20];
        int filled = text.Read(window);
        bool last = filled < window.Length;
        var state = new JsonReaderState(JsonRecord.ManyValues);
        while (true)
        {
            var reader = new Utf8JsonReader(window.AsSpan(0, filled), last, state);
            bool ended = false;
            while (!ended && reader.Read()) ended = Visit(ref reader);
            int used = (int)reader.BytesConsumed;
            HasNewLine |= window.AsSpan(0, used).TrimStart(" \t\r\n"u8).ContainsAny((byte)'\n', (byte)'\r');
            _base += used;
            if (ended)
            {
                Length = _base;
                Following = window.AsMemory(used, filled - used);
                return;
            }
            if (last) throw new JsonException("The text ends within the value.");
            state = reader.CurrentState;
            window.AsSpan(used, filled - used).CopyTo(window);
            filled -= used;
            if (filled == window.Length) Grow(ref window);
            int read = text.Read(window.AsSpan(filled));
            last = read < window.Length - filled;
            filled += read;
        }
    }

    private void Grow(ref byte[] window)
    {
        if (window.Length >= JsonLimits.MaxRecordBytes)
            throw new InputException("json-record-too-large", new Location(file), $"a single string or name has more than {JsonLimits.MaxRecordBytes >> 20} MiB.");
        Array.Resize(ref window, window.Length * 2);
    }

    /// <summary>True at the last token of the value.</summary>
    private bool Visit(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray:
                BeginArray(_base + reader.TokenStartIndex);
                return false;
            case JsonTokenType.EndArray:
                EndArray(_base + reader.TokenStartIndex + 1);
                break;
            case JsonTokenType.StartObject:
                if (_arrays == 1) _arrayHasRecords = true;
                return false;
            case JsonTokenType.PropertyName when _arrays == 0:
                _path.RemoveRange(reader.CurrentDepth - 1, _path.Count - reader.CurrentDepth + 1);
                _path.Add(NameOf(ref reader));
                _nameStart = _base + reader.TokenStartIndex;
                return false;
            case JsonTokenType.PropertyName:
                return false;
        }
        return reader.CurrentDepth == 0;
    }

    private void BeginArray(long start)
    {
        if (_arrays == 1) _arrayHasRecords = true;
        if (_arrays++ > 0) return;
        _arrayStart = start;
        _arrayHasRecords = false;
    }

    private void EndArray(long end)
    {
        if (--_arrays > 0 || !_arrayHasRecords || _path.Count == 0 || end - _arrayStart <= (_largest?.Length ?? 0)) return;
        _largest = new RowArray([.. _path], _nameStart, _arrayStart, end);
    }

    /// <summary>The name as text; a name that is not one (a lone surrogate) as written.</summary>
    private static string NameOf(ref Utf8JsonReader reader)
    {
        var plain = new JsonText();
        return System.Text.Encoding.UTF8.GetString(plain.Plain(reader.ValueSpan, reader.ValueIsEscaped));
    }
}
