using System.Buffers;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>Cuts a text into blocks of whole records, without looking into them more than that needs. Memory: the blocks not yet disposed.</summary>
internal sealed class BlockCutter(string file, Utf8Source text, int blockBytes)
{
    /// <summary>Cuts at line ends.</summary>
    internal IEnumerable<JsonBlock> Lines() =>
        Cut(JsonLayout.Lines, (piece, offset) => (piece[offset..].LastIndexOfAny((byte)'\n', (byte)'\r') is var at and >= 0 ? offset + at + 1 : -1));

    /// <summary>Cuts behind values that are objects or arrays.</summary>
    internal IEnumerable<JsonBlock> Values()
    {
        StructuralScanner scanner = StructuralScanner.ForValues();
        return Cut(JsonLayout.Values, (piece, offset) =>
        {
            scanner.Scan(piece[offset..], out int cut, out _);
            return cut < 0 ? -1 : offset + cut;
        });
    }

    /// <summary>All of the text as one block.</summary>
    internal IEnumerable<JsonBlock> Single() => Cut(JsonLayout.Single, (_, _) => -1);

    /// <summary>Where to cut a piece of text of which the part from the offset on is new; -1 when it cannot be cut in the new part.</summary>
    private delegate int CutFinder(ReadOnlySpan<byte> piece, int offset);

    private IEnumerable<JsonBlock> Cut(JsonLayout layout, CutFinder find)
    {
        var place = new TextPlace(1, 1);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(blockBytes);
        int kept = 0;
        while (true)
        {
            int filled = kept + text.Read(buffer.AsSpan(kept));
            bool last = filled < buffer.Length;
            int cut = last ? filled : find(buffer.AsSpan(0, filled), kept);
            if (cut < 0)
            {
                kept = filled;
                Grow(ref buffer, filled, place);
                continue;
            }
            byte[] next = last ? [] : ArrayPool<byte>.Shared.Rent(Math.Max(blockBytes, filled - cut + 1));
            buffer.AsSpan(cut, filled - cut).CopyTo(next);
            TextPlace after = place.After(buffer.AsSpan(0, cut));
            yield return new JsonBlock(file, layout, buffer, cut, place);
            if (last) yield break;
            (buffer, kept, place) = (next, filled - cut, after);
        }
    }

    /// <summary>Cuts at the commas between the elements of the array that the text begins with; behind it only blanks may follow.</summary>
    internal IEnumerable<JsonBlock> Elements(TextPlace place)
    {
        StructuralScanner scanner = StructuralScanner.ForElements();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(blockBytes);
        int kept = 0;
        bool behindComma = false;
        while (true)
        {
            int filled = kept + text.Read(buffer.AsSpan(kept));
            bool last = filled < buffer.Length;
            scanner.Scan(buffer.AsSpan(kept, filled - kept), out int comma, out int end);
            if (end >= 0 || last)
            {
                int length = end >= 0 ? kept + end : filled;
                TextPlace behind = place.After(buffer.AsSpan(0, length));
                byte[] rest = buffer.AsSpan(length, filled - length).ToArray();
                yield return new JsonBlock(file, JsonLayout.Elements, buffer, length, place) { BehindComma = behindComma };
                ExpectEnd(rest, behind);
                yield break;
            }
            if (comma < 0)
            {
                kept = filled;
                Grow(ref buffer, filled, place);
                continue;
            }
            int cut = kept + comma;
            byte[] next = ArrayPool<byte>.Shared.Rent(Math.Max(blockBytes, filled - cut + 1));
            buffer.AsSpan(cut, filled - cut).CopyTo(next);
            TextPlace after = place.After(buffer.AsSpan(0, cut));
            buffer[cut] = (byte)']';
            next[0] = (byte)'[';
            yield return new JsonBlock(file, JsonLayout.Elements, buffer, cut + 1, place) { BehindComma = behindComma, BeforeComma = true };
            (buffer, kept, place, behindComma) = (next, filled - cut, after, true);
        }
    }

    private void ExpectEnd(ReadOnlySpan<byte> rest, TextPlace place)
    {
        Span<byte> window = new byte[1 << 16];
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> more = rest.TrimStart(" \t\r\n"u8);
            place = place.After(rest[..^more.Length]);
            if (!more.IsEmpty) throw JsonFault.BehindEnd(more).ToException(file, place);
            int read = text.Read(window);
            rest = window[..read];
        }
    }

    /// <summary>A record that does not fit gets twice the room.</summary>
    private void Grow(ref byte[] buffer, int filled, TextPlace place)
    {
        if (buffer.Length >= JsonLimits.MaxRecordBytes)
        {
            throw new InputException("json-record-too-large", place.In(file), $"a single record has more than {JsonLimits.MaxRecordBytes >> 20} MiB.",
                "Records are held in memory whole. Split the file, or write it as one JSON object a line.");
        }
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
