namespace FlowForge.DuckDb.Values;

/// <summary>A BIT: one or more bits, first bit first.</summary>
public sealed record BitString
{
    /// <param name="text">Only the characters 0 and 1; at least one.</param>
    public BitString(string text)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAnyExcept('0', '1'))
            throw new ArgumentException($"'{text}' is not one or more of 0 and 1.", nameof(text));
        Text = text;
    }

    public string Text { get; }

    public override string ToString() => Text;

    // In a vector: a byte that counts the padding, then the bits, highest first, behind padding of ones.
    internal static BitString FromBytes(ReadOnlySpan<byte> bytes)
    {
        int padding = bytes[0];
        var text = new char[(bytes.Length - 1) * 8 - padding];
        for (int i = 0; i < text.Length; i++)
        {
            int bit = padding + i;
            text[i] = (bytes[1 + bit / 8] >> (7 - bit % 8) & 1) == 1 ? '1' : '0';
        }
        return new BitString(new string(text));
    }

    internal byte[] ToBytes()
    {
        int padding = (8 - Text.Length % 8) % 8;
        var bytes = new byte[1 + (Text.Length + padding) / 8];
        bytes[0] = (byte)padding;
        for (int bit = 0; bit < Text.Length + padding; bit++)
            if (bit < padding || Text[bit - padding] == '1')
                bytes[1 + bit / 8] |= (byte)(0x80 >> bit % 8);
        return bytes;
    }
}
