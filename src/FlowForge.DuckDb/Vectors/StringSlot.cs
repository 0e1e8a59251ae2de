using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Vectors;

/// <summary><c>duckdb_string_t</c>: up to 12 bytes in place, longer ones as a pointer with the first four bytes beside it.</summary>
/// <remarks>Two words, so that a slot is made in registers: written by its fields and read as a whole, it waits for its own stores.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly unsafe struct StringSlot
{
    /// <summary>Bytes that fit in the slot itself.</summary>
    public const int InlineCapacity = 12;

    // From the lowest byte on: the length (4), then the first 4 bytes; then the next 8, or the pointer to all of them.
    private readonly ulong _head;
    private readonly ulong _tail;

    private StringSlot(int length, uint first, ulong tail) => (_head, _tail) = ((uint)length | ((ulong)first << 32), tail);

    /// <summary>A slot for bytes that stay where they are. They must not move or be freed while the chunk is in use.</summary>
    /// <param name="bytes">Pinned or native memory.</param>
    /// <param name="length">0 or more.</param>
    public static StringSlot Borrow(byte* bytes, int length) => length switch
    {
        > InlineCapacity => new(length, *(uint*)bytes, (ulong)bytes),
        // In place with zeros behind: by two loads that may overlap, since a copy of any length costs a call.
        >= 8 => new(length, *(uint*)bytes, *(ulong*)(bytes + length - 8) >> (8 * (InlineCapacity - length))),
        >= 4 => new(length, *(uint*)bytes, (ulong)*(uint*)(bytes + length - 4) >> (8 * (8 - length))),
        > 0 => new(length, bytes[0] | ((uint)bytes[length >> 1] << (8 * (length >> 1))) | ((uint)bytes[length - 1] << (8 * (length - 1))), 0),
        _ => default,
    };

    /// <summary>The bytes of a slot that lies in native memory, and so does not move.</summary>
    internal static ReadOnlySpan<byte> Bytes(StringSlot* slot)
    {
        int length = (int)(uint)slot->_head;
        return new(length > InlineCapacity ? (byte*)slot->_tail : (byte*)slot + sizeof(uint), length);
    }
}
