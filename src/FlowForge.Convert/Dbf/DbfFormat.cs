using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Dbf.Imploded;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>dBASE, Clipper, FoxPro and Visual FoxPro tables.</summary>
public sealed class DbfFormat : IFileFormat
{
    public FormatDescription Description { get; } = new(
        "dbf", "dBASE or FoxPro table",
        [".dbf", ".dbc", ".vcx", ".scx", ".frx", ".lbx", ".mnx", ".pjx"],
        [
            "dBASE II to 7, Clipper, SIX, FoxBASE, FoxPro 2, Visual FoxPro with its null flags and binary types",
            "memos from .dbt, .fpt, .smt and their FoxPro siblings; a missing memo file gives nulls and a warning",
            "code page from --encoding, a .cpg file, the language driver, or the text itself; Kamenický and Mazovia included",
            "exact decimals; a field whose values are not as declared widens, or stays text",
            "DATASUS .dbc: tables whose records are imploded",
            "deleted records skipped and counted, or kept with --include-deleted",
        ],
        ["encrypted dBASE IV tables are refused", "one memo of at most 256 MiB"],
        [nameof(ReadOptions.Encoding), nameof(ReadOptions.IncludeDeleted)])
    {
        ReadsStreams = true,
        Companions = [".dbt", ".fpt", ".smt", ".dct", ".vct", ".sct", ".frt", ".lbt", ".mnt", ".pjt", ".cpg", ".cdx", ".dcx", ".idx", ".mdx", ".ndx", ".ntx"],
    };

    public Recognition Recognise(SourceFile file)
    {
        DbfHeader? header = DbfHeader.TryRead(file.Head.Span, out _);
        bool named = Description.Extensions.Contains(file.Extension);
        if (header is null) return named && file.Head.Length > 0 && DbfDialects.Of(file.Head.Span[0]) is not null ? Recognition.Extension : Recognition.No;
        if (DbfDialects.Of(header.Version) is null) return named ? Recognition.Extension : Recognition.No;
        return header.IsConsistent ? Recognition.Certain : named ? Recognition.Likely : Recognition.No;
    }

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        SourceFile file = input.Single(Description);
        DbfHeader header = DbfHeader.TryRead(file.Head.Span, out string problem)
            ?? throw new InputException("dbf-header", new Location(file.Name), $"This is no DBF table, or a damaged one: {problem}.", "Check where the file comes from, or name its format with --format.");
        file = ImplodedTable.Of(file, header, options.MaxFileBytes);
        ForeignTables.Refuse(file, header);

        var warnings = new Warnings();
        WarnOfHeader(file, header, warnings);
        MemoFile? memos = OpenMemos(file, header);
        try
        {
            TableEncoding? encoding = TableEncoding.Named(header, file, options.Encoding, warnings);
            TableSurvey survey = TableSurvey.Take(file, header, memos, sniff: encoding is null, options, cancellationToken);
            encoding ??= TableEncoding.Guessed(survey, file, warnings);
            FieldReader[] fields = new FieldReaders(header, survey.Shapes, encoding.Decoder, encoding.Strict, options.AllText, file.Name, warnings).Create();
            var table = new SourceTable(file.BaseName, DbfReader.ColumnsOf(fields, options.IncludeDeleted))
            {
                ExactRows = survey.IsComplete ? survey.Records - (options.IncludeDeleted ? 0 : survey.Deleted) : null,
            };
            return new TableSet([new DbfReader(file, header, fields, memos, options, warnings, table)], warnings) { Facts = FactsOf(header, encoding, memos) };
        }
        catch
        {
            memos?.Dispose();
            throw;
        }
    }

    private static void WarnOfHeader(SourceFile file, DbfHeader header, Warnings warnings)
    {
        if (!header.IsConsistent)
            warnings.Add("dbf-record-length", new Location(file.Name), $"The header says {header.RecordLength:N0} bytes a record, its fields need {header.FieldBytes:N0}: what lies beyond the record is missing.");
    }

    /// <summary>Null when the table has no memos, or their file is missing: which matters only when a record points to one.</summary>
    private static MemoFile? OpenMemos(SourceFile file, DbfHeader header)
    {
        if (!header.Fields.Any(field => FieldKinds.Of(field, header.Dialect) is FieldKind.Memo or FieldKind.BytesMemo)) return null;
        foreach (string extension in MemoExtensions(file.Extension, header.Dialect))
            if (file.Sibling(extension) is { } path)
                return MemoFile.Open(path, header.Dialect);
        return null;
    }

    private static IEnumerable<string> MemoExtensions(string extension, DbfDialect dialect)
    {
        // FoxPro's own tables keep memos beside them under their extension with its last letter changed: .dbc and .dct, .scx and .sct.
        if (extension.Length == 4 && extension != ".dbf") yield return extension[^1] == 'c' ? ".dct" : extension[..3] + "t";
        string[] usual = dialect switch
        {
            DbfDialect.FoxPro2 or DbfDialect.VisualFoxPro => [".fpt", ".dbt"],
            DbfDialect.Six => [".smt", ".fpt", ".dbt"],
            _ => [".dbt", ".fpt"],
        };
        foreach (string one in usual) yield return one;
    }

    private static Dictionary<string, string> FactsOf(DbfHeader header, TableEncoding encoding, MemoFile? memos)
    {
        var facts = new Dictionary<string, string>
        {
            ["version"] = $"{header.Title} ({header.Version:X2})",
            ["encoding"] = encoding.ToString(),
            ["records"] = header.Records.ToString("N0"),
        };
        if (memos is not null) facts["memos"] = Path.GetFileName(memos.Path);
        return facts;
    }
}
