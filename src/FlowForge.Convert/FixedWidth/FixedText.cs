using System.Buffers;
using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.FixedWidth;

/// <summary>Whole lines of a text in UTF-8, lent until disposed.</summary>
internal sealed class LineBlock(byte[] buffer, int length, bool isFirst) : Block
{
    private byte[]? _buffer = buffer;

    internal bool IsFirst { get; } = isFirst;

    internal ReadOnlySpan<byte> Text => _buffer.AsSpan(0, length);

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
        base.Dispose(disposing);
    }
}

/// <summary>A file as UTF-8 text, cut into blocks of whole lines. Each call reads from the start.</summary>
/// <param name="isSure">Whether the encoding was named, or chosen from all of the text: what is no text in it is then replaced and reported.</param>
internal sealed class FixedText(SourceFile file, DetectedEncoding encoding, bool isSure)
{
    /// <summary>A line is kept in memory as a whole.</summary>
    internal const int MaxLineBytes = 64 << 20;

    private const int TelltaleBytes = 256 << 10;

    internal DetectedEncoding Encoding { get; } = encoding;

    /// <exception cref="InputException">The named encoding does not exist.</exception>
    internal static FixedText Open(SourceFile file, ReadOptions options, CancellationToken cancellationToken)
    {
        if (options.Encoding is { } name)
        {
            DetectedEncoding marked = EncodingDetector.Detect(file.Head.Span);
            System.Text.Encoding named = TextEncodings.Parse(name, file.Name);
            return new FixedText(file, new DetectedEncoding(named, "as asked for", named.CodePage == marked.Encoding.CodePage ? marked.BomLength : 0), isSure: true);
        }
        if (options.Scan == ScanDepth.Sample) return new FixedText(file, EncodingDetector.Detect(file.Head.Span), isSure: file.Head.Length < SourceFile.HeadLength);
        return new FixedText(file, EncodingDetector.Detect(file.Head.Span, TellingLines(file, cancellationToken)), isSure: true);
    }

    internal IEnumerable<LineBlock> Blocks(int blockBytes, Action<long>? progress, Warnings? warnings)
    {
        using var stream = new Utf8TranscodingStream(file.OpenRead(progress), Encoding.Encoding, Encoding.BomLength);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(blockBytes);
        int fill = 0;
        bool first = true;
        while (true)
        {
            int read = ReadInto(stream, buffer.AsSpan(fill));
            bool ended = fill + read < buffer.Length;
            fill += read;
            if (stream.Replaced > 0 && !isSure) throw new LayoutChangedException($"{file.Name}, line {stream.FirstReplacedLine:N0}: bytes that are no {Encoding.Encoding.WebName}.");
            int cut = ended ? fill : Lines.CutAfterLast(buffer.AsSpan(0, fill));
            if (cut == 0 && !ended)
            {
                buffer = Grow(buffer, fill);
                continue;
            }
            byte[] next = ended ? [] : ArrayPool<byte>.Shared.Rent(Math.Max(blockBytes, fill - cut + 1));
            buffer.AsSpan(cut, fill - cut).CopyTo(next);
            if (cut > 0) yield return new LineBlock(buffer, cut, first);
            if (ended) break;
            (buffer, fill, first) = (next, fill - cut, false);
        }
        if (stream.Replaced > 0)
            warnings?.Add("text-replaced", new Location(file.Name, stream.FirstReplacedLine), $"Bytes that are no {Encoding.Encoding.WebName} text were replaced by U+FFFD.", "Name the right encoding with --encoding.", stream.Replaced);
    }

    private static byte[] TellingLines(SourceFile file, CancellationToken cancellationToken)
    {
        var sample = new TextSample(TelltaleBytes);
        using Stream stream = file.OpenRead();
        var buffer = new byte[1 << 20];
        int kept = 0;
        for (int count; !sample.IsFull && (count = stream.Read(buffer.AsSpan(kept))) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int fill = kept + count, cut = Lines.CutAfterLast(buffer.AsSpan(0, fill));
            if (cut == 0) cut = fill == buffer.Length ? fill : 0;
            sample.AddTellingLines(buffer.AsSpan(0, cut));
            buffer.AsSpan(cut, fill - cut).CopyTo(buffer);
            kept = fill - cut;
        }
        sample.AddTellingLines(buffer.AsSpan(0, kept));
        return sample.ToArray();
    }

    private int ReadInto(Stream stream, Span<byte> target)
    {
        try
        {
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException failure)
        {
            throw new InputException("corrupt", new Location(file.Name), $"The compressed data is damaged: {failure.Message}", null, failure);
        }
    }

    private byte[] Grow(byte[] buffer, int fill)
    {
        if (buffer.Length >= MaxLineBytes)
            throw new InputException("line-too-long", new Location(file.Name), $"A line is longer than {MaxLineBytes >> 20} MiB.", "This is hardly a text of fixed width; name the format with --format.");
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, fill).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
