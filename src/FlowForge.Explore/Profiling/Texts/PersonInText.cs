namespace FlowForge.Explore.Profiling.Texts;

/// <summary>Finds e-mail addresses and telephone numbers within texts. By signs and digits alone, whatever the language. Thread-safe; allocates nothing; O(length).</summary>
internal static class PersonInText
{
    private const int LeastPhoneDigits = 8;
    private const int MostPhoneDigits = 15;

    /// <summary>Between two groups of digits: ") (".</summary>
    private const int MostSigns = 3;

    /// <param name="text">UTF-8.</param>
    internal static bool IsIn(ReadOnlySpan<byte> text) => HasAddress(text) || HasPhone(text);

    private static bool HasAddress(ReadOnlySpan<byte> text)
    {
        for (int at = text.IndexOf((byte)'@'); at >= 0;)
        {
            ReadOnlySpan<byte> domain = text[(at + 1)..];
            int length = 0, point = -1;
            while (length < domain.Length && (char.IsAsciiLetterOrDigit((char)domain[length]) || domain[length] is (byte)'-' or (byte)'.'))
            {
                if (domain[length] == '.' && length > 0 && length + 2 < domain.Length && char.IsAsciiLetter((char)domain[length + 1]) && char.IsAsciiLetter((char)domain[length + 2])) point = length;
                length++;
            }
            if (point > 0 && at > 0 && (char.IsAsciiLetterOrDigit((char)text[at - 1]) || text[at - 1] is (byte)'_' or (byte)'-' or (byte)'+' or > 127)) return true;
            int next = domain.IndexOf((byte)'@');
            at = next < 0 ? -1 : at + 1 + next;
        }
        return false;
    }

    /// <summary>Digits in groups after a plus, or after a zero at the beginning of a word: amounts, dates and codes do not begin so.</summary>
    private static bool HasPhone(ReadOnlySpan<byte> text)
    {
        for (int start = 0; start < text.Length; start++)
        {
            bool isWord = start == 0 || text[start - 1] is (byte)' ' or (byte)'(' or (byte)':' or (byte)'\t' or (byte)'\n';
            if (!isWord || text[start] is not ((byte)'+' or (byte)'0') || IsDate(text[start..])) continue;
            int digits = 0, groups = 0, signs = MostSigns;
            for (int end = start; end < text.Length && digits <= MostPhoneDigits; end++)
            {
                if (char.IsAsciiDigit((char)text[end]))
                {
                    digits++;
                    if (signs > 0) groups++;
                    signs = 0;
                }
                else if (end > start && (text[end] is not ((byte)' ' or (byte)'-' or (byte)'/' or (byte)'(' or (byte)')') || ++signs > MostSigns))
                {
                    break;
                }
            }
            if (digits is >= LeastPhoneDigits and <= MostPhoneDigits && (text[start] == '+' || groups > 1)) return true;
        }
        return false;
    }

    // 03/04/2024 and 03-04-2024.
    private static bool IsDate(ReadOnlySpan<byte> text) => text.Length > 5 && (text[2] is (byte)'/' or (byte)'-') && text[5] == text[2];
}
