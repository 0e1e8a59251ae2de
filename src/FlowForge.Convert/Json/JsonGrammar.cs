using System.Text;

namespace FlowForge.Convert.Json;

/// <summary>Takes a JSON text byte by byte and stops at the first that cannot stand where it stands. Only for telling what is wrong where.</summary>
/// <remarks>RFC 8259 to the letter. The fast parser says that a text is broken; this one says what was expected.</remarks>
internal sealed class JsonGrammar
{
    private enum State
    {
        Value,
        FirstElement,
        FirstName,
        Name,
        Colon,
        AfterValue,
        Text,
        Escape,
        Hex,
        Minus,
        Zero,
        Whole,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits,
        Word,
    }

    private readonly Stack<byte> _open = new();
    private State _state;
    private bool _isName;
    private int _hexDigits;
    private ReadOnlyMemory<byte> _word;
    private bool _tooDeep;

    /// <summary>A grammar inside an array, behind a comma.</summary>
    internal static JsonGrammar BehindComma()
    {
        var grammar = new JsonGrammar();
        grammar._open.Push((byte)']');
        return grammar;
    }

    /// <summary>Whether the text may end here.</summary>
    internal bool MayEnd => _open.Count == 0 && _state is State.AfterValue or State.Zero or State.Whole or State.Fraction or State.ExponentDigits;

    /// <summary>What may stand here.</summary>
    internal string Expected => _tooDeep ? $"no more than {JsonLimits.MaxDepth:N0} levels of nesting" : _state switch
    {
        State.Value => "a value",
        State.FirstElement => "a value or ']'",
        State.FirstName => "a name in double quotes or '}'",
        State.Name => "a name in double quotes",
        State.Colon => "':'",
        State.AfterValue or State.Zero or State.Whole or State.Fraction or State.ExponentDigits =>
            _open.Count == 0 ? "the end of the text" : $"',' or '{(char)_open.Peek()}'",
        State.Text => "'\"' at the end of the string; control characters are written as \\n, \\t or \\u00XX",
        State.Escape => "one of \" \\ / b f n r t u behind the backslash",
        State.Hex => "four hexadecimal digits behind \\u",
        State.Minus or State.Point or State.ExponentSign => "a digit",
        State.Exponent => "a digit or a sign",
        State.Word => $"'{Encoding.ASCII.GetString(_word.Span[..1])}'",
    };

    /// <summary>False when the byte cannot stand here.</summary>
    internal bool Push(byte c)
    {
        switch (_state)
        {
            case State.Text:
                return PushText(c);
            case State.Escape:
                return PushEscape(c);
            case State.Hex:
                if (!char.IsAsciiHexDigit((char)c)) return false;
                if (++_hexDigits == 4) _state = State.Text;
                return true;
            case State.Word:
                return PushWord(c);
            case State.Minus or State.Zero or State.Whole or State.Point or State.Fraction or State.Exponent or State.ExponentSign or State.ExponentDigits:
                return PushNumber(c);
            default:
                return c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' || PushMark(c);
        }
    }

    private bool PushMark(byte c) => _state switch
    {
        State.Value => BeginValue(c),
        State.FirstElement => c == ']' ? Close(c) : BeginValue(c),
        State.FirstName => c == '}' ? Close(c) : BeginName(c),
        State.Name => BeginName(c),
        State.Colon => c == ':' && Go(State.Value),
        _ => AfterValue(c),
    };

    private bool AfterValue(byte c)
    {
        if (_open.Count == 0) return false;
        if (c != ',') return Close(c);
        return Go(_open.Peek() == ']' ? State.Value : State.Name);
    }

    private bool BeginName(byte c)
    {
        if (c != '"') return false;
        _isName = true;
        return Go(State.Text);
    }

    private bool BeginValue(byte c)
    {
        _isName = false;
        return c switch
        {
            (byte)'{' => Open((byte)'}', State.FirstName),
            (byte)'[' => Open((byte)']', State.FirstElement),
            (byte)'"' => Go(State.Text),
            (byte)'-' => Go(State.Minus),
            (byte)'0' => Go(State.Zero),
            >= (byte)'1' and <= (byte)'9' => Go(State.Whole),
            (byte)'t' => BeginWord("rue"u8),
            (byte)'f' => BeginWord("alse"u8),
            (byte)'n' => BeginWord("ull"u8),
            _ => false,
        };
    }

    private bool Open(byte closing, State inside)
    {
        if (_open.Count == JsonLimits.MaxDepth)
        {
            _tooDeep = true;
            return false;
        }
        _open.Push(closing);
        return Go(inside);
    }

    private bool Close(byte c)
    {
        if (_open.Peek() != c) return false;
        _open.Pop();
        return Go(State.AfterValue);
    }

    private bool BeginWord(ReadOnlySpan<byte> rest)
    {
        _word = rest.ToArray();
        return Go(State.Word);
    }

    private bool PushWord(byte c)
    {
        if (c != _word.Span[0]) return false;
        _word = _word[1..];
        return _word.Length > 0 || Go(State.AfterValue);
    }

    private bool PushText(byte c) => c switch
    {
        (byte)'"' => Go(_isName ? State.Colon : State.AfterValue),
        (byte)'\\' => Go(State.Escape),
        < 0x20 => false,
        _ => true,
    };

    private bool PushEscape(byte c)
    {
        if (c == 'u')
        {
            _hexDigits = 0;
            return Go(State.Hex);
        }
        return "\"\\/bfnrt"u8.Contains(c) && Go(State.Text);
    }

    private bool PushNumber(byte c)
    {
        bool digit = c is >= (byte)'0' and <= (byte)'9', exponent = c is (byte)'e' or (byte)'E';
        switch (_state)
        {
            case State.Minus when digit:
                return Go(c == '0' ? State.Zero : State.Whole);
            case State.Whole or State.Fraction or State.ExponentDigits when digit:
                return true;
            case State.Zero or State.Whole when c == '.':
                return Go(State.Point);
            case State.Zero or State.Whole or State.Fraction when exponent:
                return Go(State.Exponent);
            case State.Point when digit:
                return Go(State.Fraction);
            case State.Exponent when c is (byte)'+' or (byte)'-':
                return Go(State.ExponentSign);
            case State.Exponent or State.ExponentSign when digit:
                return Go(State.ExponentDigits);
            case State.Zero or State.Whole or State.Fraction or State.ExponentDigits:
                _state = State.AfterValue;
                return Push(c);
            default:
                return false;
        }
    }

    private bool Go(State next)
    {
        _state = next;
        return true;
    }
}
