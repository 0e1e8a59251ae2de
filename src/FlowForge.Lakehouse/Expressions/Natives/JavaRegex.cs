using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Regular expressions of java.util.regex, run by .NET's engine. Thread-safe.</summary>
/// <remarks>What differs is rewritten: \d, \w and \s are ASCII in Java, a point stops at more line ends, possessive quantifiers become atomic groups,
/// \Q…\E is escaped, POSIX classes are spelt out. A match may take a second, so that no pattern hangs a query.</remarks>
internal static class JavaRegex
{
    private const string LineEnds = @"\n\r\u0085\u2028\u2029";

    private static readonly ConcurrentDictionary<string, Regex> s_known = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> s_classes = new(StringComparer.Ordinal)
    {
        ["Alpha"] = "a-zA-Z", ["Digit"] = "0-9", ["Alnum"] = "a-zA-Z0-9", ["Lower"] = "a-z", ["Upper"] = "A-Z", ["Punct"] = @"!-/:-@\[-`{-~",
        ["Space"] = @" \t\n\x0B\f\r", ["Blank"] = @" \t", ["XDigit"] = "0-9a-fA-F", ["Cntrl"] = @"\x00-\x1F\x7F", ["Graph"] = "!-~", ["Print"] = " -~", ["ASCII"] = @"\x00-\x7F",
        ["IsAlphabetic"] = @"\p{L}\p{Nl}", ["IsDigit"] = @"\p{Nd}", ["IsLetter"] = @"\p{L}", ["IsLowercase"] = @"\p{Ll}", ["IsUppercase"] = @"\p{Lu}", ["IsPunctuation"] = @"\p{P}", ["IsWhite_Space"] = @"\s",
        ["javaLowerCase"] = @"\p{Ll}", ["javaUpperCase"] = @"\p{Lu}", ["javaWhitespace"] = @"\s", ["IsLatin"] = @"\u0041-\u005A\u0061-\u007A\u00AA\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02B8", ["IsGreek"] = @"\u0370-\u03FF\u1F00-\u1FFF", ["IsCyrillic"] = @"\u0400-\u052F",
    };

    /// <exception cref="SparkException">The pattern is wrong.</exception>
    public static Regex Of(string pattern, string function)
    {
        if (s_known.TryGetValue(pattern, out Regex? known)) return known;
        try
        {
            var made = new Regex(Translate(pattern), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (s_known.Count < 1_000) s_known[pattern] = made;
            return made;
        }
        catch (ArgumentException wrong)
        {
            throw new SparkException("INVALID_PARAMETER_VALUE.PATTERN", $"{function}: {wrong.Message}");
        }
    }

    /// <summary>A replacement as Java reads it: $1 is a group, \ takes the next character as it is.</summary>
    public static string Expand(Match match, string replacement)
    {
        var text = new StringBuilder();
        for (int i = 0; i < replacement.Length; i++)
        {
            char c = replacement[i];
            if (c == '\\' && i + 1 < replacement.Length) text.Append(replacement[++i]);
            else if (c != '$') text.Append(c);
            else if (i + 1 < replacement.Length && char.IsAsciiDigit(replacement[i + 1]))
            {
                int group = replacement[++i] - '0';
                if (group >= match.Groups.Count) throw new SparkException("INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX", $"There is no group {group}.");
                while (i + 1 < replacement.Length && char.IsAsciiDigit(replacement[i + 1]) && group * 10 + (replacement[i + 1] - '0') < match.Groups.Count) group = group * 10 + (replacement[++i] - '0');
                text.Append(match.Groups[group].Value);
            }
            else if (replacement.IndexOf('}', i) is var close && close > i && i + 1 < replacement.Length && replacement[i + 1] == '{')
            {
                text.Append(match.Groups[replacement[(i + 2)..close]].Value);
                i = close;
            }
            else throw new SparkException("INVALID_PARAMETER_VALUE.REGEX_REPLACEMENT", "A $ in the replacement must be followed by a group; write \\$ for the sign.");
        }
        return text.ToString();
    }

    internal static string Translate(string pattern)
    {
        var text = new StringBuilder();
        var groups = new Stack<int>();
        bool dotAll = pattern.StartsWith("(?", StringComparison.Ordinal) && pattern.IndexOf(')') is var end && end > 0 && pattern.AsSpan(2, end - 2).IndexOf('s') >= 0 && pattern.AsSpan(2, end - 2).IndexOfAnyExceptInRange('a', 'z') < 0;
        int atom = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c is '*' or '+' or '?' or '{' && text.Length > 0 && Quantifier(pattern, ref i, out string quantifier, out bool possessive))
            {
                text.Append(quantifier);
                if (possessive) text.Insert(atom, "(?>").Append(')');
                continue;
            }
            if (c == ')' && groups.TryPop(out int open))
            {
                text.Append(c);
                atom = open;
                continue;
            }
            atom = text.Length;
            if (c == '(') groups.Push(atom);
            if (c == '\\') Escape(pattern, ref i, text, inClass: false);
            else if (c == '[') Class(pattern, ref i, text);
            else if (c == '.' && !dotAll) text.Append(CultureInfo.InvariantCulture, $"[^{LineEnds}]");
            else if (c == '$' ) text.Append(@"(?=(?:\r\n|[\n\r\u0085\u2028\u2029])?\z)");
            else text.Append(c);
        }
        return text.ToString();
    }

    private static bool Quantifier(string pattern, ref int i, out string quantifier, out bool possessive)
    {
        int end = i + 1;
        possessive = false;
        quantifier = "";
        if (pattern[i] == '{')
        {
            end = pattern.IndexOf('}', i) + 1;
            if (end == 0 || !char.IsAsciiDigit(pattern[i + 1])) return false;
        }
        possessive = end < pattern.Length && pattern[end] == '+';
        bool lazy = end < pattern.Length && pattern[end] == '?';
        quantifier = pattern[i..end] + (lazy ? "?" : "");
        i = possessive || lazy ? end : end - 1;
        return true;
    }

    private static void Escape(string pattern, ref int i, StringBuilder text, bool inClass)
    {
        if (++i >= pattern.Length) throw new ArgumentException("The pattern ends with a backslash.");
        char c = pattern[i];
        (string open, string close) = inClass ? ("", "") : ("[", "]");
        switch (c)
        {
            case 'Q':
                int end = pattern.IndexOf("\\E", i, StringComparison.Ordinal);
                text.Append(Regex.Escape(pattern[(i + 1)..(end < 0 ? pattern.Length : end)]));
                i = end < 0 ? pattern.Length : end + 1;
                break;
            case 'd': text.Append(open).Append("0-9").Append(close); break;
            case 'w': text.Append(open).Append("a-zA-Z_0-9").Append(close); break;
            case 's': text.Append(open).Append(@" \t\n\x0B\f\r").Append(close); break;
            case 'h': text.Append(open).Append(@" \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000").Append(close); break;
            case 'D' when !inClass: text.Append("[^0-9]"); break;
            case 'W' when !inClass: text.Append("[^a-zA-Z_0-9]"); break;
            case 'S' when !inClass: text.Append(@"[^ \t\n\x0B\f\r]"); break;
            case 'R' when !inClass: text.Append(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])"); break;
            case 'p' or 'P': Property(pattern, ref i, text, c == 'P', inClass); break;
            case 'Z' when !inClass: text.Append(@"(?=(?:\r\n|[\n\r\u0085\u2028\u2029])?\z)"); break;
            default: text.Append('\\').Append(c); break;
        }
    }

    private static void Property(string pattern, ref int i, StringBuilder text, bool negated, bool inClass)
    {
        bool braced = i + 1 < pattern.Length && pattern[i + 1] == '{';
        int end = braced ? pattern.IndexOf('}', i) : i + 1;
        if (end < 0 || end >= pattern.Length) throw new ArgumentException("\\p has no name.");
        string name = braced ? pattern[(i + 2)..end] : pattern[end..(end + 1)];
        i = end;
        if (!s_classes.TryGetValue(name, out string? inside)) text.Append(CultureInfo.InvariantCulture, $@"\{(negated ? 'P' : 'p')}{{{(name.StartsWith("Is", StringComparison.Ordinal) && name.Length <= 4 ? name[2..] : name)}}}");
        else if (inClass && !negated) text.Append(inside);
        else text.Append(negated ? "[^" : "[").Append(inside).Append(']');
    }

    private static void Class(string pattern, ref int i, StringBuilder text)
    {
        text.Append('[');
        i++;
        if (i < pattern.Length && pattern[i] == '^') text.Append(pattern[i++]);
        int start = i;
        for (; i < pattern.Length; i++)
        {
            if (pattern[i] == ']' && i > start) break;
            if (pattern[i] == '\\') Escape(pattern, ref i, text, inClass: true);
            else if (pattern[i] == '[') text.Append(@"\[");
            else text.Append(pattern[i] == ']' ? @"\]" : pattern[i].ToString());
        }
        if (i >= pattern.Length) throw new ArgumentException("A [ has no ].");
        text.Append(']');
    }
}
