using System.Buffers.Binary;

namespace FlowForge.Convert.Dbf;

/// <summary>Reads memos one after the other through a window, since most lie in the order of their records. Not thread-safe; one a block of records.</summary>
internal sealed class MemoCursor(MemoFile file)
{
    private const int WindowLength = 64 << 10;
    private const int MaxMemoBytes = 256 << 20;
    private const byte EndOfText = 0x1A;
    private static readonly byte[] s_dbase4Mark = [0xFF, 0xFF, 0x08, 0x00];

    private readonly byte[] _window = new byte[WindowLength];
    private long _windowStart;
    private int _windowFill;
    private byte[] _long = [];

    /// <summary>The memo that starts at a block; valid until the next read.</summary>
    /// <param name="storedLength">What the table's field says for layouts that keep the length there; otherwise negative.</param>
    /// <returns>False when the block lies outside of the file, or what it says of itself does.</returns>
    internal bool TryRead(long block, long storedLength, out ReadOnlySpan<byte> memo)
    {
        memo = default;
        if (block <= 0 || block > file.Length / file.BlockLength) return false;
        long start = block * file.BlockLength;
        bool found = file.Layout switch
        {
            MemoLayout.Smt => TryTake(start, storedLength, out memo),
            MemoLayout.FoxPro => TryReadFoxPro(start, out memo),
            // Programs mix the two: what stands in the block decides.
            MemoLayout.DBase3 or MemoLayout.DBase4 => TryReadDBase(start, out memo),
        };
        if (found) file.Charge(memo.Length);
        return found;
    }

    private bool TryReadFoxPro(long start, out ReadOnlySpan<byte> memo)
    {
        memo = default;
        if (!TryTake(start, 8, out ReadOnlySpan<byte> head)) return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        return TryTake(start + 8, length, out memo);
    }

    private bool TryReadDBase(long start, out ReadOnlySpan<byte> memo)
    {
        if (TryTake(start, 8, out ReadOnlySpan<byte> head) && head.StartsWith(s_dbase4Mark))
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (length >= 8) return TryTake(start + 8, length - 8, out memo);
            memo = default;
            return false;
        }
        return TryReadToEndMark(start, out memo);
    }

    private bool TryReadToEndMark(long start, out ReadOnlySpan<byte> memo)
    {
        memo = default;
        long most = Math.Min(file.Length - start, MaxMemoBytes);
        for (long want = Math.Min(WindowLength, most); want > 0; want = Math.Min(want * 4, most))
        {
            if (!TryTake(start, want, out ReadOnlySpan<byte> bytes)) return false;
            int end = bytes.IndexOf(EndOfText);
            if (end < 0 && want < most) continue;
            memo = end < 0 ? bytes : bytes[..end];
            return true;
        }
        return false;
    }

    /// <summary>Bytes of the file; false when it has not that many there.</summary>
    private bool TryTake(long start, long length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length < 0 || length > MaxMemoBytes || start + length > file.Length) return false;
        if (length > WindowLength)
        {
            if (_long.Length < length) _long = new byte[length];
            int read = file.Read(_long.AsSpan(0, (int)length), start);
            bytes = _long.AsSpan(0, read);
            return read == length;
        }
        if (start < _windowStart || start + length > _windowStart + _windowFill)
        {
            _windowStart = start;
            _windowFill = file.Read(_window, start);
        }
        bytes = _window.AsSpan((int)(start - _windowStart), (int)Math.Min(length, _windowFill));
        return bytes.Length == length;
    }
}
