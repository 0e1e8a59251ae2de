using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Xlsb;

/// <summary>Binary workbooks of Excel 2007 and later: a zip archive like .xlsx, with records in its parts where that has XML.</summary>
public sealed class XlsbFormat : IFileFormat
{
    public FormatDescription Description { get; } = new(
        "xlsb", "Excel binary workbook", [".xlsb"],
        [
            "Streams sheets of any length",
            "Dates, times, durations by number format; 1900 and 1904 systems",
            "Cached values of formulas; errors as nulls with a count",
            "Named tables; hidden sheets, flagged; chart and macro sheets left out",
        ],
        ["Workbooks with a password of their own are refused"],
        [nameof(ReadOptions.Tables), nameof(ReadOptions.MergeSheets), nameof(ReadOptions.Header)]);

    public Recognition Recognise(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        if (!head.StartsWith("PK"u8)) return Recognition.No;
        // The names of an archive's first files stand between their contents as they are.
        if (head.IndexOf("xl/workbook.bin"u8) >= 0) return Recognition.Certain;
        return file.Extension == ".xlsb" && head.IndexOf("xl/workbook.xml"u8) < 0 ? Recognition.Certain : Recognition.No;
    }

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        SourceFile file = input.Single(Description);
        var warnings = new Warnings();
        XlsbWorkbook workbook = XlsbWorkbook.Open(Package.Open(file, options, warnings));
        IReadOnlyList<TableReader> readers = WorkbookTables.Open(file, workbook.Worksheets(warnings), options, warnings, cancellationToken);
        return new TableSet(readers, warnings)
        {
            MayBeEmpty = true,
            Facts = new Dictionary<string, string> { ["dates"] = workbook.Date1904 ? "1904" : "1900" },
        };
    }
}
