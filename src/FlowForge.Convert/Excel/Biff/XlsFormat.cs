using System.Text;
using FlowForge.Convert.Excel.Encryption;
using FlowForge.Convert.Excel.Ole;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Workbooks of Excel 2 to 2003: records in a stream, which from version 5 on lies in a compound file.</summary>
public sealed class XlsFormat : IFileFormat
{
    private static readonly string[] s_extensions = [".xls", ".xlt", ".xla", ".xlw"];

    // What Excel 2007 and later call their files; encrypted ones are compound files too.
    private static readonly string[] s_laterExtensions = [".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm"];

    public FormatDescription Description { get; } = new(
        "xls", "Excel 97-2003 workbook", s_extensions,
        [
            "BIFF2 to BIFF8 (Excel 2.0 to 2003), bare or in a compound file",
            "Dates, times, durations by number format; 1900 and 1904 systems; code pages",
            "Cached values of formulas; errors as nulls with a count",
            "Hidden sheets, flagged; chart and macro sheets left out",
            "Opens workbooks that are protected with Excel's built-in password, later ones (.xlsx, .xlsb) too",
        ],
        ["Workbooks with a password of their own are refused", $"Workbook streams up to {CompoundFile.MaxStreamBytes >> 20} MiB, read into memory"],
        [nameof(ReadOptions.Tables), nameof(ReadOptions.MergeSheets), nameof(ReadOptions.Header), nameof(ReadOptions.Encoding)]);

    public Recognition Recognise(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        bool isOurs = s_extensions.Contains(file.Extension);
        if (CompoundFile.HasSignature(head)) return isOurs || s_laterExtensions.Contains(file.Extension) ? Recognition.Certain : Recognition.Likely;
        if (BiffBof.Starts(head)) return isOurs ? Recognition.Certain : Recognition.Likely;
        // Text, zip and XML files called .xls are for other formats; what is none of them is a damaged workbook.
        return isOurs && head.Contains((byte)0) && !head.StartsWith("PK"u8) ? Recognition.Extension : Recognition.No;
    }

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        SourceFile file = input.Single(Description);
        var warnings = new Warnings();
        using Stream content = file.OpenRead();
        CompoundFile? compound = CompoundFile.HasSignature(file.Head.Span) ? new CompoundFile(content, file.Name) : null;
        byte[] stream;
        if (compound is null) stream = ReadWhole(content, file);
        // Workbooks saved for two versions at once have both streams; the later one is complete.
        else if ((compound.FindStream("Workbook") ?? compound.FindStream("Book")) is { } entry) stream = compound.Read(entry);
        else if (EncryptedWorkbook.IsIn(compound)) return EncryptedWorkbook.Open(file, compound, options, cancellationToken);
        else throw NoWorkbook(file, compound);
        var workbook = BiffWorkbook.Open(stream, new Location(file.Name), EncodingOf(options, file), warnings);
        List<Sheet> sheets = Worksheets(workbook, warnings);
        IReadOnlyList<TableReader> readers = WorkbookTables.Open(file, sheets, options, warnings, cancellationToken);
        return new TableSet(readers, warnings)
        {
            MayBeEmpty = true,
            Facts = new Dictionary<string, string>
            {
                ["version"] = workbook.Version.ToString().ToUpperInvariant(),
                ["dates"] = workbook.Date1904 ? "1904" : "1900",
                ["encoding"] = workbook.Version == BiffVersion.Biff8 ? "utf-16" : workbook.Encoding.WebName,
            },
        };
    }

    private static InputException NoWorkbook(SourceFile file, CompoundFile compound)
    {
        string names = string.Join(", ", compound.Entries.Take(10).Select(entry => entry.Name));
        return new InputException("excel-no-workbook", new Location(file.Name),
            names.Length == 0 ? "The compound file is empty or its directory is damaged." : $"The compound file holds no workbook, but: {names}.",
            "It is damaged, or a document of another program.");
    }

    /// <summary>For the files of Excel 2 to 4, which are a stream as they are.</summary>
    private static byte[] ReadWhole(Stream content, SourceFile file)
    {
        const int StepBytes = 1 << 20;
        var whole = new MemoryStream();
        var step = new byte[StepBytes];
        for (int read; (read = content.Read(step)) > 0;)
        {
            whole.Write(step, 0, read);
            if (whole.Length <= CompoundFile.MaxStreamBytes) continue;
            throw new InputException("excel-stream-too-large", new Location(file.Name),
                $"More than {CompoundFile.MaxStreamBytes:N0} bytes; a workbook of this kind has to be read into memory.", "Save it as .xlsx or .csv.");
        }

        return whole.ToArray();
    }

    private static List<Sheet> Worksheets(BiffWorkbook workbook, Warnings warnings)
    {
        List<Sheet> sheets = [];
        int missing = 0;
        foreach (BiffSheetEntry entry in workbook.Entries)
        {
            Location where = workbook.Where with { Part = entry.Name };
            if (workbook.BofAt(entry.Start) is not { } bof)
            {
                missing++;
                warnings.Add("excel-sheet-missing", where, "The workbook lists this sheet, but its records are missing.", "Repair the workbook in a spreadsheet program.");
            }
            else if (entry.Content != BiffContent.Worksheet || bof.Content is BiffContent.Chart or BiffContent.VisualBasic)
            {
                string kind = (entry.Content == BiffContent.Worksheet ? bof.Content : entry.Content) switch
                {
                    BiffContent.Chart => "chart",
                    BiffContent.Macros => "macro",
                    _ => "program",
                };
                warnings.Add(new Diagnostic("excel-no-worksheet", Severity.Info, where, $"A {kind} sheet holds no table."));
            }
            else
            {
                sheets.Add(new BiffSheet(workbook, entry) { Name = entry.Name, Visibility = entry.Visibility, Is1904 = workbook.Date1904 });
            }
        }

        if (sheets.Count > 0) return sheets;
        throw new InputException("excel-no-worksheet", workbook.Where,
            missing > 0 ? $"None of the {missing} sheets that the workbook lists is in the file." : "The workbook has no worksheet.", "The file is damaged, or holds only charts and macros.");
    }

    private static Encoding? EncodingOf(ReadOptions options, SourceFile file)
    {
        if (options.Encoding is not { } name) return null;
        return BiffEncodings.Named(name)
            ?? throw new InputException("unknown-encoding", new Location(file.Name), $"There is no encoding called '{name}'.", "Give a code page as windows-1251 or 1251.");
    }
}
