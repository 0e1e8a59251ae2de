using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace FlowForge.Convert.Excel.Binary;

/// <summary>Collects text of other encodings as UTF-8. What is no character becomes U+FFFD.</summary>
internal sealed class Utf8Builder
{
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    private const int MaxBytesPerUnit = 3;

    private byte[] _bytes = new byte[1024];
    private char _highSurrogate;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void AppendRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void AppendLatin1(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            AppendRaw(bytes);
            return;
        }

        Span<byte> target = Reserve(bytes.Length * 2);
        int written = 0;
        foreach (byte b in bytes)
        {
            if (b < 0x80)
            {
                target[written++] = b;
            }
            else
            {
                target[written++] = (byte)(0xC0 | (b >> 6));
                target[written++] = (byte)(0x80 | (b & 0x3F));
            }
        }

        Length += written;
    }

    /// <summary>Appends UTF-16, little endian. A surrogate pair may be spread over two calls.</summary>
    public void AppendUtf16(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<char> units = MemoryMarshal.Cast<byte, char>(bytes);
        if (_highSurrogate != 0 && units.Length > 0)
        {
            ReadOnlySpan<char> pair = [_highSurrogate, units[0]];
            _highSurrogate = '\0';
            // No pair: the first is lost alone, the second is looked at again below.
            AppendUnits(char.IsLowSurrogate(pair[1]) ? pair : pair[..1]);
            if (char.IsLowSurrogate(pair[1])) units = units[1..];
        }

        if (units.Length > 0 && char.IsHighSurrogate(units[^1]))
        {
            _highSurrogate = units[^1];
            units = units[..^1];
        }

        AppendUnits(units);
    }

    /// <summary>Ends a text whose last call may have left half a pair.</summary>
    public void EndText()
    {
        if (_highSurrogate == 0) return;
        AppendUnits([_highSurrogate]);
        _highSurrogate = '\0';
    }

    /// <summary>Takes the bytes from <paramref name="start"/> on for text in <paramref name="encoding"/>.</summary>
    public void Recode(int start, Encoding encoding)
    {
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(start, Length - start);
        char[] units = ArrayPool<char>.Shared.Rent(encoding.GetMaxCharCount(bytes.Length));
        int count = encoding.GetChars(bytes, units);
        Length = start;
        AppendUnits(units.AsSpan(0, count));
        ArrayPool<char>.Shared.Return(units);
    }

    public override string ToString() => Encoding.UTF8.GetString(Written);

    private void AppendUnits(ReadOnlySpan<char> units)
    {
        Utf8.FromUtf16(units, Reserve(units.Length * MaxBytesPerUnit), out _, out int written, replaceInvalidSequences: true);
        Length += written;
    }

    private Span<byte> Reserve(int count)
    {
        int needed = checked(Length + count);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)));
        return _bytes.AsSpan(Length, count);
    }
}
