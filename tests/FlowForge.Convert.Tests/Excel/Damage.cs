namespace FlowForge.Convert.Tests.Excel;

/// <summary>What storage and transfer do to files: flipped bytes, extreme numbers, cut ends, moved pieces.</summary>
internal static class Damage
{
    private static readonly byte[] s_extremes = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    /// <param name="hot">Half of the damage falls into so many first bytes, where the structure is.</param>
    public static byte[] Of(byte[] whole, Random random, int hot)
    {
        byte[] bytes = [.. whole];
        int wounds = 1 + random.Next(8);
        for (int i = 0; i < wounds; i++)
        {
            int at = random.Next(random.Next(2) == 0 ? Math.Min(hot, bytes.Length) : bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = s_extremes[random.Next(s_extremes.Length)];
                    break;
                case 2:
                    bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Fill(s_extremes[random.Next(s_extremes.Length)]);
                    break;
                default:
                    int length = Math.Min(random.Next(64), bytes.Length - at), from = random.Next(bytes.Length - length + 1);
                    bytes.AsSpan(from, length).CopyTo(bytes.AsSpan(at));
                    break;
            }
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
