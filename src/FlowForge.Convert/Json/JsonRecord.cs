using System.Text.Json;

namespace FlowForge.Convert.Json;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    Null,
    True,
    False,
    Number,
    String,
    Object,
    Array,
    Name,

    /// <summary>The name of a member that comes again further on.</summary>
    Hidden,
}

/// <summary>A value, or the name of a member, within a record's text.</summary>
/// <param name="Start">Its first byte; of strings and names the byte behind the quote.</param>
/// <param name="Length">Bytes, quotes not counted.</param>
/// <param name="Next">The token behind this value and all it contains.</param>
internal readonly record struct Token(int Start, int Length, int Next, TokenKind Kind, bool Escaped);

/// <summary>One record as a list of tokens in the order of the text, containers before what they contain. Used again for each record; not thread-safe.</summary>
/// <remarks>A record is read whole before any of its values is written: a broken one leaves nothing behind, and of a member that comes
/// twice the last can win. Names: the token of a member's value is the one behind its name.</remarks>
internal sealed partial class JsonRecord
{
    private byte[] _text = [];
    private Token[] _tokens = new Token[256];
    private int _count;
    private int[] _open = new int[32];
    private int _depth;

    internal static JsonReaderOptions Options { get; } = new() { MaxDepth = JsonLimits.MaxDepth };

    internal static JsonReaderOptions ManyValues { get; } = Options with { AllowMultipleValues = true };

    /// <summary>Offset of the record's first byte within the text given to the reader.</summary>
    internal int Start => _tokens[0].Start;

    internal ref readonly Token this[int index] => ref _tokens[index];

    /// <summary>The records read from now on are in this text.</summary>
    internal void Attach(byte[] text) => _text = text;

    /// <summary>A value or name as written, strings without their quotes.</summary>
    internal ReadOnlySpan<byte> Raw(int index) => _text.AsSpan(_tokens[index].Start, _tokens[index].Length);

    /// <summary>Takes the value whose first token the reader stands on, and leaves the reader at its last.</summary>
    /// <param name="offset">Added to the reader's positions.</param>
    /// <exception cref="JsonException">The text is broken, or ends within the value.</exception>
    internal void Read(ref Utf8JsonReader reader, int offset)
    {
        _count = _depth = 0;
        do
        {
            int start = offset + (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    Add(start + 1, reader.ValueSpan.Length, TokenKind.Name, reader.ValueIsEscaped);
                    break;
                case JsonTokenType.String:
                    Add(start + 1, reader.ValueSpan.Length, TokenKind.String, reader.ValueIsEscaped);
                    break;
                case JsonTokenType.Number:
                    Add(start, reader.ValueSpan.Length, TokenKind.Number, escaped: false);
                    break;
                case JsonTokenType.True:
                    Add(start, 4, TokenKind.True, escaped: false);
                    break;
                case JsonTokenType.False:
                    Add(start, 5, TokenKind.False, escaped: false);
                    break;
                case JsonTokenType.Null:
                    Add(start, 4, TokenKind.Null, escaped: false);
                    break;
                case JsonTokenType.StartObject:
                    Open(start, TokenKind.Object);
                    break;
                case JsonTokenType.StartArray:
                    Open(start, TokenKind.Array);
                    break;
                default:
                    Close(start);
                    break;
            }
        }
        while (_depth > 0 && reader.Read());
    }

    private void Add(int start, int length, TokenKind kind, bool escaped)
    {
        if (_count == _tokens.Length) Array.Resize(ref _tokens, _count * 2);
        _tokens[_count] = new Token(start, length, _count + 1, kind, escaped);
        _count++;
    }

    private void Open(int start, TokenKind kind)
    {
        if (_depth == _open.Length) Array.Resize(ref _open, _depth * 2);
        _open[_depth++] = _count;
        Add(start, 0, kind, escaped: false);
    }

    private void Close(int start)
    {
        ref Token container = ref _tokens[_open[--_depth]];
        container = container with { Length = start + 1 - container.Start, Next = _count };
    }
}
