using System.Globalization;
using System.Text;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Functions of texts as Spark has them; positions count code points.</summary>
internal static class Texts
{
    // What Java's toUpperCase makes of letters that have no single capital. Source: unicode.org, SpecialCasing.txt.
    private static readonly Dictionary<char, string> s_capitals = new()
    {
        ['ß'] = "SS", ['ŉ'] = "ʼN", ['ǰ'] = "J̌", ['ΐ'] = "Ϊ́", ['ΰ'] = "Ϋ́", ['և'] = "ԵՒ", ['ẖ'] = "H̱", ['ẗ'] = "T̈", ['ẘ'] = "W̊", ['ẙ'] = "Y̊", ['ẚ'] = "Aʾ",
        ['ﬀ'] = "FF", ['ﬁ'] = "FI", ['ﬂ'] = "FL", ['ﬃ'] = "FFI", ['ﬄ'] = "FFL", ['ﬅ'] = "ST", ['ﬆ'] = "ST", ['ﬓ'] = "ՄՆ", ['ﬔ'] = "ՄԵ", ['ﬕ'] = "ՄԻ", ['ﬖ'] = "ՎՆ", ['ﬗ'] = "ՄԽ",
    };

    public static string Upper(string text)
    {
        string upper = text.ToUpperInvariant();
        return upper.AsSpan().IndexOfAnyExceptInRange('\0', '\u00DE') < 0 ? upper : string.Concat(upper.Select(c => s_capitals.GetValueOrDefault(c) ?? c.ToString()));
    }

    public static string Lower(string text)
    {
        string lower = text.Replace("İ", "i̇", StringComparison.Ordinal).ToLowerInvariant();
        return lower.Contains('σ') ? FinalSigma(text, lower) : lower;
    }

    private static string FinalSigma(string text, string lower)
    {
        char[] letters = lower.ToCharArray();
        if (text.Length != letters.Length) return lower;
        for (int i = 0; i < letters.Length; i++)
            if (text[i] == 'Σ' && i > 0 && char.IsLetter(letters[i - 1]) && (i + 1 == letters.Length || !char.IsLetter(letters[i + 1]))) letters[i] = 'ς';
        return new string(letters);
    }

    /// <summary>Words begin after a blank.</summary>
    public static string InitCap(string text)
    {
        var result = new StringBuilder();
        bool starts = true;
        foreach (char c in Lower(text))
        {
            string one = c.ToString();
            result.Append(!starts ? one : Upper(one) is { Length: > 1 } many ? many[0] + many[1..].ToLowerInvariant() : Upper(one));
            starts = c == ' ';
        }
        return result.ToString();
    }

    public static string Reverse(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = text.Length - 1; i >= 0; i--)
        {
            bool pair = i > 0 && char.IsSurrogatePair(text[i - 1], text[i]);
            result.Append(pair ? text.AsSpan(--i, 2) : text.AsSpan(i, 1));
        }
        return result.ToString();
    }

    public static string Translate(string text, string from, string to)
    {
        Rune[] sought = [.. from.EnumerateRunes()], given = [.. to.EnumerateRunes()];
        var result = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            int at = Array.IndexOf(sought, rune);
            if (at < 0) result.Append(rune.ToString());
            else if (at < given.Length) result.Append(given[at].ToString());
        }
        return result.ToString();
    }

    /// <summary>American Soundex; a text that begins with no ASCII letter stays as it is.</summary>
    public static string Soundex(string text)
    {
        const string Codes = "01230127022455012623017202";
        if (text.Length == 0 || !char.IsAsciiLetter(text[0])) return text;
        Span<char> code = ['0', '0', '0', '0'];
        code[0] = char.ToUpperInvariant(text[0]);
        char last = Codes[code[0] - 'A'];
        int at = 1;
        for (int i = 1; i < text.Length && at < 4; i++)
        {
            char c = char.ToUpperInvariant(text[i]);
            if (c is < 'A' or > 'Z')
            {
                last = '0';
                continue;
            }
            char digit = Codes[c - 'A'];
            if (digit == '7') continue;
            if (digit != '0' && digit != last) code[at++] = digit;
            last = digit;
        }
        return new string(code);
    }

    public static int Levenshtein(string left, string right)
    {
        Rune[] a = [.. left.EnumerateRunes()], b = [.. right.EnumerateRunes()];
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (row[j], diagonal) = (Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)), row[j]);
        }
        return row[b.Length];
    }

    public static string SubstringIndex(string text, string separator, int count)
    {
        if (separator.Length == 0 || count == 0) return "";
        int at = count > 0 ? -1 : text.Length;
        for (int i = 0; i < Math.Abs((long)count); i++)
        {
            at = count > 0 ? text.IndexOf(separator, at + 1, StringComparison.Ordinal) : at == 0 ? -1 : text.LastIndexOf(separator, at - 1, StringComparison.Ordinal);
            if (at < 0) return text;
        }
        return count > 0 ? text[..at] : text[(at + separator.Length)..];
    }

    public static string? SplitPart(string text, string separator, int part)
    {
        if (part == 0) throw new SparkException("INVALID_INDEX_OF_ZERO", "split_part counts from 1; 0 is no part.");
        if (separator.Length == 0) return part is 1 or -1 ? text : "";
        string[] parts = text.Split(separator);
        int at = part > 0 ? part - 1 : parts.Length + part;
        return at >= 0 && at < parts.Length ? parts[at] : "";
    }

    public static string Overlay(string text, string replacement, int position, int length)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        if (length < 0) length = replacement.EnumerateRunes().Count();
        int start = Math.Clamp(position > 0 ? position - 1 : position < 0 ? runes.Length + position : 0, 0, runes.Length);
        long end = (long)position + length - 1;
        int rest = (int)Math.Clamp(end, 0, runes.Length);
        return string.Concat(runes[..start].Select(rune => rune.ToString())) + replacement + string.Concat(runes[rest..].Select(rune => rune.ToString()));
    }

    public static string Mask(string text, string? upper, string? lower, string? digit, string? other) => string.Concat(text.Select(c =>
        char.IsUpper(c) ? upper ?? c.ToString() : char.IsLower(c) ? lower ?? c.ToString() : char.IsDigit(c) ? digit ?? c.ToString() : other ?? c.ToString()));

    public static int FindInSet(string sought, string list) => sought.Contains(',') ? 0 : Array.IndexOf(list.Split(','), sought) + 1;

    public static ListValue Sentences(string text)
    {
        var sentences = new List<object?>();
        foreach (string sentence in System.Text.RegularExpressions.Regex.Split(text, @"(?<=[.!?])\s+"))
        {
            object?[] words = [.. System.Text.RegularExpressions.Regex.Matches(sentence, @"[\p{L}\p{M}\p{N}_']+(?:[-.,][\p{N}]+)*").Select(word => (object?)word.Value)];
            if (words.Length > 0) sentences.Add(new ListValue(words));
        }
        return new ListValue(sentences);
    }

    public static bool Luhn(string text)
    {
        if (text.Length == 0 || text.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        int sum = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int digit = text[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
        }
        return sum % 10 == 0;
    }

    /// <summary>What a LIKE pattern is as a regular expression.</summary>
    /// <exception cref="SparkException">The escape stands before something it does not escape.</exception>
    public static string LikePattern(string pattern, char escape)
    {
        var regex = new StringBuilder(@"\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == escape)
            {
                if (++i >= pattern.Length) throw new SparkException("INVALID_FORMAT.ESC_AT_THE_END", $"The pattern '{pattern}' ends with its escape.");
                if (pattern[i] != '%' && pattern[i] != '_' && pattern[i] != escape) throw new SparkException("INVALID_FORMAT.ESC_IN_THE_MIDDLE", $"The pattern '{pattern}' escapes {pattern[i]}; only %, _ and the escape itself can be.");
                regex.Append(System.Text.RegularExpressions.Regex.Escape(pattern[i].ToString()));
            }
            else regex.Append(c switch { '%' => @"[\s\S]*", '_' => @"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[\s\S])", _ => System.Text.RegularExpressions.Regex.Escape(c.ToString()) });
        }
        return regex.Append(@"\z").ToString();
    }

    public static byte[]? Unhex(string text)
    {
        if (!text.All(char.IsAsciiHexDigit)) return null;
        return Convert.FromHexString(text.Length % 2 == 0 ? text : "0" + text);
    }

    public static byte[] Encode(string text, string charset) => Charset(charset).GetPreamble() is { Length: > 0 } mark && charset.Equals("UTF-16", StringComparison.OrdinalIgnoreCase) && text.Length > 0
        ? [.. mark, .. Charset(charset).GetBytes(text)]
        : Charset(charset).GetBytes(text);

    public static string Decode(byte[] bytes, string charset)
    {
        bool marked = charset.Equals("UTF-16", StringComparison.OrdinalIgnoreCase) && bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..];
        if (!marked) return Charset(charset).GetString(bytes);
        return (bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes.AsSpan(2));
    }

    private static Encoding Charset(string name) => name.ToUpperInvariant() switch
    {
        "UTF-8" or "UTF8" => Encoding.UTF8,
        "US-ASCII" => Encoding.ASCII,
        "ISO-8859-1" => Encoding.Latin1,
        "UTF-16" or "UTF-16BE" => Encoding.BigEndianUnicode,
        "UTF-16LE" => Encoding.Unicode,
        "UTF-32" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        _ => throw new SparkException("INVALID_PARAMETER_VALUE.CHARSET", $"There is no character set {name}; known are UTF-8, US-ASCII, ISO-8859-1, UTF-16BE, UTF-16LE, UTF-16 and UTF-32."),
    };

    public static string UrlEncode(string text)
    {
        var result = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'-' or (byte)'*' or (byte)'_') result.Append((char)b);
            else if (b == ' ') result.Append('+');
            else result.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        return result.ToString();
    }

    /// <summary>Null when a % is not followed by two digits.</summary>
    public static string? UrlDecode(string text)
    {
        var bytes = new List<byte>();
        byte[] source = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < source.Length; i++)
        {
            if (source[i] == '+') bytes.Add((byte)' ');
            else if (source[i] != '%') bytes.Add(source[i]);
            else if (i + 2 < source.Length && byte.TryParse(Encoding.ASCII.GetString(source, i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.Add(value);
                i += 2;
            }
            else return null;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    public static string? UrlPart(string url, string part, string? key)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)) return null;
        string? query = parsed.Query.Length > 0 ? parsed.Query[1..] : null;
        return part switch
        {
            "HOST" => parsed.Host.Length > 0 ? parsed.Host : null,
            "PATH" => url.Contains(parsed.Authority + "/", StringComparison.Ordinal) ? parsed.AbsolutePath : "",
            "QUERY" when key is null => query,
            "QUERY" => query?.Split('&').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair[0] == key && pair.Length == 2)?[1],
            "REF" => parsed.Fragment.Length > 0 ? parsed.Fragment[1..] : null,
            "PROTOCOL" => parsed.Scheme,
            "FILE" => parsed.PathAndQuery,
            "AUTHORITY" => parsed.UserInfo.Length > 0 ? $"{parsed.UserInfo}@{parsed.Authority}" : parsed.Authority,
            "USERINFO" => parsed.UserInfo.Length > 0 ? parsed.UserInfo : null,
            _ => null,
        };
    }
}
