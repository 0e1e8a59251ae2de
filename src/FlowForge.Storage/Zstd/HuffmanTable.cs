using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowForge.Storage.Zstd;

/// <summary>The prefix code of a block's literals. Not thread-safe.</summary>
internal sealed class HuffmanTable
{
    private const int MaxBits = 11;
    private const int MaxWeightLog = 6;
    private const int MaxSymbols = 256;

    private static readonly SymbolMeaning[] s_weights = [.. Enumerable.Range(0, MaxBits + 2).Select(weight => new SymbolMeaning((uint)weight, 0))];

    // The symbol in the lower byte, the bits of its code in the upper.
    private readonly ushort[] _codes = new ushort[1 << MaxBits];
    private readonly byte[] _weights = new byte[MaxSymbols];
    private readonly FseTable _weightTable = new(s_weights, MaxWeightLog);
    private int _bits;

    internal bool IsSet => _bits > 0;

    internal void Forget() => _bits = 0;

    /// <summary>Reads a code's description. Returns its length in bytes.</summary>
    internal int Read(ReadOnlySpan<byte> bytes)
    {
        const int FirstDirect = 128;
        if (bytes.Length == 0) throw Broken();
        int head = bytes[0];
        int length = head < FirstDirect ? head : (head - FirstDirect + 2) / 2;
        if (1 + length > bytes.Length) throw Broken();
        ReadOnlySpan<byte> body = bytes.Slice(1, length);
        Build(head < FirstDirect ? ReadCoded(body) : ReadDirect(body, head - FirstDirect + 1));
        return 1 + length;
    }

    /// <summary>Decodes one stream, which has to give exactly <paramref name="target"/>.</summary>
    internal void Decode(ReadOnlySpan<byte> stream, Span<byte> target)
    {
        const int SymbolsPerRefill = 57 / MaxBits;
        var bits = new BitReader(stream);
        ref ushort codes = ref MemoryMarshal.GetArrayDataReference(_codes);
        ref byte to = ref MemoryMarshal.GetReference(target);
        int width = _bits, i = 0;
        for (; i <= target.Length - SymbolsPerRefill; i += SymbolsPerRefill)
        {
            bits.Refill();
            Unsafe.Add(ref to, i) = Next(ref bits, ref codes, width);
            Unsafe.Add(ref to, i + 1) = Next(ref bits, ref codes, width);
            Unsafe.Add(ref to, i + 2) = Next(ref bits, ref codes, width);
            Unsafe.Add(ref to, i + 3) = Next(ref bits, ref codes, width);
            Unsafe.Add(ref to, i + 4) = Next(ref bits, ref codes, width);
        }
        bits.Refill();
        for (; i < target.Length; i++) Unsafe.Add(ref to, i) = Next(ref bits, ref codes, width);
        if (!bits.IsAtEnd) throw FrameDecoder.Damaged("a stream of literals that is longer or shorter than its symbols");
    }

    // The index has at most MaxBits bits, so it lies within the table.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Next(ref BitReader bits, ref ushort codes, int width)
    {
        ushort code = Unsafe.Add(ref codes, bits.Peek(width));
        bits.Skip(code >> 8);
        return (byte)code;
    }

    private int ReadDirect(ReadOnlySpan<byte> body, int count)
    {
        for (int i = 0; i < count; i++) _weights[i] = (byte)((i & 1) == 0 ? body[i / 2] >> 4 : body[i / 2] & 15);
        return count;
    }

    /// <summary>Two states take turns until the bits are used up.</summary>
    private int ReadCoded(ReadOnlySpan<byte> body)
    {
        int used = _weightTable.Read(body);
        var bits = new BitReader(body[used..]);
        FseState first = _weightTable.States[bits.Read(_weightTable.Log)], second = _weightTable.States[bits.Read(_weightTable.Log)];
        if (bits.Remaining < 0) throw Broken();
        for (int count = 0; count < MaxSymbols - 2;)
        {
            _weights[count++] = (byte)first.Value;
            if (bits.Remaining < first.StateBits)
            {
                _weights[count++] = (byte)second.Value;
                return count;
            }
            bits.Refill();
            (first, second) = (second, _weightTable.States[first.NextState + (int)bits.Read(first.StateBits)]);
        }
        throw Broken();
    }

    /// <param name="count">Weights that were read; that of the last symbol follows from them.</param>
    private void Build(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            if (_weights[i] > MaxBits) throw Broken();
            if (_weights[i] > 0) sum += 1 << (_weights[i] - 1);
        }
        if (sum == 0 || sum >= 1 << MaxBits || count >= MaxSymbols) throw Broken();
        int bits = BitOperations.Log2((uint)sum) + 1;
        int left = (1 << bits) - sum;
        if (!BitOperations.IsPow2(left)) throw Broken();
        _weights[count++] = (byte)(BitOperations.Log2((uint)left) + 1);

        int at = 0;
        for (int weight = 1; weight <= bits; weight++)
        {
            int span = 1 << (weight - 1);
            for (int symbol = 0; symbol < count; symbol++)
            {
                if (_weights[symbol] != weight) continue;
                _codes.AsSpan(at, span).Fill((ushort)(symbol | ((bits + 1 - weight) << 8)));
                at += span;
            }
        }
        if (at != 1 << bits) throw Broken();
        _bits = bits;
    }

    private static InvalidDataException Broken() => FrameDecoder.Damaged("a Huffman table that does not add up");
}
