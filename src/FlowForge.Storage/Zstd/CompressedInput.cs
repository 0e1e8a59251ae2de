using System.Buffers.Binary;

namespace FlowForge.Storage.Zstd;

/// <summary>The compressed bytes, read through a buffer. Not thread-safe.</summary>
internal sealed class CompressedInput(Stream inner)
{
    private const int BufferLength = 64 << 10;
    private readonly byte[] _buffer = new byte[BufferLength];
    private int _from;
    private int _to;

    internal static InvalidDataException Cut() => new("The zstd data ends within a frame: the file is not complete.");

    /// <summary>Reads as much as there is.</summary>
    internal int Read(Span<byte> target)
    {
        int total = 0;
        while (total < target.Length)
        {
            if (_from == _to)
            {
                // What is larger than the buffer need not go through it.
                if (target.Length - total >= BufferLength)
                {
                    int direct = inner.Read(target[total..]);
                    if (direct == 0) break;
                    total += direct;
                    continue;
                }
                (_from, _to) = (0, inner.Read(_buffer));
                if (_to == 0) break;
            }
            int count = Math.Min(target.Length - total, _to - _from);
            _buffer.AsSpan(_from, count).CopyTo(target[total..]);
            (_from, total) = (_from + count, total + count);
        }
        return total;
    }

    internal void ReadExactly(Span<byte> target)
    {
        if (Read(target) < target.Length) throw Cut();
    }

    internal byte ReadByte()
    {
        if (_from < _to) return _buffer[_from++];
        Span<byte> one = stackalloc byte[1];
        ReadExactly(one);
        return one[0];
    }

    internal uint ReadUInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>A little-endian number of one to eight bytes.</summary>
    internal ulong ReadNumber(int bytes)
    {
        Span<byte> number = stackalloc byte[8];
        number.Clear();
        ReadExactly(number[..bytes]);
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }

    internal void Skip(long count)
    {
        while (count > 0)
        {
            if (_from == _to && ((_from, _to) = (0, inner.Read(_buffer))).Item2 == 0) throw Cut();
            int step = (int)Math.Min(count, _to - _from);
            _from += step;
            count -= step;
        }
    }
}
