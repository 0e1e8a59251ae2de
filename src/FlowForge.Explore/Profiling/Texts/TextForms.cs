using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace FlowForge.Explore.Profiling.Texts;

/// <summary>Tells what a text looks like. Thread-safe; allocates nothing.</summary>
internal static class TextForms
{
    private static readonly FrozenSet<string> s_placeholders = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "n/a", "na", "n.a.", "#n/a", "#na", "null", "(null)", "none", "nil", "nan", "-", "--", "---", "?", "??", "???", ".", "unknown", "unbekannt", "inconnu", "desconocido",
        "undefined", "missing", "not available", "not applicable", "not set", "tbd", "tba", "k.a.", "(blank)", "(empty)", "#ref!", "#value!");

    private static readonly FrozenSet<string> s_booleans = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "true", "false", "yes", "no", "y", "n", "t", "f");

    private static readonly SearchValues<char> s_notInEmail = SearchValues.Create(" \t,;<>()");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_isPlaceholder = s_placeholders.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_isBoolean = s_booleans.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="text">Without white space around it.</param>
    internal static ValueForm Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return ValueForm.Empty;
        if (text.Length <= 16 && s_isPlaceholder.Contains(text)) return ValueForm.Placeholder;
        if (text.Length <= 5 && s_isBoolean.Contains(text)) return ValueForm.Boolean;
        bool startsLikeNumber = char.IsAsciiDigit(text[0]) || "+-.,($€£¥".Contains(text[0]);
        if (startsLikeNumber && OfDigits(text) is { } digits) return digits;
        return OfLetters(text);
    }

    private static ValueForm? OfDigits(ReadOnlySpan<char> text)
    {
        if (IsInteger(text)) return IsCard(text) ? ValueForm.CardNumber : ValueForm.Integer;
        if (DateOf(text) is { } date) return date;
        if (IsDateShaped(text)) return ValueForm.Code;
        if (NumberOf(text) is { } number) return number;
        if (text[^1] == '%' && NumberOf(text[..^1].TrimEnd()) is { } percent) return percent == ValueForm.CommaNumber ? ValueForm.CommaPercent : ValueForm.Percent;
        if (IsTime(text)) return ValueForm.Time;
        if (IsIpAddress(text)) return ValueForm.IpAddress;
        if (IsCard(text)) return ValueForm.CardNumber;
        if (IsPhone(text)) return ValueForm.Phone;
        return MoneyOf(text);
    }

    private static ValueForm OfLetters(ReadOnlySpan<char> text)
    {
        if (text.Length == 36 && text[8] == '-' && Guid.TryParseExact(text, "D", out _)) return ValueForm.Uuid;
        int at = text.IndexOf('@');
        if (at > 0 && IsEmail(text, at)) return ValueForm.Email;
        if (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            return text.Contains(' ') ? ValueForm.Text : ValueForm.Url;
        if (text[0] is '{' or '[' && text[^1] == (text[0] == '{' ? '}' : ']')) return ValueForm.Json;
        if (IsIban(text)) return ValueForm.Iban;
        if (MoneyOf(text) is { } money) return money;
        if (text.ContainsAny(' ', '\t', '\n')) return ValueForm.Text;
        return text.ContainsAnyInRange('0', '9') ? ValueForm.Code : ValueForm.Word;
    }

    private static bool IsInteger(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-') text = text[1..];
        return !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
    }

    private static ValueForm? NumberOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !char.IsAsciiDigit(text[^1])) return null;
        if (IsInteger(text)) return ValueForm.Integer;
        if (IsThousands(text)) return ValueForm.GroupedNumber;
        int comma = text.LastIndexOf(','), point = text.LastIndexOf('.');
        if (point > comma && IsGrouped(text, ',', '.')) return ValueForm.Number;
        if (comma > point && IsGrouped(text, '.', ',')) return ValueForm.CommaNumber;
        return text.ContainsAny('e', 'E') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? ValueForm.Number : null;
    }

    private static bool IsThousands(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-') text = text[1..];
        int first = text.IndexOf(',');
        if (first is < 1 or > 3 || text[0] == '0' || text[..first].ContainsAnyExceptInRange('0', '9')) return false;
        for (text = text[first..]; text.Length >= 4; text = text[4..])
            if (text[0] != ',' || text[1..4].ContainsAnyExceptInRange('0', '9')) return false;
        return text.IsEmpty;
    }

    /// <summary>Digits, groups of three between thousands, one decimal sign.</summary>
    private static bool IsGrouped(ReadOnlySpan<char> text, char thousands, char decimals)
    {
        if (text[0] is '+' or '-') text = text[1..];
        int split = text.LastIndexOf(decimals);
        ReadOnlySpan<char> whole = text[..split], fraction = text[(split + 1)..];
        int exponent = fraction.IndexOfAny('e', 'E');
        if (exponent > 0 && !IsInteger(fraction[(exponent + 1)..])) return false;
        if ((exponent > 0 ? fraction[..exponent] : fraction).ContainsAnyExceptInRange('0', '9')) return false;
        int digits = 0;
        bool isGrouped = false;
        foreach (char letter in whole)
        {
            if (char.IsAsciiDigit(letter)) digits++;
            else if (letter == thousands && (isGrouped ? digits == 3 : digits is > 0 and <= 3)) (isGrouped, digits) = (true, 0);
            else return false;
        }
        return !isGrouped || digits == 3;
    }

    private static ValueForm? MoneyOf(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> number = text.Trim("$€£¥ \u00a0");
        if (number.Length == text.Length)
        {
            if (text.Length > 4 && IsCode(text[..3])) number = text[3..];
            else if (text.Length > 4 && IsCode(text[^3..])) number = text[..^3];
            else return null;
            number = number.Trim();
        }
        else if (text.Trim().Length == number.Length)
        {
            return null;
        }
        return number.IsEmpty ? null : NumberOf(number) switch { null => null, ValueForm.CommaNumber => ValueForm.CommaMoney, _ => ValueForm.Money };

        static bool IsCode(ReadOnlySpan<char> code) => !code.ContainsAnyExceptInRange('A', 'Z');
    }

    private static ValueForm? DateOf(ReadOnlySpan<char> text)
    {
        if (text.Length < 6 || !char.IsAsciiDigit(text[0])) return null;
        int first = text.IndexOfAny('-', '/', '.');
        if (first is not (1 or 2 or 4)) return null;
        char sign = text[first];
        ReadOnlySpan<char> rest = text[(first + 1)..];
        int second = rest.IndexOf(sign);
        if (second is not (1 or 2)) return null;
        ReadOnlySpan<char> last = rest[(second + 1)..];
        int end = last.IndexOfAny('T', ' ');
        ReadOnlySpan<char> time = end < 0 ? [] : last[(end + 1)..];
        if (end >= 0) last = last[..end];
        if (!int.TryParse(text[..first], NumberStyles.None, null, out int a) || !int.TryParse(rest[..second], NumberStyles.None, null, out int b) || !int.TryParse(last, NumberStyles.None, null, out int c)) return null;
        if (!time.IsEmpty && !IsTime(time)) return null;
        if (first == 4) return a > 0 && b is >= 1 and <= 12 && c >= 1 && c <= DateTime.DaysInMonth(a, b) ? time.IsEmpty ? ValueForm.IsoDate : ValueForm.IsoTimestamp : null;
        if (last.Length is not (2 or 4)) return null;
        bool dayFirst = a is >= 1 and <= 31 && b is >= 1 and <= 12, monthFirst = a is >= 1 and <= 12 && b is >= 1 and <= 31;
        if (dayFirst && (sign == '.' || !monthFirst)) return ValueForm.DayFirstDate;
        if (!monthFirst) return null;
        return dayFirst ? ValueForm.AmbiguousDate : ValueForm.MonthFirstDate;
    }

    /// <summary>Built like a date that does not exist: 2023-02-29. It is no telephone number either.</summary>
    private static bool IsDateShaped(ReadOnlySpan<char> text)
    {
        int first = text.IndexOfAny('-', '/', '.');
        if (first is not (1 or 2 or 4) || text.Length - first > 8) return false;
        ReadOnlySpan<char> rest = text[(first + 1)..];
        int second = rest.IndexOf(text[first]);
        return second is 1 or 2 && rest.Length - second - 1 is 1 or 2 or 4 && IsInteger(text[..first]) && IsInteger(rest[..second]) && IsInteger(rest[(second + 1)..]);
    }

    private static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.Length < 4 || text[text.Length > 2 && text[1] == ':' ? 1 : 2] != ':') return false;
        foreach (char letter in text)
            if (!char.IsAsciiDigit(letter) && !":.+-Z APMapm".Contains(letter)) return false;
        return char.IsAsciiDigit(text[0]);
    }

    private static bool IsEmail(ReadOnlySpan<char> text, int at)
    {
        ReadOnlySpan<char> domain = text[(at + 1)..];
        int point = domain.LastIndexOf('.');
        return point > 0 && domain.Length - point > 2 && !domain.Contains('@') && !text.ContainsAny(s_notInEmail)
            && !domain.Contains("..", StringComparison.Ordinal) && char.IsLetterOrDigit(domain[0]) && char.IsLetter(domain[^1]);
    }

    private static bool IsPhone(ReadOnlySpan<char> text)
    {
        int digits = 0;
        foreach (char letter in text)
        {
            if (char.IsAsciiDigit(letter)) digits++;
            else if (!"+()-./ ".Contains(letter)) return false;
        }
        return digits is >= 7 and <= 15;
    }

    private static bool IsIpAddress(ReadOnlySpan<char> text) => text.Count('.') == 3 && System.Net.IPAddress.TryParse(text, out _);

    private static bool IsCard(ReadOnlySpan<char> text)
    {
        if (text.Length is < 13 or > 23 || text[0] is < '3' or > '6') return false;
        int sum = 0, digits = 0;
        for (int i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] is ' ' or '-') continue;
            if (!char.IsAsciiDigit(text[i])) return false;
            int digit = text[i] - '0';
            if (digits++ % 2 == 1) digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
            sum += digit;
        }
        return digits is >= 13 and <= 19 && sum % 10 == 0;
    }

    private static bool IsIban(ReadOnlySpan<char> text)
    {
        if (text.Length is < 15 or > 42 || !char.IsAsciiLetterUpper(text[0]) || !char.IsAsciiLetterUpper(text[1]) || !char.IsAsciiDigit(text[2]) || !char.IsAsciiDigit(text[3])) return false;
        int remainder = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[(i + 4) % text.Length];
            if (letter == ' ') continue;
            if (char.IsAsciiDigit(letter)) remainder = (remainder * 10 + letter - '0') % 97;
            else if (char.IsAsciiLetterUpper(letter)) remainder = (remainder * 100 + letter - 'A' + 10) % 97;
            else return false;
        }
        return remainder == 1;
    }
}
