using System.Text;

namespace FlowForge.Convert.Text;

/// <summary>Tries the code pages of one byte a character: which language's letters come out, and do they stand where letters stand?</summary>
internal static class SingleByteProbe
{
    // In order of how common they are; a later one must be better, not as good. Windows-1252 stands for ISO-8859-1, of which it is a superset.
    private static readonly (int CodePage, Alphabet[] Languages)[] s_candidates =
    [
        (1252, Alphabet.Western), (1250, Alphabet.Central), (1251, Alphabet.Cyrillic), (1254, Alphabet.Turkish), (1253, Alphabet.Greek), (1257, Alphabet.Baltic),
        (28605, Alphabet.Western), (28592, Alphabet.Central), (28599, Alphabet.Turkish), (28597, Alphabet.Greek), (28595, Alphabet.Cyrillic), (20866, Alphabet.Cyrillic),
        (1255, Alphabet.Hebrew), (1256, Alphabet.Arabic), (874, Alphabet.Thai),
        (850, Alphabet.Western), (437, Alphabet.Western), (852, Alphabet.Central), (866, Alphabet.Cyrillic), (857, Alphabet.Turkish), (10000, Alphabet.Western),
    ];

    /// <summary>Points a byte outside ASCII: a frequent letter in its place has 4 or more, chance is below 0 where capitals inside words give it away.</summary>
    private const int SureScore = 3;

    private static readonly Lazy<char[][]> s_characters = new(() => [.. s_candidates.Select(candidate =>
    {
        var characters = new char[256];
        SingleByteTable.ReadCharacters(TextEncodings.Get(candidate.CodePage), characters);
        return characters;
    })]);

    /// <summary>The most plausible one; windows-1252 when nothing speaks for any.</summary>
    /// <param name="high">Bytes outside ASCII in the whole sample, for the evidence.</param>
    /// <param name="isSure">True when nearly every byte outside ASCII is a frequent letter where a letter should be.</param>
    public static DetectedEncoding Best(ReadOnlySpan<byte> text, long high, out bool isSure)
    {
        (int best, Alphabet? language, long score) = (0, null, 0);
        for (int i = 0; i < s_candidates.Length; i++)
        {
            foreach (Alphabet alphabet in s_candidates[i].Languages)
            {
                long its = Score(text, s_characters.Value[i], alphabet);
                if (its > score + score / 50) (best, language, score) = (i, alphabet, its);
            }
        }
        isSure = language is { HasCase: true } && score >= SureScore * CountHigh(text);
        string evidence = language is null ? "no language recognised, taken for the most common code page" : $"as in {language.Language}";
        return new DetectedEncoding(TextEncodings.Get(s_candidates[best].CodePage), $"{high:N0} bytes outside ASCII, {evidence}");
    }

    private static long CountHigh(ReadOnlySpan<byte> text)
    {
        long high = 0;
        foreach (byte value in text) high += value >> 7;
        return high;
    }

    private static long Score(ReadOnlySpan<byte> text, char[] characters, Alphabet alphabet)
    {
        long score = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80) continue;
            char before = i > 0 ? characters[text[i - 1]] : '\n', after = i + 1 < text.Length ? characters[text[i + 1]] : '\n';
            score += Score(before, characters[text[i]], after, alphabet);
        }
        return score;
    }

    private static int Score(char before, char c, char after, Alphabet alphabet)
    {
        if (c == '\uFFFD' || char.IsControl(c)) return -12;
        if (char.IsLetter(c)) return ScoreLetter(before, c, after, alphabet);
        bool inWord = char.IsLetter(before) && char.IsLetter(after);
        return c switch
        {
            '’' or '‘' => char.IsLetter(before) || char.IsLetter(after) ? 4 : 1,
            '“' or '„' or '«' or '‹' => inWord ? -4 : 3,
            '”' or '»' or '›' or '…' => inWord ? -4 : 3,
            '–' or '—' => inWord ? 1 : 3,
            '\u00A0' => inWord ? -1 : 2,
            '€' or '£' or '¥' or '°' or 'º' or 'ª' => char.IsAsciiDigit(before) || char.IsAsciiDigit(after) || char.IsWhiteSpace(before) ? 4 : inWord ? -4 : 1,
            '²' or '³' or '½' or '¼' or '¾' or '±' or '×' or '·' or '•' or '§' or '©' or '®' or '™' or 'µ' or '¿' or '¡' => inWord ? -4 : 2,
            >= '\u2500' and <= '\u25FF' => -5, // box drawing
            >= '\u0591' and <= '\u05C7' or >= '\u064B' and <= '\u0652' or >= '\u0E31' and <= '\u0E4E' => alphabet.Contains(c) ? 2 : -4, // vowel signs
            _ => inWord ? -6 : -2,
        };
    }

    private static int ScoreLetter(char before, char c, char after, Alphabet alphabet)
    {
        int score = alphabet.Contains(c) ? alphabet.IsFrequent(c) ? 4 : 2 : -3;
        if (char.IsLower(before) && char.IsUpper(c)) score -= 6;
        if (char.IsUpper(before) && char.IsUpper(c) && char.IsLower(after)) score -= 2;
        // A letter that stands quite alone is more likely a sign of another code page.
        if (!char.IsLetter(before) && !char.IsLetter(after)) return score - (alphabet.IsLatin ? 2 : 3);
        return score + (alphabet.IsLatin ? Alternation(before, c) + Alternation(after, c) : ScriptFit(before, c) + ScriptFit(after, c));
    }

    /// <summary>In "père" the è stands where a vowel should; the č that another code page has for the same byte does not.</summary>
    private static int Alternation(char neighbour, char c) => !char.IsLetter(neighbour) ? 0 : Alphabet.IsVowel(neighbour) == Alphabet.IsVowel(c) ? -1 : 1;

    /// <summary>Words are in one script: a Greek letter beside a Latin one is an accented letter misread.</summary>
    private static int ScriptFit(char neighbour, char c) => !char.IsLetter(neighbour) ? 0 : neighbour < 0x80 ? -8 : char.IsLower(neighbour) == char.IsLower(c) ? 1 : 0;
}
