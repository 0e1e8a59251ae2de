extern alias converter;

using System.Text.Json;
using System.Text.RegularExpressions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Lakehouse.Execution;
using FlowForge.Lakehouse.Tests.Execution;
using Conversion = converter::FlowForge.Convert.Conversion;
using SparkSource = converter::FlowForge.Convert.Plans.SparkSource;

namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>From a recorded <c>spark.read…</c> to a plan that reads the same file with the same options.</summary>
internal static partial class ReaderPlan
{
    internal static bool IsReader(RecordedCase recorded) => recorded.Code.TrimStart().StartsWith("out = spark.read.", StringComparison.Ordinal) && ParityPlan.Find(recorded.Name) is null;

    /// <summary>Null when the code is more than one read.</summary>
    internal static ParityPlan? Of(RecordedCase recorded)
    {
        if (OneRead().Match(recorded.Code.Trim()) is not { Success: true } read) return null;
        string? format = null, file = null;
        var options = new List<(string Name, string Value)> { ("reader", "spark") };
        foreach (Match call in Call().Matches(read.Groups["calls"].Value))
        {
            string name = call.Groups["name"].Value;
            (List<string> values, List<(string, string)> named) = Arguments(call.Groups["arguments"].Value);
            options.AddRange(named);
            if (name == "option") options.Add((values[0], values[1]));
            else if (name == "schema") options.Add(("schema", values[0]));
            else if (name == "format") format = values[0];
            else if (name != "options") (file, format) = (Path.GetFileName(values[0]), name == "load" ? format : name);
        }
        string yaml = $"plan: parity\nsources:\n  raw:\n    path: {JsonSerializer.Serialize(file)}\n    format: {format}\n    options:\n{string.Concat(options.Select(option => $"      {option.Name}: {JsonSerializer.Serialize(option.Value)}\n"))}gold:\n  out:\n    - read: raw\n    - overwrite\n";
        return new ParityPlan([yaml], null, null, null);
    }

    internal static string Types(PlanSandbox sandbox) =>
        string.Join(", ", sandbox.Catalog.Find(new TableName("main", "gold", "out"))!.Latest().Schema.Columns.Select(column => $"{column.Name} {TypeNames.Of(column.Type)}"));

    // Texts in quotes, words and numbers as they are; `here + '/in.csv'` is the text.
    private static (List<string> Values, List<(string, string)> Named) Arguments(string text)
    {
        var values = new List<string>();
        var named = new List<(string, string)>();
        foreach (Match argument in Argument().Matches(text))
        {
            string value = argument.Groups["quote"].Success ? Unescape(argument.Groups["text"].Value) : argument.Groups["word"].Value;
            if (argument.Groups["key"].Success) named.Add((argument.Groups["key"].Value, value));
            else values.Add(value);
        }
        return (values, named);
    }

    private static string Unescape(string text) => Escape().Replace(text, match => match.Value[1] switch { 'n' => "\n", 't' => "\t", 'r' => "\r", '0' => "\0", var sign => sign.ToString() });

    [GeneratedRegex(@"^out\s*=\s*spark\.read(?<calls>(\s*\.\w+\((?:[^()'""]|'(?:\\.|[^'\\])*'|""(?:\\.|[^""\\])*"")*\))+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex OneRead();

    [GeneratedRegex(@"\.(?<name>\w+)\((?<arguments>(?:[^()'""]|'(?:\\.|[^'\\])*'|""(?:\\.|[^""\\])*"")*)\)")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?:(?<key>\w+)\s*=\s*)?(?:here\s*\+\s*)?(?:(?<quote>['""])(?<text>(?:\\.|(?!\k<quote>).)*)\k<quote>|(?<word>[\w.+-]+))(?=\s*(?:,|$))")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();
}

/// <summary>Raw files by the converter, as <c>flowforge run</c> has them.</summary>
internal sealed class ConvertedSources : ISourceReader
{
    public ConvertedSource Convert(PlanSource source, string path, string workFolder, CancellationToken cancellationToken)
    {
        string output = Path.Combine(workFolder, "rows.parquet");
        var request = new Conversion.ConversionRequest { Input = path, InputName = source.Path.Text, Output = output, OneTable = true, Read = SparkSource.Of(source, "UTC"), TempDirectory = workFolder };
        new Conversion.Converter(Conversion.FormatRegistry.Default, TimeProvider.System).Convert(request, null, cancellationToken);
        return new ConvertedSource([output]);
    }
}
