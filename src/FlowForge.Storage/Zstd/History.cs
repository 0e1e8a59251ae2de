using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FlowForge.Storage.Zstd;

/// <summary>What came out of a frame so far, as far back as its window reaches. Not thread-safe.</summary>
internal sealed class History
{
    // Copies go in whole vectors, so they may write this far beyond their end.
    internal const int Slack = 32;
    private const int MinRoom = 1 << 20;

    private byte[] _bytes = [];
    private int _window;
    private int _end;
    private int _taken;
    private long _dropped;

    /// <summary>Bytes that came out of the frame.</summary>
    internal long Produced => _dropped + _end;

    internal void Start(int window) => (_window, _end, _taken, _dropped) = (window, 0, 0, 0);

    /// <summary>Makes room for a block. Returns where it begins, for <see cref="Since"/>.</summary>
    internal int BeginBlock(int blockBytes)
    {
        int limit = _window + Math.Max(MinRoom, _window / 2);
        if (_end + blockBytes > limit)
        {
            int keep = Math.Min(_window, _end);
            _bytes.AsSpan(_end - keep, keep).CopyTo(_bytes);
            _dropped += _end - keep;
            (_end, _taken) = (keep, keep);
        }
        int needed = _end + blockBytes + Slack;
        // Grown with what really comes out: a header may claim a large window for a few bytes.
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(_bytes.Length * 2L, limit + (long)Slack)));
        return _end;
    }

    internal ReadOnlySpan<byte> Since(int start) => _bytes.AsSpan(start, _end - start);

    /// <summary>The next bytes, to be filled.</summary>
    /// <param name="count">Within the room of the block.</param>
    internal Span<byte> Append(int count)
    {
        Span<byte> target = _bytes.AsSpan(_end, count);
        _end += count;
        return target;
    }

    internal int Take(Span<byte> target)
    {
        int count = Math.Min(target.Length, _end - _taken);
        _bytes.AsSpan(_taken, count).CopyTo(target);
        _taken += count;
        return count;
    }

    /// <summary>Appends literals, then a match: <paramref name="length"/> bytes from <paramref name="distance"/> back.</summary>
    /// <param name="literals">With <see cref="Slack"/> readable bytes behind them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ref byte literals, int literalCount, uint distance, int length)
    {
        ref byte target = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_bytes), _end);
        Copy(ref literals, ref target, literalCount);
        _end += literalCount;
        if (distance == 0 || distance > (uint)Math.Min(_end, _window)) throw FrameDecoder.Damaged($"a match reaches {distance:N0} bytes back, where there are {Math.Min(_end, _window):N0}");
        target = ref Unsafe.Add(ref target, literalCount);
        ref byte source = ref Unsafe.Subtract(ref target, distance);
        _end += length;
        if (distance >= (uint)Vector128<byte>.Count) Copy(ref source, ref target, length);
        else Repeat(ref source, ref target, (int)distance, length);
    }

    /// <summary>Sixteen bytes at a time; source and target at least sixteen apart, or the source behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref byte source, ref byte target, int count)
    {
        for (int i = 0; i < count; i += Vector128<byte>.Count)
            Vector128.LoadUnsafe(ref source, (nuint)i).StoreUnsafe(ref target, (nuint)i);
    }

    /// <summary>A pattern shorter than a vector: written once, then taken from further back each time.</summary>
    private static void Repeat(ref byte source, ref byte target, int distance, int length)
    {
        int i = 0;
        int head = Math.Min(length, Vector128<byte>.Count);
        for (; i < head; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i);
        if (i == length) return;
        // The pattern repeats at every multiple of the distance: take one that is at least a vector long.
        int stride = distance * ((Vector128<byte>.Count + distance - 1) / distance);
        for (; i < length && i < stride; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i);
        for (; i < length; i += Vector128<byte>.Count)
            Vector128.LoadUnsafe(ref Unsafe.Add(ref target, i - stride)).StoreUnsafe(ref Unsafe.Add(ref target, i));
    }
}
