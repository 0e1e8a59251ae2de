using System.Buffers.Binary;

namespace FlowForge.DuckDb.Values;

/// <summary>Between <see cref="Guid"/> and the 128 bits of a UUID in a vector, which have the top bit flipped so that they sort as a signed number.</summary>
public static class UuidBits
{
    private static readonly UInt128 s_topBit = UInt128.One << 127;

    public static UInt128 FromGuid(Guid value) => Number(value) ^ s_topBit;

    public static Guid ToGuid(UInt128 bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, bits ^ s_topBit);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The UUID read as one number, as the engine's single values have it.</summary>
    internal static UInt128 Number(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
