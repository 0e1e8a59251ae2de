using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>What Spark does with a record that does not fit its schema.</summary>
public enum ParseMode
{
    /// <summary>What does not fit is null, and the record's text goes to the corrupt column where the schema has one.</summary>
    Permissive,

    /// <summary>The record is left out.</summary>
    DropMalformed,

    /// <summary>The read ends.</summary>
    FailFast,
}

/// <summary>The options of <c>spark.read</c> for CSV, JSON and XML, with Spark's names, defaults and meaning. Immutable.</summary>
/// <remarks>Source: spark.apache.org/docs/latest/sql-data-sources-csv.html, -json.html and -xml.html</remarks>
public sealed record SparkReadOptions
{
    /// <summary>Columns instead of those of the file; null: the file's own.</summary>
    public IReadOnlyList<Column>? Schema { get; init; }

    public bool InferSchema { get; init; }

    public ParseMode Mode { get; init; }

    public string CorruptColumn { get; init; } = "_corrupt_record";

    public string Encoding { get; init; } = "UTF-8";

    /// <summary>A record may go over several lines. Default false.</summary>
    public bool MultiLine { get; init; }

    /// <summary>What ends a line; null: LF, CRLF and CR.</summary>
    public string? LineSeparator { get; init; }

    public string? DateFormat { get; init; }

    public string? TimestampFormat { get; init; }

    public string? TimestampNtzFormat { get; init; }

    public string TimeZone { get; init; } = "UTC";

    // CSV.

    public bool Header { get; init; }

    public string Separator { get; init; } = ",";

    /// <summary>NUL for none.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>NUL for none.</summary>
    public char Escape { get; init; } = '\\';

    /// <summary>Escapes the escape. Null: the escape itself where it is not the quote.</summary>
    public char? EscapeOfEscape { get; init; }

    /// <summary>Lines that begin with it are none; NUL for no comments.</summary>
    public char Comment { get; init; }

    public bool TrimStart { get; init; }

    public bool TrimEnd { get; init; }

    public string EmptyValue { get; init; } = "";

    public string NanValue { get; init; } = "NaN";

    public string PositiveInfinity { get; init; } = "Inf";

    public string NegativeInfinity { get; init; } = "-Inf";

    public bool PreferDate { get; init; } = true;

    // CSV and XML.

    /// <summary>The text that is null. Null for the format's default: the empty text in CSV, none in XML.</summary>
    public string? NullValue { get; init; }

    // JSON.

    public bool PrimitivesAsString { get; init; }

    public bool PrefersDecimal { get; init; }

    public bool DropFieldIfAllNull { get; init; }

    public bool InferTimestamp { get; init; }

    public bool AllowComments { get; init; }

    public bool AllowUnquotedNames { get; init; }

    public bool AllowSingleQuotes { get; init; } = true;

    public bool AllowLeadingZeros { get; init; }

    public bool AllowNonNumericNumbers { get; init; } = true;

    // XML.

    /// <summary>The element that is a row.</summary>
    public string RowTag { get; init; } = "";

    public string AttributePrefix { get; init; } = "_";

    public string ValueTag { get; init; } = "_VALUE";

    public bool ExcludeAttribute { get; init; }

    public bool TrimText { get; init; } = true;

    /// <summary>These options with one more, by Spark's name in any case.</summary>
    /// <exception cref="ArgumentException">There is no such option of the format, or its value is none; the message says which.</exception>
    public static SparkReadOptions Set(SparkFileFormat format, SparkReadOptions options, string name, string value) =>
        OptionName.Find(format, name) is { } option ? option.Set(options, value) : throw new ArgumentException($"Spark's {format.ToString().ToUpperInvariant()} reader has no such option, or it is not read here.{OptionName.Hint(format)}");

    /// <summary>A schema in Spark's words: <c>a INT, b STRING</c>, or <c>struct&lt;a:int&gt;</c>.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static IReadOnlyList<Column> ParseSchema(string text) =>
        TypeNames.Parse(text) is DataType.Struct structure ? structure.Fields : TypeNames.ParseColumns(text) ?? throw new ArgumentException($"schema: '{text}' is none; write names and types: a INT, b STRING.");
}

/// <summary>Formats that are read as Spark reads them.</summary>
public enum SparkFileFormat
{
    Csv,
    Json,
    Xml,
}
