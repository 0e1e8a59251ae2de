using System.Numerics;

namespace FlowForge.Storage.Zstd;

/// <summary>One state of a table: a value to complete with extra bits, and how to get to the next state.</summary>
internal readonly record struct FseState(uint Value, ushort NextState, byte ExtraBits, byte StateBits);

/// <summary>Maps a symbol to its value and the number of bits added to it.</summary>
internal readonly record struct SymbolMeaning(uint Value, byte ExtraBits);

/// <summary>A finite state entropy table. Not thread-safe.</summary>
/// <param name="meanings">One a symbol; more symbols do not exist.</param>
/// <param name="maxLog">Most bits a state may have.</param>
internal sealed class FseTable(SymbolMeaning[] meanings, int maxLog)
{
    private const int MinLog = 5;
    private readonly short[] _counts = new short[256];
    private readonly byte[] _symbols = new byte[1 << maxLog];
    private readonly ushort[] _next = new ushort[256];

    /// <summary>Bits of a state; states are 0 to 2^log - 1.</summary>
    internal int Log { get; private set; }

    /// <summary>False until a table was read: a block may only repeat one that exists.</summary>
    internal bool IsSet { get; private set; }

    internal FseState[] States { get; } = new FseState[1 << maxLog];

    internal void Forget() => IsSet = false;

    /// <summary>A table whose only symbol takes no bits.</summary>
    internal void SetSingle(byte symbol)
    {
        SymbolMeaning meaning = MeaningOf(symbol);
        States[0] = new FseState(meaning.Value, 0, meaning.ExtraBits, 0);
        (Log, IsSet) = (0, true);
    }

    /// <param name="counts">How many states each symbol has; -1 for a symbol rarer than one.</param>
    internal void Set(ReadOnlySpan<short> counts, int log)
    {
        int size = 1 << log, high = size - 1;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] == -1) _symbols[high--] = (byte)symbol;
            _next[symbol] = (ushort)(counts[symbol] == -1 ? 1 : counts[symbol]);
        }
        Spread(counts, size, high);
        for (int state = 0; state < size; state++)
        {
            byte symbol = _symbols[state];
            int next = _next[symbol]++;
            int bits = log - BitOperations.Log2((uint)next);
            SymbolMeaning meaning = MeaningOf(symbol);
            States[state] = new FseState(meaning.Value, (ushort)((next << bits) - size), meaning.ExtraBits, (byte)bits);
        }
        (Log, IsSet) = (log, true);
    }

    /// <summary>Reads a table's description. Returns its length in bytes.</summary>
    internal int Read(ReadOnlySpan<byte> bytes)
    {
        var bits = new ForwardBits(bytes);
        int log = bits.Read(4) + MinLog;
        if (log > maxLog) throw FrameDecoder.Damaged($"an entropy table of {log} bits where {maxLog} is the limit");
        int left = 1 << log, symbol = 0;
        while (left > 0)
        {
            if (symbol >= meanings.Length) throw FrameDecoder.Damaged("an entropy table with too many symbols");
            int count = ReadCount(ref bits, left);
            _counts[symbol++] = (short)count;
            left -= Math.Abs(count);
            if (count == 0) symbol = ReadZeros(ref bits, symbol);
        }
        Set(_counts.AsSpan(0, symbol), log);
        return bits.BytesRead;
    }

    /// <summary>One to as many states as are left, plus one: in as few bits as that range allows.</summary>
    private static int ReadCount(ref ForwardBits bits, int left)
    {
        int width = BitOperations.Log2((uint)left + 1) + 1;
        int value = bits.Peek(width);
        int lowMask = (1 << (width - 1)) - 1, threshold = (1 << width) - 1 - (left + 1);
        if ((value & lowMask) < threshold)
        {
            bits.Skip(width - 1);
            value &= lowMask;
        }
        else
        {
            bits.Skip(width);
            if (value > lowMask) value -= threshold;
        }
        if (value - 1 > left) throw FrameDecoder.Damaged("an entropy table whose counts do not add up");
        return value - 1;
    }

    /// <summary>After a symbol that does not occur: how many more do not, three at a time.</summary>
    private int ReadZeros(ref ForwardBits bits, int symbol)
    {
        int more;
        do
        {
            more = bits.Read(2);
            if (symbol + more > meanings.Length) throw FrameDecoder.Damaged("an entropy table with too many symbols");
            for (int i = 0; i < more; i++) _counts[symbol++] = 0;
        }
        while (more == 3);
        return symbol;
    }

    private void Spread(ReadOnlySpan<short> counts, int size, int high)
    {
        int step = (size >> 1) + (size >> 3) + 3, mask = size - 1, position = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            for (int i = 0; i < counts[symbol]; i++)
            {
                _symbols[position] = (byte)symbol;
                do position = (position + step) & mask;
                while (position > high);
            }
        }
        if (position != 0) throw FrameDecoder.Damaged("an entropy table whose counts do not add up");
    }

    private SymbolMeaning MeaningOf(byte symbol) =>
        symbol < meanings.Length ? meanings[symbol] : throw FrameDecoder.Damaged($"symbol {symbol} where {meanings.Length - 1} is the last");

    /// <summary>Bits from the beginning on, lowest first.</summary>
    private ref struct ForwardBits(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        internal readonly int BytesRead => (_at + 7) / 8;

        internal int Read(int count)
        {
            int value = Peek(count);
            Skip(count);
            return value;
        }

        internal readonly int Peek(int count)
        {
            uint value = 0;
            // Beyond the end are zeros: Skip refuses to go there.
            for (int i = 0; i < 4 && (_at / 8) + i < _bytes.Length; i++) value |= (uint)_bytes[(_at / 8) + i] << (8 * i);
            return (int)(value >> (_at % 8)) & ((1 << count) - 1);
        }

        internal void Skip(int count)
        {
            _at += count;
            if (_at > _bytes.Length * 8) throw FrameDecoder.Damaged("an entropy table that does not end");
        }
    }
}
