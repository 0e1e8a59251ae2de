using System.Buffers.Binary;

namespace FlowForge.Storage.Zstd;

/// <summary>The bytes of a block that are no copies of earlier ones. Not thread-safe.</summary>
internal sealed class Literals
{
    private enum Kind
    {
        Raw,
        Rle,
        Coded,
        CodedAsBefore,
    }

    private readonly byte[] _bytes = new byte[FrameDecoder.MaxBlockBytes + History.Slack];
    private readonly HuffmanTable _code = new();

    internal int Count { get; private set; }

    /// <summary>With <see cref="History.Slack"/> bytes behind the last one.</summary>
    internal byte[] Bytes => _bytes;

    internal void StartFrame() => _code.Forget();

    /// <summary>Reads a block's literals section. Returns its length in bytes.</summary>
    /// <param name="limit">What a block may give.</param>
    internal int Read(ReadOnlySpan<byte> block, int limit)
    {
        if (block.Length == 0) throw Broken();
        var kind = (Kind)(block[0] & 3);
        return kind is Kind.Raw or Kind.Rle ? ReadPlain(block, kind, limit) : ReadCoded(block, kind, limit);
    }

    private int ReadPlain(ReadOnlySpan<byte> block, Kind kind, int limit)
    {
        (int head, int shift) = ((block[0] >> 2) & 3) switch { 1 => (2, 4), 3 => (3, 4), _ => (1, 3) };
        Count = (int)(HeadOf(block, head) >> shift);
        int length = kind == Kind.Raw ? Count : 1;
        if (Count > limit || head + length > block.Length) throw Broken();
        if (kind == Kind.Raw) block.Slice(head, length).CopyTo(_bytes);
        else _bytes.AsSpan(0, Count).Fill(block[head]);
        return head + length;
    }

    private int ReadCoded(ReadOnlySpan<byte> block, Kind kind, int limit)
    {
        int format = (block[0] >> 2) & 3;
        (int head, int bits) = format switch { 0 or 1 => (3, 10), 2 => (4, 14), _ => (5, 18) };
        ulong sizes = HeadOf(block, head) >> 4;
        Count = (int)(sizes & ((1UL << bits) - 1));
        int length = (int)(sizes >> bits);
        if (Count > limit || head + length > block.Length) throw Broken();
        ReadOnlySpan<byte> body = block.Slice(head, length);
        if (kind == Kind.Coded) body = body[_code.Read(body)..];
        else if (!_code.IsSet) throw FrameDecoder.Damaged("literals that use an earlier Huffman table, and there is none");
        if (format == 0) _code.Decode(body, _bytes.AsSpan(0, Count));
        else DecodeFour(body);
        return head + length;
    }

    /// <summary>Four streams of a quarter each; six bytes before them say how long the first three are.</summary>
    private void DecodeFour(ReadOnlySpan<byte> body)
    {
        const int JumpTable = 6;
        int quarter = (Count + 3) / 4;
        if (body.Length < JumpTable || quarter * 3 > Count) throw Broken();
        int at = JumpTable;
        for (int i = 0; i < 4; i++)
        {
            int length = i < 3 ? BinaryPrimitives.ReadUInt16LittleEndian(body[(2 * i)..]) : body.Length - at;
            if (at + length > body.Length) throw Broken();
            int start = i * quarter;
            _code.Decode(body.Slice(at, length), _bytes.AsSpan(start, i < 3 ? quarter : Count - start));
            at += length;
        }
    }

    private static ulong HeadOf(ReadOnlySpan<byte> block, int length)
    {
        if (length > block.Length) throw Broken();
        ulong head = 0;
        for (int i = length - 1; i >= 0; i--) head = (head << 8) | block[i];
        return head;
    }

    private static InvalidDataException Broken() => FrameDecoder.Damaged("a section of literals that does not fit its block");
}
