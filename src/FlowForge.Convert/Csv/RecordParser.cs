using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowForge.Convert.Csv;

/// <summary>What was odd about a record, though it could be read.</summary>
internal enum RecordFlaw
{
    None,

    /// <summary>Text after a closing quote.</summary>
    TextAfterQuote,

    /// <summary>A quote that nothing closes: taken as an ordinary character.</summary>
    UnclosedQuote,
}

/// <summary>Splits text into records and fields. The text starts at a record and ends after one.</summary>
/// <remarks>Looks at 64 bytes at once: a bit for each byte that may end something, then one step a bit. One record is lent at a time.</remarks>
internal ref struct RecordParser
{
    private const int Stride = 64;
    private static ReadOnlySpan<byte> Mark => "\uFEFF"u8;

    private readonly ReadOnlySpan<byte> _text;
    private readonly CsvDialect _dialect;
    private readonly ReadOnlySpan<byte> _delimiter;
    private readonly ReadOnlySpan<byte> _comment;
    private readonly byte _first; // of the delimiter
    private readonly int _quote, _escape; // -1 for none
    private readonly Vector256<byte> _firsts, _quotes, _escapes;
    private ulong _special; // bytes not yet looked at, from _base on
    private int _base;
    private int _next;

    public RecordParser(ReadOnlySpan<byte> text, CsvDialect dialect, FieldList fields)
    {
        _text = text;
        _dialect = dialect;
        _delimiter = dialect.Delimiter.Span;
        _comment = dialect.Comment.Span;
        _first = _delimiter.IsEmpty ? (byte)'\n' : _delimiter[0];
        _quote = dialect.Quote ?? -1;
        _escape = dialect.EscapesOutsideQuotes && dialect.HasOwnEscape ? dialect.Escape!.Value : -1;
        _firsts = Vector256.Create(_first);
        _quotes = Vector256.Create(dialect.Quote ?? (byte)'\n');
        _escapes = Vector256.Create(_escape < 0 ? (byte)'\n' : (byte)_escape);
        Fields = fields;
        LookFrom(0);
    }

    public FieldList Fields { get; }

    /// <summary>Where the record starts and where it ends, its newline excluded.</summary>
    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>Where the next record starts.</summary>
    public readonly int Next => _next;

    /// <summary>True for a line that starts with the comment sign: it has no fields.</summary>
    public bool IsComment { get; private set; }

    public RecordFlaw Flaw { get; private set; }

    /// <summary>The record's own bytes.</summary>
    public readonly ReadOnlySpan<byte> Raw => _text[Start..End];

    /// <summary>Goes to the next record; false at the end.</summary>
    public bool Read()
    {
        if (_next >= _text.Length) return false;
        Fields.Clear();
        Flaw = RecordFlaw.None;
        IsComment = false;
        Start = _next;
        // Parts that were joined byte by byte leave their marks inside.
        if (_text[Start] == Mark[0] && _text[Start..].StartsWith(Mark)) Start += Mark.Length;
        if (!_comment.IsEmpty && _text[Start..].StartsWith(_comment))
        {
            SkipComment();
            return true;
        }
        ReadFields();
        return true;
    }

    private void ReadFields()
    {
        int start = Start;
        ref byte text = ref MemoryMarshal.GetReference(_text);
        while (true)
        {
            while (_special == 0)
            {
                if (_base + Stride >= _text.Length)
                {
                    AddPlain(start, _text.Length);
                    End = _next = _text.Length;
                    return;
                }
                LookFrom(_base + Stride);
            }
            int at = _base + BitOperations.TrailingZeroCount(_special);
            _special &= _special - 1;
            byte value = Unsafe.Add(ref text, at);
            if (value == _first && _first != (byte)'\n')
            {
                if (_delimiter.Length > 1 && !_text[at..].StartsWith(_delimiter)) continue;
                AddPlain(start, at);
                start = at + _delimiter.Length;
                if (_delimiter.Length > 1) LookFrom(start);
            }
            else if (value is (byte)'\n' or (byte)'\r')
            {
                AddPlain(start, at);
                EndRecord(at);
                return;
            }
            else if (value == _quote)
            {
                if (IsBlank(start, at) && ReadQuoted(at, ref start)) return;
            }
            else
            {
                LookFrom(SkipEscaped(at));
            }
        }
    }

    /// <summary>Reads a quoted field. True when the record ended with it.</summary>
    private bool ReadQuoted(int open, ref int start)
    {
        int close = QuotedText.FindClose(_text, open + 1, _dialect, out bool escaped);
        if (close < 0) return ReadUnclosed(open, escaped);
        int after = close + 1;
        while (after < _text.Length && _dialect.IsBlank(_text[after])) after++;
        if (IsFieldEnd(after))
        {
            Fields.Add(open + 1, close - open - 1, escaped ? FieldForm.QuotedEscaped : FieldForm.Quoted);
        }
        else
        {
            if (Flaw == RecordFlaw.None) Flaw = RecordFlaw.TextAfterQuote;
            while (!IsFieldEnd(after)) after++;
            Fields.Add(open, after - open, FieldForm.QuotedWithTail);
        }
        if (after < _text.Length && _text[after] is not ((byte)'\n' or (byte)'\r'))
        {
            start = after + _delimiter.Length;
            LookFrom(start);
            return false;
        }
        LookFrom(after + 1);
        EndRecord(after);
        return true;
    }

    /// <summary>In the input's last line a quote without its other half is a value that was cut off; elsewhere it is an ordinary character.</summary>
    private bool ReadUnclosed(int open, bool escaped)
    {
        Flaw = RecordFlaw.UnclosedQuote;
        if (_text[open..].IndexOfAny((byte)'\n', (byte)'\r') >= 0) return false;
        Fields.Add(open + 1, _text.Length - open - 1, escaped ? FieldForm.QuotedEscaped : FieldForm.Quoted);
        End = _next = _text.Length;
        return true;
    }

    private readonly bool IsFieldEnd(int at) =>
        at >= _text.Length || _text[at] is (byte)'\n' or (byte)'\r' || (_delimiter.Length == 1 ? _text[at] == _first : !_delimiter.IsEmpty && _text[at..].StartsWith(_delimiter));

    private readonly bool IsBlank(int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            if (!_dialect.IsBlank(_text[i])) return false;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddPlain(int start, int end)
    {
        bool escaped = _escape >= 0 && _text[start..end].Contains((byte)_escape);
        Fields.Add(start, end - start, escaped ? FieldForm.PlainEscaped : FieldForm.Plain);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndRecord(int at)
    {
        End = Math.Min(at, _text.Length);
        _next = End + 1;
        if (at + 1 < _text.Length && _text[at] == (byte)'\r' && _text[at + 1] == (byte)'\n')
        {
            _next++;
            LookFrom(_next);
        }
        else if (_next > _text.Length)
        {
            _next = _text.Length;
        }
    }

    private readonly int SkipEscaped(int at) =>
        at + 2 < _text.Length && _text[at + 1] == (byte)'\r' && _text[at + 2] == (byte)'\n' ? at + 3 : at + 2;

    private void SkipComment()
    {
        IsComment = true;
        int length = _text[Start..].IndexOfAny((byte)'\n', (byte)'\r');
        int end = length < 0 ? _text.Length : Start + length;
        LookFrom(end + 1);
        EndRecord(end);
    }

    /// <summary>Makes the bits of the bytes from a place on: cheap when the place is in the present stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void LookFrom(int place)
    {
        int within = place - _base;
        if (within > 0 && within < Stride) _special &= ulong.MaxValue << within;
        else Load(place);
    }

    private void Load(int place)
    {
        _base = place;
        if (place + Stride <= _text.Length)
        {
            ref byte text = ref MemoryMarshal.GetReference(_text);
            _special = Bits(Vector256.LoadUnsafe(ref text, (nuint)place)) | (ulong)Bits(Vector256.LoadUnsafe(ref text, (nuint)place + 32)) << 32;
        }
        else
        {
            LoadTail(place);
        }
    }

    private void LoadTail(int place)
    {
        _special = 0;
        for (int i = place; i < _text.Length; i++)
        {
            byte value = _text[i];
            if (value is (byte)'\n' or (byte)'\r' || value == _first || value == _quote || value == _escape) _special |= 1UL << (i - place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Bits(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))
            | Vector256.Equals(bytes, _firsts) | Vector256.Equals(bytes, _quotes) | Vector256.Equals(bytes, _escapes)).ExtractMostSignificantBits();
}
