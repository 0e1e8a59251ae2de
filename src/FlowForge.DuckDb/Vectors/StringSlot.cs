using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Vectors;

/// <summary><c>duckdb_string_t</c>: up to 12 bytes in place, longer ones as a pointer with the first four bytes beside it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public unsafe struct StringSlot
{
    /// <summary>Bytes that fit in the slot itself.</summary>
    public const int InlineCapacity = 12;

    [FieldOffset(0)] private uint _length;
    [FieldOffset(4)] private fixed byte _inline[InlineCapacity];
    [FieldOffset(8)] private byte* _pointer;

    /// <summary>A slot for bytes that stay where they are. They must not move or be freed while the chunk is in use.</summary>
    /// <param name="bytes">Pinned or native memory.</param>
    /// <param name="length">0 or more.</param>
    public static StringSlot Borrow(byte* bytes, int length)
    {
        StringSlot slot = default;
        slot._length = (uint)length;
        if (length <= InlineCapacity)
        {
            (*(ulong*)slot._inline, *(uint*)(slot._inline + 8)) = Inline(bytes, length);
        }
        else
        {
            *(uint*)slot._inline = *(uint*)bytes;
            slot._pointer = bytes;
        }
        return slot;
    }

    /// <summary>Up to 12 bytes with zeros behind them: by two loads that may overlap, since a copy of any length costs a call.</summary>
    private static (ulong First, uint Last) Inline(byte* bytes, int length)
    {
        if (length >= 8) return (*(ulong*)bytes, (uint)((ulong)*(uint*)(bytes + length - 4) >> (8 * (12 - length))));
        if (length >= 4) return (*(uint*)bytes | (((ulong)*(uint*)(bytes + length - 4) >> (8 * (8 - length))) << 32), 0);
        if (length == 0) return (0, 0);
        int middle = length >> 1, end = length - 1;
        return (bytes[0] | ((uint)bytes[middle] << (8 * middle)) | ((uint)bytes[end] << (8 * end)), 0);
    }

    /// <summary>The bytes of a slot that lies in native memory, and so does not move.</summary>
    internal static ReadOnlySpan<byte> Bytes(StringSlot* slot) =>
        new(slot->_length > InlineCapacity ? slot->_pointer : slot->_inline, (int)slot->_length);
}
