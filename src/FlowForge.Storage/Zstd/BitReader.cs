using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace FlowForge.Storage.Zstd;

/// <summary>Reads a bit stream from its end to its beginning, as zstd's entropy coders write it.</summary>
/// <remarks>Between two calls of <see cref="Refill"/> at most 57 bits may be read. Reading beyond the beginning gives zeros and shows in <see cref="IsOverrun"/>.</remarks>
internal ref struct BitReader
{
    private const int ContainerBits = 64;
    private readonly ReadOnlySpan<byte> _bytes;
    private ulong _container;
    private int _consumed;
    private int _at;

    /// <param name="bytes">The last one holds the end mark: its highest bit.</param>
    internal BitReader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes[^1] == 0) throw FrameDecoder.Damaged("a bit stream without its end mark");
        _bytes = bytes;
        _consumed = BitOperations.LeadingZeroCount((uint)bytes[^1]) - 24 + 1;
        if (bytes.Length >= sizeof(ulong))
        {
            _at = bytes.Length - sizeof(ulong);
            _container = BinaryPrimitives.ReadUInt64LittleEndian(bytes[_at..]);
        }
        else
        {
            for (int i = bytes.Length - 1; i >= 0; i--) _container = (_container << 8) | bytes[i];
            _consumed += (sizeof(ulong) - bytes.Length) * 8;
        }
    }

    /// <summary>More bits were read than there are.</summary>
    internal readonly bool IsOverrun => _consumed > ContainerBits;

    /// <summary>Bits not yet read; negative when more were read than there are.</summary>
    internal readonly int Remaining => (_at * 8) + ContainerBits - _consumed;

    /// <summary>Every bit was read, and none more.</summary>
    internal readonly bool IsAtEnd => Remaining == 0;

    /// <param name="count">0 to 57.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Read(int count)
    {
        ulong value = (_container << (_consumed & 63)) >> 1 >> (63 - count);
        _consumed += count;
        return value;
    }

    /// <summary>The next bits without taking them.</summary>
    /// <param name="count">1 to 57.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly int Peek(int count) => (int)((_container << (_consumed & 63)) >> (ContainerBits - count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Skip(int count) => _consumed += count;

    /// <summary>Moves on to where the unread bits are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Refill()
    {
        int step = Math.Min(_consumed >> 3, _at);
        if (step == 0 || _consumed > ContainerBits) return;
        _at -= step;
        _consumed -= step * 8;
        _container = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[_at..]);
    }
}
