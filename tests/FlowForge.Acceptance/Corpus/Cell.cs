using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FlowForge.Acceptance.Corpus;

/// <summary>One spelling for each value, so that 1.50 and 1.5, or a date and its text in ISO form, compare as equal, and 007 and 7 do not.</summary>
internal static partial class Cell
{
    /// <summary>Serial number 0 where days count from 1904: some readers show the time of day alone.</summary>
    private const string Day0Of1904 = "1904-01-01";

    /// <summary>Null for nothing at all.</summary>
    internal static string? Canonical(string? text)
    {
        if (text is null) return null;
        string value = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\0", "", StringComparison.Ordinal).Trim();
        if (value.Length == 0) return null;
        if (Number().IsMatch(value)) return Plain(value);
        if (Stamp().Match(value) is { Success: true } stamp) return Iso(stamp);
        if (Clock().Match(value) is { Success: true } clock) return $"{clock.Groups[1].Value}:{clock.Groups[2].Value}:{(clock.Groups[3].Success ? clock.Groups[3].Value : "00")}{Fraction(clock.Groups[4].Value)}";
        if (value.Equals("true", StringComparison.OrdinalIgnoreCase)) return "true";
        if (value.Equals("false", StringComparison.OrdinalIgnoreCase)) return "false";
        try
        {
            return value.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return value;
        }
    }

    /// <summary>Whether two canonical cells say the same: also as the same double, or as the same date in another usual spelling.</summary>
    internal static bool Same(string? expected, string? actual)
    {
        if (expected == actual) return true;
        if (expected is null || actual is null) return false;
        if (expected.Contains('\uFFFD', StringComparison.Ordinal)) return Unread(expected, actual);
        if (double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out double one) && double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out double other))
            return one == other || Math.Abs(one - other) <= Math.Abs(one) * 1e-14;
        if ((expected.StartsWith("1899-", StringComparison.Ordinal) || expected.StartsWith("190", StringComparison.Ordinal)) && Early().IsMatch(expected) && Early().IsMatch(actual)) return true;
        if (double.TryParse(actual, NumberStyles.Float, CultureInfo.InvariantCulture, out double serial) && serial is < 61 and > -1e6 && SerialDates(serial).Contains(expected)) return true;
        if (actual.StartsWith(Day0Of1904, StringComparison.Ordinal) && expected == (actual.Length > Day0Of1904.Length ? actual[(Day0Of1904.Length + 1)..] : "00:00:00")) return true;
        bool digits = expected.AsSpan().ContainsAnyInRange('0', '9') && actual.AsSpan().ContainsAnyInRange('0', '9');
        return digits && Loose(expected).Overlaps(Loose(actual));
    }

    /// <summary>What readers make of a serial number that is no date to Excel: below zero, or its 29 February 1900.</summary>
    private static IEnumerable<string> SerialDates(double serial)
    {
        long micros = (long)Math.Round((serial - Math.Floor(serial)) * 86_400_000_000);
        yield return Canonical(Convert.Typing.ValueText.OfTime(micros))!;
        foreach (DateTime zero in (DateTime[])[new(1899, 12, 30), new(1899, 12, 31), new(1904, 1, 1)])
            yield return Canonical(zero.AddDays(Math.Floor(serial)).AddTicks(micros * 10).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture))!;
    }

    /// <summary>A tool that did not know the code page shows U+FFFD for letters: what it could read must stand around other letters.</summary>
    /// <remarks>A character right behind U+FFFD may be itself, or the second byte of a letter.</remarks>
    private static bool Unread(string expected, string actual) =>
        !actual.Contains('\uFFFD', StringComparison.Ordinal) && Regex.IsMatch(actual, "^" + UnreadRun().Replace(Regex.Escape(expected), run => "[^\\x00-\\x7F]*" + (run.Groups[1].Length > 0 ? $"(?:{run.Groups[1].Value})?" : "")) + "$");

    /// <summary>Every value that a text may mean when people write it: amounts with marks, dates in any order.</summary>
    private static HashSet<string> Loose(string text)
    {
        var meanings = new HashSet<string> { text };
        string digits = Marks().Replace(text, "");
        if (Grouped().IsMatch(digits))
        {
            meanings.Add(Plain(digits.Replace(",", "", StringComparison.Ordinal).TrimStart('+')));
            meanings.Add(Plain(digits.Replace(".", "", StringComparison.Ordinal).Replace(',', '.').TrimStart('+')));
        }
        foreach (string[] formats in (string[][])[["d/M/yyyy", "d.M.yyyy", "d-M-yyyy", "d-MMM-yyyy", "d MMM yyyy", "d/MMM/yyyy", "yyyy/M/d", "yyyy.M.d", "yyyy-M-d", "yyyy-MMM-d", "d MMMM yyyy"], ["M/d/yyyy", "M.d.yyyy", "M-d-yyyy", "MMM d, yyyy", "MMMM d, yyyy", "MMM d yyyy"]])
        {
            string[] withTimes = [.. formats, .. formats.SelectMany(format => (string[])[format + " H:mm", format + " H:mm:ss", format + " h:mm tt", format + " h:mm:ss tt", format + " H:mm:ss.FFFFFF", format + "'T'H:mm:ss"])];
            if (DateTime.TryParseExact(text, withTimes, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out DateTime moment))
                meanings.Add(Canonical(moment.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture))!);
        }
        return meanings;
    }

    private static string Plain(string number)
    {
        Match parts = Parts().Match(number);
        if (!parts.Success) return number;
        string whole = parts.Groups[2].Value, part = parts.Groups[3].Value;
        if (parts.Groups[4].Success && int.TryParse(parts.Groups[4].Value, out int shift))
        {
            if (Math.Abs(shift) > 400) return number;
            if (shift > 0)
            {
                part = part.PadRight(shift, '0');
                (whole, part) = (whole + part[..shift], part[shift..]);
            }
            else if (shift < 0)
            {
                whole = whole.PadLeft(-shift, '0');
                (whole, part) = (whole[..^-shift], whole[^-shift..] + part);
            }
        }
        whole = whole.TrimStart('0');
        part = part.TrimEnd('0');
        string plain = (whole.Length == 0 ? "0" : whole) + (part.Length == 0 ? "" : "." + part);
        return parts.Groups[1].Value == "-" && plain != "0" ? "-" + plain : plain;
    }

    private static string Iso(Match stamp)
    {
        if (!DateTime.TryParseExact(stamp.Groups[1].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment)) return stamp.Value;
        if (!stamp.Groups[2].Success) return stamp.Value;
        int hours = int.Parse(stamp.Groups[2].Value), minutes = int.Parse(stamp.Groups[3].Value), seconds = stamp.Groups[4].Success ? int.Parse(stamp.Groups[4].Value) : 0;
        if (hours > 23 || minutes > 59 || seconds > 59) return stamp.Value;
        moment = moment.AddHours(hours).AddMinutes(minutes).AddSeconds(seconds);
        string zone = stamp.Groups[6].Value;
        if (zone.Length > 0 && zone is not ("Z" or "UTC") && TimeSpan.TryParse(zone[1..3] + ":" + (zone.Length > 3 ? zone[^2..] : "00"), out TimeSpan offset))
            moment = zone[0] == '-' ? moment + offset : moment - offset;
        string date = moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), time = moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + Fraction(stamp.Groups[5].Value);
        return time == "00:00:00" ? date : $"{date}T{time}";
    }

    private static string Fraction(string digits)
    {
        string cut = (digits.Length > 6 ? digits[..6] : digits).TrimEnd('0');
        return cut.Length == 0 ? "" : "." + cut;
    }

    [GeneratedRegex(@"^-?(?:0|[1-9]\d*)?(?:\.\d+)?(?<=\d)(?:[eE][-+]?\d{1,4})?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|UTC|[-+]\d\d(?::?\d\d)?)?)?$")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"^(-?\d{2,5}):(\d\d)(?::(\d\d)(?:\.(\d+))?)?$")]
    private static partial Regex Clock();

    [GeneratedRegex(@"^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$")]
    private static partial Regex Parts();

    /// <summary>Serial numbers around Excel's false leap day, which no two readers turn into the same date.</summary>
    [GeneratedRegex(@"^(?:-?\d+(?:\.\d+)?|(?:1899|190[0-4])-.*|-?\d+:\d\d.*)$")]
    private static partial Regex Early();

    [GeneratedRegex(@"\uFFFD+(\\.|[@-~])?")]
    private static partial Regex UnreadRun();

    [GeneratedRegex(@"[\s'\u00A0\u202F]")]
    private static partial Regex Marks();

    [GeneratedRegex(@"^[-+]?[\d.,]*\d[\d.,]*(?:[eE][-+]?\d+)?$")]
    private static partial Regex Grouped();
}
