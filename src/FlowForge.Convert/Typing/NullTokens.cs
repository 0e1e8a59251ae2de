namespace FlowForge.Convert.Typing;

/// <summary>Texts that people write for "no value". They are null in a column of another type than text, and stay as they are in a text column.</summary>
internal static class NullTokens
{
    /// <summary>Whether the text says "no value": nothing at all, or one of the usual marks.</summary>
    internal static bool Contains(ReadOnlySpan<byte> text) => text.Length switch
    {
        0 => true,
        1 => text[0] is (byte)'-' or (byte)'?' or (byte)'.',
        2 => text.SequenceEqual("NA"u8) || text.SequenceEqual("\\N"u8) || text.SequenceEqual("--"u8) || text.SequenceEqual("na"u8),
        3 => Is(text, "nan") || Is(text, "n/a") || Is(text, "nil"),
        4 => Is(text, "null") || Is(text, "none") || text.SequenceEqual("#N/A"u8),
        6 => Is(text, "(null)") || Is(text, "<null>"),
        _ => false,
    };

    private static bool Is(ReadOnlySpan<byte> text, string token)
    {
        for (int i = 0; i < token.Length; i++)
        {
            byte lower = text[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[i] | 0x20) : text[i];
            if (lower != token[i]) return false;
        }
        return true;
    }
}
