using System.Buffers;
using System.Text;
using System.Text.Unicode;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>A sliding window over a document in UTF-8. What it shows is valid UTF-8 without forbidden characters, its line ends are LF.</summary>
/// <remarks>Checked a whole read at a time, so that the tokenizer has nothing to check byte by byte. Owns the stream. Not thread-safe.</remarks>
internal sealed class XmlWindow : IDisposable
{
#if DEBUG
    internal const int DefaultBytes = 64; // so small that every test meets the edges
#else
    internal const int DefaultBytes = 256 << 10;
#endif

    /// <summary>The longest tag that is read.</summary>
    private const int MaxBytes = 16 << 20;

    private readonly Stream _stream;
    private readonly string _file;
    private readonly byte[] _torn = new byte[3]; // the start of a character whose rest is still to come
    private int _tornCount;
    private int _filled; // bytes read, while they are being checked
    private bool _afterReturn;
    private long _line = 1; // of the first byte
    private long _column = 1;

    internal XmlWindow(Stream stream, string file, int bytes = DefaultBytes)
    {
        _stream = stream;
        _file = file;
        Bytes = new byte[Math.Max(bytes, 32)];
    }

    /// <summary>The bytes. Those up to <see cref="End"/> count, and a zero stands there.</summary>
    internal byte[] Bytes { get; private set; }

    internal int End { get; private set; }

    /// <summary>True when nothing more will come.</summary>
    internal bool Ended { get; private set; }

    /// <summary>Where the first byte lies in the document, in bytes of UTF-8 with LF.</summary>
    internal long Offset { get; private set; }

    /// <summary>Lets the window begin at <paramref name="keep"/>, which becomes 0, and reads on. False when there is nothing more.</summary>
    internal bool Extend(int keep)
    {
        if (Ended) return false;
        Drop(keep);
        _torn.AsSpan(0, _tornCount).CopyTo(Bytes.AsSpan(End));
        _filled = End + _tornCount;
        if (_filled > Bytes.Length - (Bytes.Length / 4)) Grow();
        int count = _stream.Read(Bytes, _filled, Bytes.Length - 1 - _filled);
        if (count == 0)
        {
            Ended = true;
            if (_filled > End) throw XmlErrors.Encoding(At(End), Bytes[End]);
            return false;
        }
        int from = _filled;
        _filled += count;
        NormaliseLineEnds(from);
        Accept();
        return true;
    }

    /// <summary>Line and column, in characters, of a byte of the window.</summary>
    internal Location At(int index)
    {
        (long line, long column) = PlaceOf(index);
        return new Location(_file, line, column);
    }

    public void Dispose() => _stream.Dispose();

    private void Drop(int keep)
    {
        if (keep == 0) return;
        (_line, _column) = PlaceOf(keep);
        Offset += keep;
        Bytes.AsSpan(keep, End - keep).CopyTo(Bytes);
        End -= keep;
    }

    private (long Line, long Column) PlaceOf(int index)
    {
        ReadOnlySpan<byte> before = Bytes.AsSpan(0, index);
        int lastLine = before.LastIndexOf((byte)'\n');
        long line = _line + before.Count((byte)'\n');
        return (line, lastLine < 0 ? _column + CharactersIn(before) : 1 + CharactersIn(before[(lastLine + 1)..]));
    }

    private void Grow()
    {
        if (Bytes.Length >= MaxBytes) throw XmlErrors.TooMuch(At(0), "a tag is too long to be read, in bytes", MaxBytes);
        byte[] larger = new byte[Bytes.Length * 2];
        Bytes.AsSpan(0, _filled).CopyTo(larger);
        Bytes = larger;
    }

    /// <summary>CR LF and lone CR become LF, as XML asks before anything else is done.</summary>
    private void NormaliseLineEnds(int from)
    {
        if (_afterReturn && Bytes[from] == '\n') Bytes.AsSpan(from + 1, --_filled - from).CopyTo(Bytes.AsSpan(from));
        _afterReturn = _filled > from && Bytes[_filled - 1] == '\r';
        int read = Bytes.AsSpan(from, _filled - from).IndexOf((byte)'\r');
        if (read < 0) return;
        int write = read += from;
        while (read < _filled)
        {
            // At a CR: write one LF for it and for the LF that may follow.
            Bytes[write++] = (byte)'\n';
            read += read + 1 < _filled && Bytes[read + 1] == '\n' ? 2 : 1;
            ReadOnlySpan<byte> rest = Bytes.AsSpan(read, _filled - read);
            int plain = rest.IndexOf((byte)'\r');
            if (plain < 0) plain = rest.Length;
            rest[..plain].CopyTo(Bytes.AsSpan(write));
            write += plain;
            read += plain;
        }
        _filled = write;
    }

    private void Accept()
    {
        _tornCount = TornCharacter(Bytes.AsSpan(End, _filled - End));
        int whole = _filled - _tornCount;
        Bytes.AsSpan(whole, _tornCount).CopyTo(_torn);
        ReadOnlySpan<byte> fresh = Bytes.AsSpan(End, whole - End);
        if (fresh.IndexOfAny(XmlChars.IllegalControls) is var control and >= 0) throw XmlErrors.Character(At(End + control), fresh[control]);
        if (!Ascii.IsValid(fresh))
        {
            if (!Utf8.IsValid(fresh)) throw InvalidUtf8(fresh);
            // U+FFFE and U+FFFF are the only valid characters outside ASCII that XML forbids.
            int forbidden = fresh.IndexOf("\uFFFE"u8);
            if (forbidden < 0) forbidden = fresh.IndexOf("\uFFFF"u8);
            if (forbidden >= 0) throw XmlErrors.Character(At(End + forbidden), 0xFFC0u | (fresh[forbidden + 2] & 0x3Fu));
        }
        End = whole;
        Bytes[End] = 0;
    }

    private InputException InvalidUtf8(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == OperationStatus.Done) at += length;
        return XmlErrors.Encoding(At(End + at), text[at]);
    }

    /// <summary>Bytes at the end that begin a character and do not finish it.</summary>
    private static int TornCharacter(ReadOnlySpan<byte> text)
    {
        for (int back = 1; back <= 3 && back <= text.Length; back++)
        {
            byte value = text[^back];
            if (value < 0x80) return 0;
            if (value < 0xC0) continue;
            int length = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
            return length > back ? back : 0;
        }
        return 0;
    }

    private static int CharactersIn(ReadOnlySpan<byte> text)
    {
        int count = 0;
        foreach (byte value in text)
            if ((value & 0xC0) != 0x80)
                count++;
        return count;
    }
}
