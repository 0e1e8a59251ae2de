namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>An option of Spark's readers: its names, the formats that have it, and what it sets.</summary>
internal sealed record OptionName(string[] Names, SparkFileFormat[] Formats, Func<SparkReadOptions, string, SparkReadOptions> Set)
{
    private static readonly SparkFileFormat[] s_all = Enum.GetValues<SparkFileFormat>();
    private static readonly SparkFileFormat[] s_csv = [SparkFileFormat.Csv], s_json = [SparkFileFormat.Json], s_xml = [SparkFileFormat.Xml];

    private static readonly OptionName[] s_table =
    [
        Text("schema", s_all, (read, text) => read with { Schema = SparkReadOptions.ParseSchema(text) }),
        Text("mode", s_all, (read, text) => read with { Mode = Enum.TryParse(text, ignoreCase: true, out ParseMode mode) ? mode : throw Wrong("mode", text, "PERMISSIVE, DROPMALFORMED or FAILFAST") }),
        Text("columnNameOfCorruptRecord", s_all, (read, text) => read with { CorruptColumn = text }),
        Text("encoding charset", s_all, (read, text) => read with { Encoding = text }),
        Text("dateFormat", s_all, (read, text) => read with { DateFormat = text }),
        Text("timestampFormat", s_all, (read, text) => read with { TimestampFormat = text }),
        Text("timestampNTZFormat", s_all, (read, text) => read with { TimestampNtzFormat = text }),
        Text("timeZone", s_all, (read, text) => read with { TimeZone = text }),
        Text("lineSep", [SparkFileFormat.Csv, SparkFileFormat.Json], (read, text) => read with { LineSeparator = Unescape(text) }),
        Flag("multiLine wholeFile", [SparkFileFormat.Csv, SparkFileFormat.Json], (read, on) => read with { MultiLine = on }),
        Flag("inferSchema", [SparkFileFormat.Csv, SparkFileFormat.Xml], (read, on) => read with { InferSchema = on }),
        Flag("header", s_csv, (read, on) => read with { Header = on }),
        Text("sep delimiter", s_csv, (read, text) => read with { Separator = Unescape(text) }),
        Character("quote", s_csv, (read, sign) => read with { Quote = sign }),
        Character("escape", s_csv, (read, sign) => read with { Escape = sign }),
        Character("charToEscapeQuoteEscaping", s_csv, (read, sign) => read with { EscapeOfEscape = sign }),
        Character("comment", s_csv, (read, sign) => read with { Comment = sign }),
        Flag("ignoreLeadingWhiteSpace", s_csv, (read, on) => read with { TrimStart = on }),
        Flag("ignoreTrailingWhiteSpace", s_csv, (read, on) => read with { TrimEnd = on }),
        Text("emptyValue", s_csv, (read, text) => read with { EmptyValue = text }),
        Text("nanValue", s_csv, (read, text) => read with { NanValue = text }),
        Text("positiveInf", s_csv, (read, text) => read with { PositiveInfinity = text }),
        Text("negativeInf", s_csv, (read, text) => read with { NegativeInfinity = text }),
        Flag("preferDate", s_csv, (read, on) => read with { PreferDate = on }),
        Text("nullValue", [SparkFileFormat.Csv, SparkFileFormat.Xml], (read, text) => read with { NullValue = text }),
        Flag("primitivesAsString", s_json, (read, on) => read with { PrimitivesAsString = on }),
        Flag("prefersDecimal", s_json, (read, on) => read with { PrefersDecimal = on }),
        Flag("dropFieldIfAllNull", s_json, (read, on) => read with { DropFieldIfAllNull = on }),
        Flag("inferTimestamp", s_json, (read, on) => read with { InferTimestamp = on }),
        Flag("allowComments", s_json, (read, on) => read with { AllowComments = on }),
        Flag("allowUnquotedFieldNames", s_json, (read, on) => read with { AllowUnquotedNames = on }),
        Flag("allowSingleQuotes", s_json, (read, on) => read with { AllowSingleQuotes = on }),
        Flag("allowNumericLeadingZeros", s_json, (read, on) => read with { AllowLeadingZeros = on }),
        Flag("allowNonNumericNumbers", s_json, (read, on) => read with { AllowNonNumericNumbers = on }),
        Text("rowTag", s_xml, (read, text) => read with { RowTag = text.Trim('<', '>') }),
        Text("attributePrefix", s_xml, (read, text) => read with { AttributePrefix = text }),
        Text("valueTag", s_xml, (read, text) => read with { ValueTag = text }),
        Flag("excludeAttribute", s_xml, (read, on) => read with { ExcludeAttribute = on }),
        Flag("ignoreSurroundingSpaces", s_xml, (read, on) => read with { TrimText = on }),
    ];

    public static OptionName? Find(SparkFileFormat format, string name) =>
        Array.Find(s_table, option => option.Formats.Contains(format) && option.Names.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>All names of a format's options.</summary>
    public static IEnumerable<string> Of(SparkFileFormat format) => s_table.Where(option => option.Formats.Contains(format)).SelectMany(option => option.Names);

    public static string Hint(SparkFileFormat format) =>
        $" There are {string.Join(", ", s_table.Where(option => option.Formats.Contains(format)).Select(option => option.Names[0]).Order(StringComparer.OrdinalIgnoreCase))}.";

    private static OptionName Text(string names, SparkFileFormat[] formats, Func<SparkReadOptions, string, SparkReadOptions> set) => new(names.Split(' '), formats, set);

    private static OptionName Flag(string names, SparkFileFormat[] formats, Func<SparkReadOptions, bool, SparkReadOptions> set) =>
        Text(names, formats, (read, text) => set(read, bool.TryParse(text, out bool on) ? on : throw Wrong(names, text, "true or false")));

    private static OptionName Character(string names, SparkFileFormat[] formats, Func<SparkReadOptions, char, SparkReadOptions> set) =>
        Text(names, formats, (read, text) => set(read, Unescape(text) switch { "" => '\0', [var sign] => sign, _ => throw Wrong(names, text, "one character, or nothing for none") }));

    private static ArgumentException Wrong(string name, string text, string expected) => new($"{name}: found '{text}', expected {expected}.");

    private static string Unescape(string text) => text switch { "\\t" or "tab" => "\t", "\\n" => "\n", "\\r" => "\r", "\\r\\n" => "\r\n", "\\u0000" => "\0", _ => text };
}
