namespace FlowForge.Lakehouse.Delta.DeletionVectors;

/// <summary>The checksum of zip and of deletion vectors: polynomial 0xEDB88320, reflected.</summary>
internal static class Crc32
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (crc, _) => (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1))];

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes) crc = s_table[(byte)(crc ^ value)] ^ crc >> 8;
        return ~crc;
    }
}
