using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Convert.Tables;

/// <summary>How to read an input. A null means: decide from the content.</summary>
public sealed record ReadOptions
{
    public static ReadOptions Default { get; } = new();

    /// <summary>How much <see cref="IFileFormat.Open"/> may look at. Set by the conversion, not by people.</summary>
    public ScanDepth Scan { get; init; }

    /// <summary>All columns as VARCHAR, exactly as written. Default false: infer.</summary>
    public bool AllText { get; init; }

    // Text formats: csv, fixed, json, xml, dbf.

    /// <summary>A name known to <see cref="System.Text.Encoding.GetEncoding(string)"/> with code pages, or a DBF code page number.</summary>
    public string? Encoding { get; init; }

    /// <summary>csv: one or more characters.</summary>
    public string? Delimiter { get; init; }

    /// <summary>csv: one character; empty for none.</summary>
    public string? Quote { get; init; }

    /// <summary>csv: one character; empty for none. Equal to the quote: doubled quotes.</summary>
    public string? Escape { get; init; }

    /// <summary>csv, fixed, excel: whether the first row holds the names.</summary>
    public bool? Header { get; init; }

    /// <summary>csv: lines that start with it are skipped and counted; empty for none.</summary>
    public string? Comment { get; init; }

    /// <summary>csv, fixed: lines to skip before the header.</summary>
    public int? SkipRows { get; init; }

    /// <summary>csv, fixed: texts that mean null in every column. Null: the usual tokens in columns that are not text.</summary>
    public IReadOnlyList<string>? NullTokens { get; init; }

    // Excel.

    /// <summary>Only these sheets or tables, by name without regard to case; <c>*</c> and <c>?</c> match. Empty: all.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>excel: sheets with equal headers become one table with a <c>_sheet</c> column.</summary>
    public bool MergeSheets { get; init; }

    // XML.

    /// <summary>xml: the element that is a row; local name or path. Several: a table each.</summary>
    public IReadOnlyList<string> RowTags { get; init; } = [];

    public XmlStrategy XmlStrategy { get; init; }

    public XmlNamespaces XmlNamespaces { get; init; }

    // JSON.

    /// <summary>json: nested objects to columns <c>a.b</c>.</summary>
    public bool Flatten { get; init; }

    // DBF.

    /// <summary>dbf: keep deleted rows, with a BOOLEAN column <c>_deleted</c>.</summary>
    public bool IncludeDeleted { get; init; }

    // Fixed width.

    /// <summary>fixed: the columns' widths in characters, e.g. <c>10,8,20</c>, or names with ranges <c>id:1-10,name:11-30</c>.</summary>
    public string? Widths { get; init; }

    // Delta.

    /// <summary>delta: the version to read. Null: the newest.</summary>
    public long? VersionAsOf { get; init; }

    /// <summary>delta: the time whose version to read. Null: the newest.</summary>
    public DateTimeOffset? TimestampAsOf { get; init; }

    /// <summary>delta: the changes since this version, itself included, in place of the rows.</summary>
    public long? ChangesFrom { get; init; }

    /// <summary>Read as Spark reads, by its options and none of the above. Null: by the file's evidence.</summary>
    public SparkReading? Spark { get; init; }

    /// <summary>The options that were set to something and that not every format honours.</summary>
    public IEnumerable<ChosenOption> Chosen()
    {
        if (Encoding is not null) yield return new(nameof(Encoding), "--encoding");
        if (Delimiter is not null) yield return new(nameof(Delimiter), "--delimiter");
        if (Quote is not null) yield return new(nameof(Quote), "--quote");
        if (Escape is not null) yield return new(nameof(Escape), "--escape");
        if (Header is not null) yield return new(nameof(Header), "--header");
        if (Comment is not null) yield return new(nameof(Comment), "--comment");
        if (SkipRows is not null) yield return new(nameof(SkipRows), "--skip-rows");
        if (NullTokens is not null) yield return new(nameof(NullTokens), "--null");
        if (Tables.Count > 0) yield return new(nameof(Tables), "--table/--sheet");
        if (MergeSheets) yield return new(nameof(MergeSheets), "--merge-sheets");
        if (RowTags.Count > 0) yield return new(nameof(RowTags), "--row-tag");
        if (XmlStrategy != default) yield return new(nameof(XmlStrategy), "--xml-strategy");
        if (XmlNamespaces != default) yield return new(nameof(XmlNamespaces), "--namespaces");
        if (Flatten) yield return new(nameof(Flatten), "--flatten");
        if (IncludeDeleted) yield return new(nameof(IncludeDeleted), "--include-deleted");
        if (Widths is not null) yield return new(nameof(Widths), "--widths");
        if (VersionAsOf is not null) yield return new(nameof(VersionAsOf), "--version-as-of");
        if (TimestampAsOf is not null) yield return new(nameof(TimestampAsOf), "--timestamp-as-of");
        if (ChangesFrom is not null) yield return new(nameof(ChangesFrom), "--changes-from");
    }

    // Limits for untrusted inputs.

    /// <summary>Bytes that may come out of one input. Default 1,000 MB; null lifts the limit.</summary>
    public long? MaxFileBytes { get; init; } = 1_000_000_000;

    /// <summary>Bytes of input in one block for readers that work in parallel. Default 4 MiB; at least 64 KiB.</summary>
    public int BlockBytes
    {
        get;
        init => field = value >= 65_536 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "BlockBytes: at least 65,536.");
    } = 4 << 20;
}

/// <summary>A format and the options of Spark's reader for it.</summary>
public sealed record SparkReading(SparkFileFormat Format, SparkReadOptions Options);

/// <summary>An option that was set: the member of <see cref="ReadOptions"/> and its flag on the command line.</summary>
public readonly record struct ChosenOption(string Member, string Flag);

/// <summary>How much of the input is looked at before its columns are named.</summary>
public enum ScanDepth
{
    /// <summary>The first rows: enough for nearly all inputs.</summary>
    Sample,

    /// <summary>Everything: the layout found then cannot change while reading.</summary>
    Full,
}

/// <summary>How XML becomes tables.</summary>
public enum XmlStrategy
{
    /// <summary>Scalars and attributes to columns, repeated children to child tables with the parent's key.</summary>
    Flat,

    /// <summary>Repeated children to LIST, children with content of their own to STRUCT.</summary>
    Nested,

    /// <summary>One VARCHAR column: each row element's XML.</summary>
    Text,
}

/// <summary>What becomes of namespaces in column names.</summary>
public enum XmlNamespaces
{
    /// <summary>Local names; a prefix only where two would clash.</summary>
    Strip,

    /// <summary>The prefix as written: <c>dc_title</c>.</summary>
    Prefix,

    /// <summary>The whole name: <c>{uri}title</c>.</summary>
    Keep,
}
