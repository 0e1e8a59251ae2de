using System.Globalization;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Convert.Plans;

/// <summary>How a plan's source is read: its options as those of a conversion.</summary>
/// <remarks>Without <c>reader</c> a source is converted like any file: options are the flags of <c>flowforge convert</c> without dashes before them,
/// and where Spark has an option of the same meaning, its name too. With <c>reader: spark</c> it is read as <c>spark.read</c> would, by Spark's options alone.</remarks>
public static class SourceOptions
{
    private const string Reader = "reader";

    private static readonly (string[] Names, Func<ReadOptions, string, ReadOptions> Apply)[] s_table =
    [
        (["table", "sheet"], (read, text) => read with { Tables = [.. read.Tables, .. Many(text)] }),
        (["merge-sheets"], (read, text) => read with { MergeSheets = Truth(text) }),
        (["types"], (read, text) => read with { AllText = Word(text, "infer", "text") == "text" }),
        (["encoding", "charset"], (read, text) => read with { Encoding = text }),
        (["delimiter", "sep"], (read, text) => read with { Delimiter = text is "tab" or "\\t" ? "\t" : text }),
        (["quote"], (read, text) => read with { Quote = Character(text) }),
        (["escape"], (read, text) => read with { Escape = Character(text) }),
        (["header"], (read, text) => read with { Header = Truth(text) }),
        (["comment"], (read, text) => read with { Comment = NoneIsEmpty(text) }),
        (["skip-rows"], (read, text) => read with { SkipRows = Count(text) }),
        (["null", "nullValue"], (read, text) => read with { NullTokens = [.. read.NullTokens ?? [], .. Many(text)] }),
        (["row-tag", "rowTag"], (read, text) => read with { RowTags = [.. read.RowTags, .. Many(text)] }),
        (["xml-strategy"], (read, text) => read with { XmlStrategy = Choice<XmlStrategy>(text) }),
        (["namespaces"], (read, text) => read with { XmlNamespaces = Choice<XmlNamespaces>(text) }),
        (["flatten"], (read, text) => read with { Flatten = Truth(text) }),
        (["include-deleted"], (read, text) => read with { IncludeDeleted = Truth(text) }),
        (["widths"], (read, text) => read with { Widths = text }),
        (["version-as-of", "versionAsOf"], (read, text) => read with { VersionAsOf = Count(text) }),
        (["timestamp-as-of", "timestampAsOf"], (read, text) => read with { TimestampAsOf = Time(text) }),
        (["changes-from"], (read, text) => read with { ChangesFrom = Count(text) }),
    ];

    /// <summary>The reading that a source asks for.</summary>
    /// <param name="timeZone">The plan's: the zone of times that name none.</param>
    /// <exception cref="InputException">There is no such option, or its value is none: says where it stands.</exception>
    public static ReadOptions Of(PlanSource source, string timeZone)
    {
        if (source.Options.FirstOrDefault(option => option.Name.Text == Reader) is { } reader) return OfReader(source, reader, timeZone);
        return source.Options.Aggregate(ReadOptions.Default, (read, option) =>
        {
            (string[]? names, Func<ReadOptions, string, ReadOptions> apply) = Array.Find(s_table, row => row.Names.Contains(option.Name.Text.Replace('_', '-'), StringComparer.OrdinalIgnoreCase));
            return names is null ? throw Wrong(source, option, $"there is no option {option.Name}. There are {string.Join(", ", s_table.Select(row => row.Names[0]))}, and reader: spark for Spark's own.") : Try(source, option, () => apply(read, option.Value.Text));
        });
    }

    /// <summary>A source as a request for one table.</summary>
    /// <param name="input">The source's path, made absolute.</param>
    /// <inheritdoc cref="Of"/>
    public static ConversionRequest Request(PlanSource source, string input, string output, string timeZone) => new()
    {
        Input = input,
        InputName = source.Path.Text,
        Output = output,
        OneTable = true,
        Format = source.Format?.Text,
        Read = Of(source, timeZone),
    };

    private static ReadOptions OfReader(PlanSource source, Named<PlanText> reader, string timeZone)
    {
        if (reader.Value.Text != "spark") throw Wrong(source, reader, $"reader: found '{reader.Value}', expected spark.");
        if (!Enum.TryParse(source.Format?.Text ?? Path.GetExtension(source.Path.Text).TrimStart('.'), ignoreCase: true, out SparkFileFormat format))
            throw Wrong(source, reader, "reader: spark reads csv, json and xml; name one of them with format.");
        var options = new SparkReadOptions { InferSchema = format == SparkFileFormat.Xml, TimeZone = timeZone };
        foreach (Named<PlanText> option in source.Options)
            if (option.Name.Text != Reader) options = Try(source, option, () => SparkReadOptions.Set(format, options, option.Name.Text, option.Value.Text));
        if (source.Columns.Count > 0) options = options with { Schema = [.. source.Columns.Select(column => new Column(column.Name.Text, column.Value))] };
        return ReadOptions.Default with { Spark = new SparkReading(format, options) };
    }

    private static T Try<T>(PlanSource source, Named<PlanText> option, Func<T> apply)
    {
        try
        {
            return apply();
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            throw Wrong(source, option, $"{option.Name}: {wrong.Message}");
        }
    }

    private static InputException Wrong(PlanSource source, Named<PlanText> option, string summary) =>
        new("source-option", option.Name.Where ?? source.Name.Where ?? new Location(source.Path.Text), summary);

    private static string[] Many(string text) => text.Split('|');

    private static string NoneIsEmpty(string text) => text == "none" ? "" : text;

    private static string Character(string text) => NoneIsEmpty(text) is { Length: <= 1 } one ? one : throw new FormatException($"found '{text}', expected one character, or none.");

    private static bool Truth(string text) => text.ToLowerInvariant() is "true" or "yes" || (text.ToLowerInvariant() is "false" or "no" ? false : throw new FormatException($"found '{text}', expected true or false."));

    private static string Word(string text, params string[] words) => words.Contains(text) ? text : throw new FormatException($"found '{text}', expected one of {string.Join(", ", words)}.");

    private static T Choice<T>(string text) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) ? value : throw new FormatException($"found '{text}', expected one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");

    private static int Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : throw new FormatException($"found '{text}', expected a number, 0 or more.");

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : throw new FormatException($"found '{text}', expected a time such as 2024-02-29T12:30:00Z.");
}
