namespace FlowForge.Lakehouse.Tests.Delta.DeletionVectors;

/// <summary>Writes roaring bitmap arrays plainly from the format's description.</summary>
internal static class RoaringBuilder
{
    internal static byte[] Build(IEnumerable<long> rows, bool withRuns)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        IGrouping<long, long>[] bitmaps = [.. rows.Order().GroupBy(row => row >> 32)];
        writer.Write(1_681_511_377);
        writer.Write((long)bitmaps.Length);
        foreach (IGrouping<long, long> bitmap in bitmaps)
        {
            writer.Write((uint)bitmap.Key);
            WriteBitmap(writer, [.. bitmap.GroupBy(row => row >> 16 & 0xFFFF).Select(container => (container.Key, container.Select(row => (ushort)row).ToArray()))], withRuns);
        }
        return bytes.ToArray();
    }

    private static void WriteBitmap(BinaryWriter writer, (long Key, ushort[] Values)[] containers, bool withRuns)
    {
        if (withRuns)
        {
            writer.Write((uint)(12_347 | (containers.Length - 1) << 16));
            var flags = new byte[(containers.Length + 7) / 8];
            for (int i = 0; i < containers.Length; i += 2) flags[i / 8] |= (byte)(1 << i % 8);
            writer.Write(flags);
        }
        else
        {
            writer.Write(12_346u);
            writer.Write((uint)containers.Length);
        }
        foreach ((long key, ushort[] values) in containers)
        {
            writer.Write((ushort)key);
            writer.Write((ushort)(values.Length - 1));
        }
        if (!withRuns || containers.Length >= 4) writer.Write(new byte[containers.Length * 4]);
        for (int i = 0; i < containers.Length; i++)
        {
            ushort[] values = containers[i].Values;
            if (withRuns && i % 2 == 0) WriteRuns(writer, values);
            else if (values.Length <= 4_096)
                foreach (ushort value in values) writer.Write(value);
            else WriteBits(writer, values);
        }
    }

    private static void WriteRuns(BinaryWriter writer, ushort[] values)
    {
        var runs = new List<(ushort Start, ushort Length)>();
        foreach (ushort value in values)
        {
            if (runs.Count > 0 && runs[^1].Start + runs[^1].Length + 1 == value) runs[^1] = (runs[^1].Start, (ushort)(runs[^1].Length + 1));
            else runs.Add((value, 0));
        }
        writer.Write((ushort)runs.Count);
        foreach ((ushort start, ushort length) in runs)
        {
            writer.Write(start);
            writer.Write(length);
        }
    }

    private static void WriteBits(BinaryWriter writer, ushort[] values)
    {
        var words = new ulong[1_024];
        foreach (ushort value in values) words[value >> 6] |= 1UL << (value & 63);
        foreach (ulong word in words) writer.Write(word);
    }
}
