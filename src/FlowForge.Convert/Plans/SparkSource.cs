using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Convert.Plans;

/// <summary>A plan's source with <c>reader: spark</c> among its options: it is read as <c>spark.read</c> would, by Spark's options and its declared columns alone.</summary>
public static class SparkSource
{
    /// <summary>The option that asks for it.</summary>
    public const string Option = "reader";

    /// <summary>Whether the source asks for a reader by name.</summary>
    public static bool Is(PlanSource source) => source.Options.Any(option => option.Name.Text == Option);

    /// <summary>The reading that such a source asks for.</summary>
    /// <param name="timeZone">The plan's: the zone of times that name none.</param>
    /// <exception cref="InputException">There is no such reader or option, or a value is none: says where it stands.</exception>
    public static ReadOptions Of(PlanSource source, string timeZone)
    {
        Named<PlanText> reader = source.Options.First(option => option.Name.Text == Option);
        if (reader.Value.Text != "spark") throw Wrong(source, reader.Value, $"found the reader '{reader.Value}', expected spark.");
        if (!Enum.TryParse(source.Format?.Text ?? Path.GetExtension(source.Path.Text).TrimStart('.'), ignoreCase: true, out SparkFileFormat format))
            throw Wrong(source, reader.Value, "reader: spark reads csv, json and xml; name one of them with format.");
        var options = new SparkReadOptions { InferSchema = format == SparkFileFormat.Xml, TimeZone = timeZone };
        foreach (Named<PlanText> option in source.Options)
            if (option.Name.Text != Option) options = Set(source, format, options, option);
        if (source.Columns.Count > 0) options = options with { Schema = [.. source.Columns.Select(column => new Column(column.Name.Text, column.Value))] };
        return ReadOptions.Default with { Spark = new SparkReading(format, options) };
    }

    private static SparkReadOptions Set(PlanSource source, SparkFileFormat format, SparkReadOptions options, Named<PlanText> option)
    {
        try
        {
            return SparkReadOptions.Set(format, options, option.Name.Text, option.Value.Text);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            throw Wrong(source, option.Name, $"{option.Name}: {wrong.Message}");
        }
    }

    private static InputException Wrong(PlanSource source, PlanText text, string summary) =>
        new("plan-source-option", text.Where ?? source.Name.Where ?? new Location(source.Path.Text), summary);
}
