using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>Gathers the text of a cell or a shared string from XML: entities, line ends and <c>_xHHHH_</c> escapes undone. Reused from cell to cell.</summary>
internal sealed class CellText
{
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>Valid UTF-8 once <see cref="Finish"/> was called.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

    public bool IsEmpty => _length == 0;

    public void Clear() => _length = 0;

    /// <summary>Adds characters of XML text.</summary>
    public void AddXml(ReadOnlySpan<byte> text)
    {
        // Nothing undone gets longer but a replaced entity: "&#0;" is 4 bytes, U+FFFD 3.
        Span<byte> target = Reserve(text.Length);
        if (!text.ContainsAny((byte)'&', (byte)'\r'))
        {
            text.CopyTo(target);
            _length += text.Length;
            return;
        }

        int written = 0;
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAny((byte)'&', (byte)'\r');
            if (plain < 0) plain = text.Length;
            text[..plain].CopyTo(target[written..]);
            written += plain;
            text = text[plain..];
            if (!text.IsEmpty) text = text[TakeSpecial(text, target, ref written)..];
        }

        _length += written;
    }

    /// <summary>Adds characters that mean themselves.</summary>
    public void AddVerbatim(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        _length += text.Length;
    }

    /// <summary>Undoes <c>_xHHHH_</c> and makes the bytes valid UTF-8. To be called once all was added.</summary>
    /// <returns>False when bytes that are no UTF-8 were replaced.</returns>
    public bool Finish()
    {
        if (Span.IndexOf("_x"u8) >= 0) UndoEscapes();
        if (Utf8.IsValid(Span)) return true;
        byte[] valid = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Span));
        Clear();
        AddVerbatim(valid);
        return false;
    }

    private Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _length < length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        return _bytes.AsSpan(_length);
    }

    /// <summary>Undoes an entity, or takes a line end for what XML says it is. Returns the length of what was read.</summary>
    private static int TakeSpecial(ReadOnlySpan<byte> text, Span<byte> target, ref int written)
    {
        if (text[0] == (byte)'\r')
        {
            target[written++] = (byte)'\n';
            return text.Length > 1 && text[1] == (byte)'\n' ? 2 : 1;
        }

        int semicolon = text[..Math.Min(text.Length, 12)].IndexOf((byte)';');
        if (semicolon > 0 && TryEntity(text[1..semicolon], out Rune rune))
        {
            written += rune.EncodeToUtf8(target[written..]);
            return semicolon + 1;
        }

        target[written++] = (byte)'&';
        return 1;
    }

    private static bool TryEntity(ReadOnlySpan<byte> name, out Rune rune)
    {
        rune = name switch
        {
            [(byte)'a', (byte)'m', (byte)'p'] => new Rune('&'),
            [(byte)'l', (byte)'t'] => new Rune('<'),
            [(byte)'g', (byte)'t'] => new Rune('>'),
            [(byte)'q', (byte)'u', (byte)'o', (byte)'t'] => new Rune('"'),
            [(byte)'a', (byte)'p', (byte)'o', (byte)'s'] => new Rune('\''),
            _ => default,
        };
        if (rune.Value != 0) return true;
        if (name.Length < 2 || name[0] != (byte)'#') return false;
        bool isHex = name[1] is (byte)'x' or (byte)'X';
        ReadOnlySpan<byte> digits = name[(isHex ? 2 : 1)..];
        if (!Utf8Parser.TryParse(digits, out uint code, out int used, isHex ? 'X' : 'D') || used != digits.Length) return false;
        if (code == 0 || !Rune.TryCreate(code, out rune)) rune = Rune.ReplacementChar;
        return true;
    }

    /// <summary>In place: what an escape stands for is shorter than the escape.</summary>
    private void UndoEscapes()
    {
        int read = 0, written = 0;
        while (read < _length)
        {
            if (TryEscape(_bytes.AsSpan(read, _length - read), out char unit))
            {
                read += 7;
                Rune rune = Rune.ReplacementChar;
                if (char.IsHighSurrogate(unit) && TryEscape(_bytes.AsSpan(read, _length - read), out char low) && Rune.TryCreate(unit, low, out rune)) read += 7;
                else if (!Rune.TryCreate(unit, out rune)) rune = Rune.ReplacementChar;
                written += rune.EncodeToUtf8(_bytes.AsSpan(written));
            }
            else
            {
                _bytes[written++] = _bytes[read++];
            }
        }

        _length = written;
    }

    private static bool TryEscape(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < 7 || text[0] != (byte)'_' || text[1] != (byte)'x' || text[6] != (byte)'_') return false;
        if (!Utf8Parser.TryParse(text.Slice(2, 4), out ushort code, out int used, 'X') || used != 4) return false;
        unit = (char)code;
        return true;
    }
}
