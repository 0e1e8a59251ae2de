using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Csv;

/// <summary>Text with a record a line and fields between delimiters: CSV, TSV and their kin, in any encoding and dialect.</summary>
public sealed class CsvFormat : IFileFormat
{
    private static readonly string[] s_extensions = [".csv", ".tsv", ".tab", ".psv", ".ssv", ".tbl"];

    public FormatDescription Description { get; } = new("csv", "Delimited text (CSV, TSV)", s_extensions,
        [
            "encodings by evidence: UTF-8, UTF-16, UTF-32, Windows and ISO and DOS code pages, KOI8-R, GB18030, Big5, Shift-JIS, EUC-JP, EUC-KR",
            "delimiter, quote, escape, header, title and comment lines by evidence; delimiters of several characters",
            "newlines, delimiters and quotes inside quotes; LF, CRLF, CR and mixes of them",
            "rows too long are set aside with line and text, unless they are so common that they make columns",
            "several files as one table, columns united by name",
            "gzip, zstd and zip; read in parallel, memory bounded",
        ],
        ["a record has at most 64 MiB"],
        [
            nameof(ReadOptions.Encoding), nameof(ReadOptions.Delimiter), nameof(ReadOptions.Quote), nameof(ReadOptions.Escape),
            nameof(ReadOptions.Header), nameof(ReadOptions.Comment), nameof(ReadOptions.SkipRows), nameof(ReadOptions.NullTokens),
        ])
    {
        ReadsStreams = true,
    };

    public Recognition Recognise(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        bool isNamed = s_extensions.Contains(file.Extension);
        if (IsBinary(head)) return isNamed ? Recognition.Possible : Recognition.No;
        ReadOnlySpan<byte> start = head.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty) return isNamed ? Recognition.Extension : Recognition.Possible;
        bool isMarkup = start[0] is (byte)'<' or (byte)'{' or (byte)'[';
        if (isNamed) return isMarkup ? Recognition.Extension : Recognition.Likely;
        return !isMarkup && HasColumns(head) ? Recognition.Likely : Recognition.Possible;
    }

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken) =>
        Open(input, options, options.BlockBytes, BlockCutter.MaxRecordBytes, cancellationToken);

    /// <summary>Opens with blocks of any size, so that tests meet their edges everywhere.</summary>
    internal static TableSet Open(SourceInput input, ReadOptions options, int blockBytes, int maxRecordBytes, CancellationToken cancellationToken)
    {
        var warnings = new Warnings();
        CsvPlan plan = PartPlanner.Plan(input, options, warnings, cancellationToken);
        var table = new SourceTable(input.First.BaseName, [.. plan.Columns.Select(name => new SourceColumn(name))]);
        return new TableSet([new CsvTableReader(table, plan, options.NullTokens, warnings, blockBytes, maxRecordBytes)], warnings) { Facts = plan.Facts };
    }

    /// <summary>Control characters that no text has, more than a few; UTF-16 is told by its pattern of zeros.</summary>
    private static bool IsBinary(ReadOnlySpan<byte> head)
    {
        if (EncodingDetector.Detect(head) is { Encoding.CodePage: 1200 or 1201 or 12000 or 12001 }) return false;
        int odd = 0;
        foreach (byte value in head)
        {
            if (value < 0x20 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1A or 0x1B or 0x01 or 0x1F or 0x1E)) odd++;
        }
        return odd * 50 > head.Length;
    }

    private static bool HasColumns(ReadOnlySpan<byte> head)
    {
        DetectedEncoding encoding = EncodingDetector.Detect(head);
        byte[] text = new byte[Utf8Converter.MaxGrowth * head.Length + 64];
        int length = Utf8Converter.For(encoding.Encoding).Convert(head[encoding.BomLength..], text, final: false, out _);
        var sample = new CsvSample(text.AsMemory(0, length), head.Length < SourceFile.HeadLength, []);
        return DialectSniffer.TrySniff(sample, ReadOptions.Default, "", out CsvDialect dialect) && dialect.DelimiterText != " ";
    }
}
