using System.CommandLine;
using System.Globalization;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Tables;

namespace FlowForge.Cli.Conversions;

/// <summary>The options that say how to read an input. Each stands for one member of <see cref="ReadOptions"/>, declared once here.</summary>
/// <remarks>The conversion refuses an option that the input's format does not honour, and names both.</remarks>
internal sealed class ReadFlags
{
    private readonly List<ReadFlag> _flags =
    [
        Many("--table", "NAME", "Only this table; * and ? match. May be given again.", nameof(ReadOptions.Tables), (options, names) => options with { Tables = [.. options.Tables, .. names] }),
        Many("--sheet", "NAME", "Only this sheet; * and ? match. May be given again.", nameof(ReadOptions.Tables), (options, names) => options with { Tables = [.. options.Tables, .. names] }),
        Switch("--merge-sheets", "Sheets with equal headers become one table with a _sheet column.", nameof(ReadOptions.MergeSheets), options => options with { MergeSheets = true }),
        Choice("--types", ["infer", "text"], "infer decides a column's type from all its values; text keeps every value as written. Default: infer.", nameof(ReadOptions.AllText), (options, word) => options with { AllText = word == "text" }),
        Text("--encoding", "NAME", "The text encoding or code page: utf-8, windows-1252, shift_jis, 850 … Default: detected.", nameof(ReadOptions.Encoding), (options, text) => options with { Encoding = text }),
        Text("--delimiter", "TEXT", "What stands between two values; tab or \\t for a tab. Default: detected.", nameof(ReadOptions.Delimiter), (options, text) => options with { Delimiter = Unescape(text) }),
        Text("--quote", "CHAR", "What stands around a value; none for nothing. Default: detected.", nameof(ReadOptions.Quote), (options, text) => options with { Quote = CharacterOrNone("--quote", text) }),
        Text("--escape", "CHAR", "What takes a quote's meaning away; none for nothing, the quote itself for doubled quotes. Default: detected.", nameof(ReadOptions.Escape), (options, text) => options with { Escape = CharacterOrNone("--escape", text) }),
        Choice("--header", ["yes", "no"], "Whether the first row holds the names. Default: detected.", nameof(ReadOptions.Header), (options, word) => options with { Header = word == "yes" }),
        Text("--comment", "TEXT", "Lines that start with it are skipped; none for no comments. Default: detected.", nameof(ReadOptions.Comment), (options, text) => options with { Comment = NoneIsEmpty(text) }),
        Number("--skip-rows", "ROWS", "Lines to skip before the header.", nameof(ReadOptions.SkipRows), (options, rows) => options with { SkipRows = rows }),
        Many("--null", "TEXT", "A text that means null in every column. May be given again.", nameof(ReadOptions.NullTokens), (options, tokens) => options with { NullTokens = [.. options.NullTokens ?? [], .. tokens] }),
        Many("--row-tag", "ELEMENT", "The XML element that is a row: a name or a path. May be given again: a table each. Default: found by repetition.", nameof(ReadOptions.RowTags), (options, tags) => options with { RowTags = [.. options.RowTags, .. tags] }),
        Choice("--xml-strategy", ["flat", "nested", "text"], "flat: repeated children to child tables. nested: to lists and structs. text: each row element's XML in one column. Default: flat.", nameof(ReadOptions.XmlStrategy), (options, word) => options with { XmlStrategy = Strategy(word) }),
        Choice("--namespaces", ["strip", "prefix", "keep"], "XML namespaces in column names: local names only, the prefix as written, or the whole name. Default: strip.", nameof(ReadOptions.XmlNamespaces), (options, word) => options with { XmlNamespaces = Namespaces(word) }),
        Switch("--flatten", "Nested JSON objects become columns a.b.", nameof(ReadOptions.Flatten), options => options with { Flatten = true }),
        Switch("--include-deleted", "Keep a DBF's deleted rows, with a column _deleted.", nameof(ReadOptions.IncludeDeleted), options => options with { IncludeDeleted = true }),
        Text("--widths", "WIDTHS", "A fixed-width file's columns: 10,8,20 or id:1-10,name:11-30. Default: detected.", nameof(ReadOptions.Widths), (options, text) => options with { Widths = text }),
        Version("--version-as-of", "The version of a Delta table to read. Default: the newest.", nameof(ReadOptions.VersionAsOf), (options, version) => options with { VersionAsOf = version }),
        Text("--timestamp-as-of", "TIME", "The time whose version of a Delta table to read: 2024-02-29, or with a time of day, UTC unless it has an offset.", nameof(ReadOptions.TimestampAsOf), (options, text) => options with { TimestampAsOf = Time("--timestamp-as-of", text) }),
        Version("--changes-from", "The changes of a Delta table since this version, itself included, in place of its rows.", nameof(ReadOptions.ChangesFrom), (options, version) => options with { ChangesFrom = version }),
    ];

    public void AddTo(Command command)
    {
        foreach (ReadFlag flag in _flags) command.Add(flag.Option);
    }

    /// <summary>The given options on top of <paramref name="options"/>.</summary>
    public ReadOptions Apply(ParseResult parsed, ReadOptions options) =>
        Given(parsed).Aggregate(options, (current, flag) => flag.Apply(parsed, current));

    /// <summary>The options as they were given, in the order of the table: two equal lists read an input alike.</summary>
    public IEnumerable<string> Words(ParseResult parsed) =>
        Given(parsed).SelectMany(flag => parsed.GetResult(flag.Option)!.Tokens.Select(token => token.Value).Prepend(flag.Option.Name));

    /// <summary>The names of the options behind the members that a format lists.</summary>
    public static IReadOnlyList<string> NamesFor(FormatDescription format) =>
        [.. new ReadFlags()._flags.Where(flag => format.Options.Contains(flag.Member)).Select(flag => flag.Option.Name)];

    private IEnumerable<ReadFlag> Given(ParseResult parsed) => _flags.Where(flag => parsed.GetResult(flag.Option) is { Implicit: false });

    private static string Unescape(string text) => text is "tab" ? "\t" : text.Replace("\\t", "\t", StringComparison.Ordinal);

    private static string NoneIsEmpty(string text) => text is "none" ? "" : text;

    private static string CharacterOrNone(string flag, string text)
    {
        string character = NoneIsEmpty(text);
        return character.Length <= 1 ? character : throw new UsageException($"{flag}: expected one character, or none; found '{text}'.");
    }

    private static XmlStrategy Strategy(string word) => Enum.Parse<XmlStrategy>(word, ignoreCase: true);

    private static XmlNamespaces Namespaces(string word) => Enum.Parse<XmlNamespaces>(word, ignoreCase: true);

    private static ReadFlag Text(string name, string helpName, string description, string member, Func<ReadOptions, string, ReadOptions> apply)
    {
        var option = new Option<string>(name) { Description = description, HelpName = helpName };
        return new ReadFlag(option, member, (parsed, options) => apply(options, parsed.GetRequiredValue(option)));
    }

    private static ReadFlag Many(string name, string helpName, string description, string member, Func<ReadOptions, string[], ReadOptions> apply)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = helpName, Arity = ArgumentArity.OneOrMore };
        return new ReadFlag(option, member, (parsed, options) => apply(options, parsed.GetRequiredValue(option)));
    }

    private static ReadFlag Choice(string name, string[] words, string description, string member, Func<ReadOptions, string, ReadOptions> apply)
    {
        var option = new Option<string>(name) { Description = description, HelpName = string.Join('|', words) };
        option.AcceptOnlyFromAmong(words);
        return new ReadFlag(option, member, (parsed, options) => apply(options, parsed.GetRequiredValue(option)));
    }

    private static ReadFlag Number(string name, string helpName, string description, string member, Func<ReadOptions, int, ReadOptions> apply)
    {
        var option = new Option<int>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(WholeNumber.NotNegative);
        return new ReadFlag(option, member, (parsed, options) => apply(options, parsed.GetRequiredValue(option)));
    }

    private static ReadFlag Version(string name, string description, string member, Func<ReadOptions, long, ReadOptions> apply)
    {
        var option = new Option<long>(name) { Description = description, HelpName = "VERSION" };
        option.Validators.Add(WholeNumber.NotNegative);
        return new ReadFlag(option, member, (parsed, options) => apply(options, parsed.GetRequiredValue(option)));
    }

    private static DateTimeOffset Time(string flag, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : throw new UsageException($"{flag}: '{text}' is not a time; expected one like 2024-02-29T12:30:00Z.");

    private static ReadFlag Switch(string name, string description, string member, Func<ReadOptions, ReadOptions> apply)
    {
        var option = new Option<bool>(name) { Description = description };
        return new ReadFlag(option, member, (parsed, options) => parsed.GetValue(option) ? apply(options) : options);
    }

    private sealed record ReadFlag(Option Option, string Member, Func<ParseResult, ReadOptions, ReadOptions> Apply);
}
