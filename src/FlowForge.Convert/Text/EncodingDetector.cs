using System.Text;

namespace FlowForge.Convert.Text;

/// <summary>What an input's encoding is taken to be, and why.</summary>
/// <param name="Evidence">For people: <c>14 bytes outside ASCII, as in French</c>.</param>
/// <param name="BomLength">Bytes of the byte order mark at the start; 0 when there is none.</param>
internal sealed record DetectedEncoding(Encoding Encoding, string Evidence, int BomLength = 0)
{
    /// <summary>True when nothing but ASCII was seen: whatever the encoding is, it has not shown yet.</summary>
    public bool OnlyAscii { get; init; }

    /// <summary><c>windows-1252 (14 bytes outside ASCII, as in French)</c></summary>
    public override string ToString() => $"{Encoding.WebName} ({Evidence})";
}

/// <summary>Decides what encoding bytes are in: by mark, by the pattern of zero bytes, by validity, by how plausible the letters are.</summary>
/// <remarks>Stateless. Costs a few passes over what it is given, so give it samples: see <see cref="TextSample"/>.</remarks>
internal static class EncodingDetector
{
    /// <summary>Judges an input by samples of it.</summary>
    /// <param name="head">The input's first bytes, from the very first one.</param>
    /// <param name="more">Further lines from other places; may be empty. Cut at newlines, so that no character is torn.</param>
    public static DetectedEncoding Detect(ReadOnlySpan<byte> head, ReadOnlySpan<byte> more = default)
    {
        if (ByMark(head) is { } marked) return marked;
        if (ByZeros(head) is { } wide) return wide;
        Utf8Census utf8 = Utf8Census.Of(head).Plus(Utf8Census.Of(more));
        if (utf8.High == 0) return new DetectedEncoding(TextEncodings.Utf8, "only ASCII") { OnlyAscii = true };
        if (utf8.Invalid == 0) return new DetectedEncoding(TextEncodings.Utf8, $"{utf8.Characters:N0} valid sequences");
        // Text of another encoding hardly ever forms valid sequences, so a clear majority of them means damaged UTF-8.
        if (utf8.Characters >= 4 * utf8.Invalid)
            return new DetectedEncoding(TextEncodings.Utf8, $"{utf8.Characters:N0} valid sequences, {utf8.Invalid:N0} invalid");
        byte[] telling = TellingLines(head, more);
        DetectedEncoding single = SingleByteProbe.Best(telling, utf8.High, out bool isSure);
        return MultibyteProbe.Best(telling, utf8.High, mustBeSure: isSure) ?? single;
    }

    private static DetectedEncoding? ByMark(ReadOnlySpan<byte> head)
    {
        const string Evidence = "byte order mark";
        if (head.StartsWith("\uFEFF"u8)) return new DetectedEncoding(TextEncodings.Utf8, Evidence, 3);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return new DetectedEncoding(Encoding.UTF32, Evidence, 4);
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])) return new DetectedEncoding(TextEncodings.Get(12001), Evidence, 4);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return new DetectedEncoding(Encoding.Unicode, Evidence, 2);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return new DetectedEncoding(Encoding.BigEndianUnicode, Evidence, 2);
        if (head.StartsWith((ReadOnlySpan<byte>)[0x84, 0x31, 0x95, 0x33])) return new DetectedEncoding(TextEncodings.Get(54936), Evidence, 4);
        return null;
    }

    /// <summary>ASCII in UTF-16 has a zero in every other byte, in UTF-32 three of four. Zeros strewn about are just zeros.</summary>
    private static DetectedEncoding? ByZeros(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4 || !head.Contains((byte)0)) return null;
        Span<int> zeros = stackalloc int[4];
        for (int i = 0; i < head.Length; i++)
        {
            if (head[i] == 0) zeros[i & 3]++;
        }
        int quarter = head.Length / 4, most = quarter * 9 / 10, few = quarter / 50;
        if (zeros[0] <= few && zeros[1] >= most && zeros[2] >= most && zeros[3] >= most) return new DetectedEncoding(Encoding.UTF32, "pattern of zero bytes");
        if (zeros[3] <= few && zeros[0] >= most && zeros[1] >= most && zeros[2] >= most) return new DetectedEncoding(TextEncodings.Get(12001), "pattern of zero bytes");
        int even = zeros[0] + zeros[2], odd = zeros[1] + zeros[3], third = quarter * 2 / 3;
        if (odd >= third && even * 20 <= odd) return new DetectedEncoding(Encoding.Unicode, "zero in every second byte");
        if (even >= third && odd * 20 <= even) return new DetectedEncoding(Encoding.BigEndianUnicode, "zero in every second byte");
        return null;
    }

    /// <summary>The lines that hold bytes outside ASCII: all others say nothing about the encoding.</summary>
    private static byte[] TellingLines(ReadOnlySpan<byte> head, ReadOnlySpan<byte> more)
    {
        var lines = new TextSample(head.Length + more.Length);
        lines.AddTellingLines(head);
        lines.AddTellingLines(more);
        return lines.ToArray();
    }

    private readonly record struct Utf8Census(long High, long Characters, long Invalid)
    {
        public static Utf8Census Of(ReadOnlySpan<byte> text)
        {
            long high = 0, characters = 0, invalid = 0;
            while (text.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is var next and >= 0)
            {
                text = text[next..];
                var status = Rune.DecodeFromUtf8(text, out _, out int length);
                if (status == System.Buffers.OperationStatus.NeedMoreData) break; // torn by the sample's end
                if (status == System.Buffers.OperationStatus.Done) characters++;
                else invalid++;
                high += length;
                text = text[length..];
            }
            return new Utf8Census(high, characters, invalid);
        }

        public Utf8Census Plus(Utf8Census other) => new(High + other.High, Characters + other.Characters, Invalid + other.Invalid);
    }
}
