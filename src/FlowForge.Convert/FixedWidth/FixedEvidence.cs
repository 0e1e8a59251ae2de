using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.FixedWidth;

/// <summary>Judges by a file's first bytes whether its text is of fixed width.</summary>
/// <remarks>Any text could be; text without evidence for it is left to the delimited formats, which also read lists and single columns.</remarks>
internal static class FixedEvidence
{
    private const int MinRecordLength = 20;
    private const int MinLines = 2;

    // Nothing else is called that, so any text will do; the others are used for all kinds of text.
    private static readonly string[] s_telling = [".fwf", ".prn", ".asc", ".ach"];
    private static readonly string[] s_possible = [".txt", ".dat"];

    // Blanks in them are padding, or a list that happens to align.
    private static readonly string[] s_delimited = [".csv", ".tsv", ".tab", ".psv", ".ssv"];

    internal static Recognition Judge(SourceFile file)
    {
        if (file.Head.Length == 0 || s_delimited.Contains(file.Extension) || Decode(file) is not { } text) return Recognition.No;
        bool named = s_telling.Contains(file.Extension);
        if (text.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'<' or (byte)'{' or (byte)'[', ..]) return named ? Recognition.Extension : Recognition.No;
        Recognition weakest = named ? Recognition.Extension : Recognition.No;

        var census = new LineCensus();
        var finder = new LayoutFinder();
        var lines = new Lines(text);
        while (lines.MoveNext())
        {
            census.Add(lines.Current);
            finder.Add(lines.Current);
        }
        if (census.HasDelimiter) return weakest;
        if (census.IsPadded && s_possible.Contains(file.Extension)) weakest = Recognition.Extension;
        if (census.Lines < MinLines) return weakest;
        if (!finder.Find(header: null).IsWholeLine) return Recognition.Likely;
        return census.EqualLength >= MinRecordLength ? Recognition.Likely : weakest;
    }

    /// <summary>The head's whole lines in UTF-8; null when it is no text.</summary>
    private static byte[]? Decode(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        DetectedEncoding encoding = EncodingDetector.Detect(head);
        var text = new byte[(Utf8Converter.MaxGrowth * head.Length) + 64];
        int length = Utf8Converter.For(encoding.Encoding).Convert(head[encoding.BomLength..], text, final: false, out _);
        bool cut = head.Length == SourceFile.HeadLength && Lines.CutAfterLast(text.AsSpan(0, length)) > 0;
        Span<byte> whole = text.AsSpan(0, cut ? Lines.CutAfterLast(text.AsSpan(0, length)) : length);
        int controls = 0;
        foreach (byte b in whole)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1A))
                controls++;
        return controls * 100 > whole.Length ? null : whole.ToArray();
    }

    /// <summary>Counts what tells records of fixed width from delimited ones.</summary>
    private sealed class LineCensus
    {
        private static ReadOnlySpan<byte> Delimiters => ",;\t|"u8;

        private readonly int[] _withDelimiter = new int[4];
        private int _padded;
        private int _shortest = int.MaxValue;
        private int _longest;

        internal int Lines { get; private set; }

        /// <summary>Of every line; negative when they differ.</summary>
        internal int EqualLength => _shortest == _longest ? _longest : -1;

        /// <summary>Nine lines of ten have one and the same delimiter.</summary>
        internal bool HasDelimiter => _withDelimiter.Any(count => count > 0 && count * 10 >= Lines * 9);

        /// <summary>Half of the lines have blanks side by side: values were filled up to a width.</summary>
        internal bool IsPadded => Lines > 0 && _padded * 2 >= Lines;

        internal void Add(ReadOnlySpan<byte> line)
        {
            if (line.IndexOfAnyExcept((byte)' ') < 0) return;
            int length = System.Text.Encoding.UTF8.GetCharCount(line);
            (_shortest, _longest) = (Math.Min(_shortest, length), Math.Max(_longest, length));
            Lines++;
            if (line.IndexOf("  "u8) >= 0) _padded++;
            for (int i = 0; i < Delimiters.Length; i++)
                if (line.Contains(Delimiters[i]))
                    _withDelimiter[i]++;
        }
    }
}
