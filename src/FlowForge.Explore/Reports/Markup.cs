using System.Globalization;
using System.Net;

namespace FlowForge.Explore.Reports;

/// <summary>Texts and numbers for HTML and SVG.</summary>
internal static class Markup
{
    /// <summary>For content and attributes. Control characters, which no page may hold, are shown as their pictures.</summary>
    internal static string Escape(string? text)
    {
        text ??= "";
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0) text = string.Concat(text.Select(letter => letter < ' ' ? (char)('\u2400' + letter) : letter));
        return WebUtility.HtmlEncode(text);
    }

    /// <summary>A coordinate: a tenth of a pixel is enough.</summary>
    internal static string At(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>A number for people: 12,345 · 0.0123 · 1.2e9.</summary>
    internal static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e12 or < 1e-4 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Percent(double share) => share switch
    {
        0 => "0 %",
        < 0.001 => "under 0.1 %",
        > 0.999 and < 1 => "over 99.9 %",
        _ => $"{(100 * share).ToString("0.#", CultureInfo.InvariantCulture)} %",
    };

    /// <summary>No letter of two parts is cut in half.</summary>
    internal static string Short(string text, int length) => text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)]}…";
}
