using System.Buffers.Binary;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>The texts that cells refer to by number, as UTF-8 in a few large blocks: no object a text.</summary>
/// <remarks>Filled by one thread, then read by any. Takes the texts' own bytes and 12 more each.</remarks>
internal sealed class SharedStrings
{
    private const int BlockLength = 1 << 20;
    private const int PrefixLength = sizeof(int);

    private readonly List<byte[]> _blocks = [];
    private int _used = BlockLength;
    private long[] _places = [];

    public static SharedStrings Empty { get; } = new();

    public int Count { get; private set; }

    /// <summary>The text of a number; false when there is none.</summary>
    public bool TryGet(long index, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (index < 0 || index >= Count) return false;
        long place = _places[index];
        ReadOnlySpan<byte> at = _blocks[(int)(place >> 32)].AsSpan((int)place);
        text = at.Slice(PrefixLength, BinaryPrimitives.ReadInt32LittleEndian(at));
        return true;
    }

    public void Add(ReadOnlySpan<byte> text)
    {
        int length = PrefixLength + text.Length;
        // A text longer than a block gets a block of its own.
        if (_blocks.Count == 0 || _blocks[^1].Length - _used < length)
        {
            _blocks.Add(new byte[Math.Max(BlockLength, length)]);
            _used = 0;
        }

        Span<byte> target = _blocks[^1].AsSpan(_used);
        BinaryPrimitives.WriteInt32LittleEndian(target, text.Length);
        text.CopyTo(target[PrefixLength..]);
        if (Count == _places.Length) Array.Resize(ref _places, Math.Max(1_024, Count * 2));
        _places[Count++] = ((long)(_blocks.Count - 1) << 32) | (uint)_used;
        _used += length;
    }

    /// <summary>Reads the part: plain texts, rich text joined, phonetic readings left out. An empty entry counts as one.</summary>
    /// <param name="replaced">Texts in which bytes that are no UTF-8 were replaced.</param>
    public static SharedStrings Read(Stream stream, out long replaced, CancellationToken cancellationToken)
    {
        var strings = new SharedStrings();
        var text = new CellText();
        replaced = 0;
        using var xml = new XmlTokenizer(stream);
        bool inText = false;
        int inPhonetic = 0;
        while (true)
        {
            if (!inText && inPhonetic == 0 && TryReadPlain(xml.Ahead, out ReadOnlySpan<byte> plain))
            {
                text.Clear();
                text.AddVerbatim(plain);
                xml.Pass(PlainStart.Length + plain.Length + PlainEnd.Length);
                strings.Add(text, ref replaced, cancellationToken);
                continue;
            }

            switch (xml.Read())
            {
                case XmlToken.Start when xml.LocalName.SequenceEqual("t"u8):
                    inText = !xml.IsEmpty;
                    break;
                case XmlToken.End when xml.LocalName.SequenceEqual("t"u8):
                    inText = false;
                    break;
                case XmlToken.Start when xml.LocalName.SequenceEqual("rPh"u8) && !xml.IsEmpty:
                    inPhonetic++;
                    break;
                case XmlToken.End when xml.LocalName.SequenceEqual("rPh"u8):
                    inPhonetic--;
                    break;
                case XmlToken.Start when xml.LocalName.SequenceEqual("si"u8):
                    text.Clear();
                    if (xml.IsEmpty) strings.Add(default);
                    break;
                case XmlToken.End when xml.LocalName.SequenceEqual("si"u8):
                    strings.Add(text, ref replaced, cancellationToken);
                    break;
                case XmlToken.Text when inText && inPhonetic == 0:
                    text.AddXml(xml.Text);
                    break;
                case XmlToken.CData when inText && inPhonetic == 0:
                    text.AddVerbatim(xml.Text);
                    break;
                case XmlToken.EndOfFile:
                    return strings;
            }
        }
    }

    private static ReadOnlySpan<byte> PlainStart => "<si><t>"u8;

    private static ReadOnlySpan<byte> PlainEnd => "</t></si>"u8;

    /// <summary>A text as nearly all are written, without anything to undo in it. False when none stands whole at the start.</summary>
    private static bool TryReadPlain(ReadOnlySpan<byte> xml, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!xml.StartsWith(PlainStart)) return false;
        xml = xml[PlainStart.Length..];
        int length = xml.IndexOfAny((byte)'<', (byte)'&', (byte)'\r');
        if (length < 0 || !xml[length..].StartsWith(PlainEnd)) return false;
        text = xml[..length];
        return true;
    }

    private void Add(CellText text, ref long replaced, CancellationToken cancellationToken)
    {
        if (!text.Finish()) replaced++;
        Add(text.Span);
        if ((Count & 0xFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
    }
}
