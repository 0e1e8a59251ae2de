using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>Excel workbooks since 2007: .xlsx and .xlsm, strict and transitional, by a reader of our own.</summary>
public sealed class XlsxFormat : IFileFormat
{
    private static readonly string[] s_extensions = [".xlsx", ".xlsm", ".xltx", ".xltm"];

    public FormatDescription Description { get; } = new("xlsx", "Excel workbook", s_extensions,
        [
            "Streams sheets of any length in flat memory; only the shared texts are kept",
            "Dates, times and durations by number format; 1900 and 1904 dates; strict files",
            "Finds headers below title lines, several tables on a sheet, named tables; hidden sheets are converted and flagged",
            "Joins sheets with equal headers (--merge-sheets)",
        ],
        [
            "Formulas are not calculated: their stored results are read, missing ones are null",
            "Workbooks with a password of their own are refused (they are compound files, see xls)",
            "Merged cells hold their value in the top left cell only",
        ],
        [nameof(ReadOptions.Header), nameof(ReadOptions.Tables), nameof(ReadOptions.MergeSheets)]);

    public Recognition Recognise(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        bool isNamed = s_extensions.Contains(file.Extension);
        int archive = head.IndexOf("PK\u0003\u0004"u8);
        if (archive < 0) return isNamed && head.StartsWith("PK"u8) ? Recognition.Extension : Recognition.No;
        if (Mentions(head, "workbook.bin"u8) || Mentions(head, "mimetypeapplication/vnd.oasis"u8)) return Recognition.No;
        if (Mentions(head, "xl/work"u8) || Mentions(head, "xl\\work"u8)) return Recognition.Certain;
        return isNamed ? archive == 0 ? Recognition.Certain : Recognition.Likely : Recognition.No;
    }

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        SourceFile file = input.Single(Description);
        var warnings = new Warnings();
        XlsxWorkbook workbook = XlsxWorkbook.Open(Package.Open(file, options, warnings), warnings, cancellationToken);
        IReadOnlyList<TableReader> readers = WorkbookTables.Open(file, workbook.Sheets, options, warnings, cancellationToken);
        return new TableSet(readers, warnings)
        {
            MayBeEmpty = true,
            Facts = new Dictionary<string, string>
            {
                ["sheets"] = workbook.Sheets.Count.ToString(),
                ["dates"] = workbook.Is1904 ? "1904" : "1900",
            },
        };
    }

    private static bool Mentions(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name) => head.IndexOf(name) >= 0;
}
