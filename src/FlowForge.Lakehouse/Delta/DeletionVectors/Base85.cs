namespace FlowForge.Lakehouse.Delta.DeletionVectors;

/// <summary>Four bytes in five letters. Source: rfc.zeromq.org/spec/32</summary>
internal static class Base85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    /// <exception cref="FormatException">A letter that is not of the alphabet, or a length that is not a multiple of five.</exception>
    internal static byte[] Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % 5 != 0) throw new FormatException($"{text.Length} letters are not a multiple of five.");
        var bytes = new byte[text.Length / 5 * 4];
        for (int group = 0; group < text.Length / 5; group++)
        {
            ulong value = 0;
            foreach (char letter in text.Slice(group * 5, 5))
            {
                int digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
                if (digit < 0) throw new FormatException($"'{letter}' is not a letter of base 85.");
                value = value * 85 + (ulong)digit;
            }
            if (value > uint.MaxValue) throw new FormatException("five letters stand for more than four bytes.");
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(group * 4), (uint)value);
        }
        return bytes;
    }
}
