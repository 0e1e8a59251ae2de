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
            new ReadOnlySpan<byte>(bytes, length).CopyTo(new Span<byte>(slot._inline, InlineCapacity));
        }
        else
        {
            *(uint*)slot._inline = *(uint*)bytes;
            slot._pointer = bytes;
        }
        return slot;
    }

    /// <summary>The bytes of a slot that lies in native memory, and so does not move.</summary>
    internal static ReadOnlySpan<byte> Bytes(StringSlot* slot) =>
        new(slot->_length > InlineCapacity ? slot->_pointer : slot->_inline, (int)slot->_length);
}
