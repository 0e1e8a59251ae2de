using System.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Text;

/// <summary>Encodings by name or code page number, the old code pages included. Thread-safe.</summary>
internal static class TextEncodings
{
    /// <summary>UTF-8 without byte order mark; invalid bytes become U+FFFD.</summary>
    public static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private const int Utf7CodePage = 65000;

    /// <summary>An encoding by code page number.</summary>
    /// <exception cref="ArgumentException">.NET has no such code page.</exception>
    public static Encoding Get(int codePage) => Find(codePage) ?? throw new ArgumentException($"Code page {codePage} is unknown.", nameof(codePage));

    /// <summary>An encoding by code page number, null when .NET has none of that number.</summary>
    public static Encoding? Find(int codePage)
    {
        if (codePage == 65001) return Utf8;
        if (codePage == Utf7CodePage) return Utf7();
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The encoding a person asked for: <c>windows-1252</c>, <c>latin1</c>, <c>cp850</c>, <c>1252</c>.</summary>
    /// <exception cref="InputException">The name is unknown.</exception>
    public static Encoding Parse(string name, string file)
    {
        string text = name.Trim();
        string digits = text.StartsWith("cp", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (int.TryParse(digits, out int codePage) && Find(codePage) is { } numbered) return numbered;
        if (text.Equals("utf-7", StringComparison.OrdinalIgnoreCase)) return Utf7();
        try
        {
            Encoding found = CodePagesEncodingProvider.Instance.GetEncoding(text) ?? Encoding.GetEncoding(text);
            return found.CodePage == 65001 ? Utf8 : found;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            throw new InputException("encoding-unknown", new Location(file), $"The encoding \"{name}\" is unknown.",
                "Use a name such as utf-8, windows-1252, iso-8859-15, shift_jis, gb18030, or a code page number.", unknown);
        }
    }

    /// <summary>Never guessed. Where a person or a document names it, its danger (markup that filters do not see) is none: what is decoded is read like any other text.</summary>
    private static UTF7Encoding Utf7()
    {
#pragma warning disable SYSLIB0001
        return new UTF7Encoding();
#pragma warning restore SYSLIB0001
    }
}
