using System.Security.Cryptography;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Names that no other writer chooses.</summary>
internal static class RandomId
{
    /// <summary>A version 4 UUID.</summary>
    internal static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
