using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Csv;

/// <summary>Pieces of a file in UTF-8: its beginning, and some lines from further on.</summary>
/// <param name="Head">From the first character on.</param>
/// <param name="IsWhole">True when the head is all there is.</param>
/// <param name="Elsewhere">Whole lines from the middle and the end; they may start inside a quoted value.</param>
internal sealed record CsvSample(ReadOnlyMemory<byte> Head, bool IsWhole, IReadOnlyList<ReadOnlyMemory<byte>> Elsewhere)
{
    private const int HeadBytes = 262_144;
    private const int EnoughLines = 64; // a head with fewer (very wide tables) is made longer
    private const int MaxHeadBytes = 16 << 20;
    private const int PieceBytes = 32_768;
    private const int Pieces = 6;
    private const int EvidenceBytes = 262_144;

    /// <summary>Reads the sample of a file and decides its encoding by it.</summary>
    public static CsvSample Read(SourceFile file, ReadOptions options, CancellationToken cancellationToken, out DetectedEncoding encoding)
    {
        byte[] head = ReadHead(file, out bool isWhole);
        List<byte[]> pieces = isWhole ? [] : ReadPieces(file, head.Length);
        encoding = options.Encoding is { } name ? AsAsked(name, head, file)
            : options.Scan == ScanDepth.Full && !isWhole ? DetectByAll(file, head, cancellationToken)
            : EncodingDetector.Detect(head, [.. pieces.SelectMany(piece => piece)]);
        int codePage = encoding.Encoding.CodePage;
        bool isWide = codePage is 1200 or 1201 or 12000 or 12001; // a piece of it may start with half a character
        DetectedEncoding decided = encoding;
        return new CsvSample(ToUtf8(head.AsSpan(encoding.BomLength), decided, isWhole), isWhole, isWide ? [] : [.. pieces.Select(piece => ToUtf8(piece, decided, final: true))]);
    }

    /// <summary>The sample without its first lines.</summary>
    public CsvSample SkipLines(long lines)
    {
        ReadOnlySpan<byte> head = Head.Span;
        int start = 0;
        while (lines-- > 0)
        {
            int next = Lines.NextStart(head, start, IsWhole);
            start = next < 0 ? head.Length : next;
        }
        return this with { Head = Head[start..] };
    }

    private static byte[] ReadHead(SourceFile file, out bool isWhole)
    {
        using Stream stream = file.OpenRead();
        byte[] buffer = new byte[HeadBytes];
        int filled = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        while (filled == buffer.Length && filled < MaxHeadBytes && Lines.Count(buffer) < EnoughLines)
        {
            Array.Resize(ref buffer, buffer.Length * 4);
            filled += stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
        }
        isWhole = filled < buffer.Length || stream.ReadByte() < 0;
        return buffer[..filled];
    }

    private static List<byte[]> ReadPieces(SourceFile file, long from)
    {
        List<byte[]> pieces = [];
        if (file.IsCompressed) return pieces;
        using Stream stream = file.OpenRead();
        if (!stream.CanSeek || stream.Length < from + 2 * PieceBytes) return pieces;
        byte[] buffer = new byte[PieceBytes];
        for (int i = 1; i <= Pieces; i++)
        {
            stream.Position = Math.Max(from, (stream.Length - PieceBytes) / Pieces * i);
            int filled = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            ReadOnlySpan<byte> piece = WholeLines(buffer.AsSpan(0, filled));
            if (!piece.IsEmpty) pieces.Add(piece.ToArray());
        }
        return pieces;
    }

    private static ReadOnlySpan<byte> WholeLines(ReadOnlySpan<byte> piece)
    {
        int start = piece.IndexOfAny((byte)'\n', (byte)'\r') + 1, end = piece.LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        return start > 0 && start < end ? piece[start..end] : [];
    }

    private static DetectedEncoding AsAsked(string name, ReadOnlySpan<byte> head, SourceFile file)
    {
        System.Text.Encoding asked = TextEncodings.Parse(name, file.Name);
        DetectedEncoding found = EncodingDetector.Detect(head);
        return new DetectedEncoding(asked, "as asked", found.Encoding.CodePage == asked.CodePage ? found.BomLength : 0);
    }

    /// <summary>Looks at every line outside ASCII, as far as they fit; marks and zeros show in the head.</summary>
    private static DetectedEncoding DetectByAll(SourceFile file, ReadOnlySpan<byte> head, CancellationToken cancellationToken)
    {
        var telling = new TextSample(EvidenceBytes);
        using Stream stream = file.OpenRead();
        byte[] buffer = new byte[1 << 20];
        int kept = 0;
        while (stream.Read(buffer.AsSpan(kept)) is var count and > 0 && !telling.IsFull)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int filled = kept + count;
            int end = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (end == 0) end = filled;
            telling.AddTellingLines(buffer.AsSpan(0, end));
            kept = filled - end;
            buffer.AsSpan(end, kept).CopyTo(buffer);
        }
        telling.AddTellingLines(buffer.AsSpan(0, kept));
        return EncodingDetector.Detect(head, telling.ToArray());
    }

    private static byte[] ToUtf8(ReadOnlySpan<byte> bytes, DetectedEncoding encoding, bool final)
    {
        byte[] target = new byte[Utf8Converter.MaxGrowth * bytes.Length + 64];
        int length = Utf8Converter.For(encoding.Encoding).Convert(bytes, target, final, out _);
        return target[..length];
    }
}
