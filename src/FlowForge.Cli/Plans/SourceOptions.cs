using System.CommandLine;
using FlowForge.Cli.Conversions;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Plans;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Cli.Plans;

/// <summary>How a plan's source is read: its <c>options</c> are the flags of <c>flowforge convert</c> by their names, with <c>_</c> or <c>-</c> between words.</summary>
/// <remarks>They go through the same parser, so that a value means here what it means there. With <c>reader: spark</c> they are Spark's own.</remarks>
internal sealed class SourceOptions
{
    private const string YesOrNo = "yes|no";

    private readonly ReadFlags _reading = new();
    private readonly Option<string> _onBadRow = WriteFlags.BadRowOption();
    private readonly Command _command = new("source");

    public SourceOptions()
    {
        _reading.AddTo(_command);
        _command.Add(_onBadRow);
    }

    /// <summary>The request with what the source says of its format and options; what is wrong with them goes to <paramref name="findings"/>.</summary>
    /// <param name="timeZone">The plan's.</param>
    public ConversionRequest Apply(PlanSource source, ConversionRequest request, string timeZone, ICollection<Diagnostic> findings)
    {
        request = request with { Format = source.Format?.Text };
        if (SparkSource.Is(source)) return ReadBySpark(source, request, timeZone, findings);
        FormatDescription? format = source.Format is null ? null : FormatOf(source.Format, findings);
        foreach (IGrouping<string, Named<PlanText>> same in source.Options.GroupBy(option => option.Name.Text))
        {
            ReadOptions before = request.Read;
            if (Flag(same.First().Name, findings) is not { } flag) continue;
            request = Apply(flag, [.. same], request, findings);
            if (format is not null && request.Read.Chosen().Except(before.Chosen()).FirstOrDefault(chosen => !format.Options.Contains(chosen.Member)) is { Member: not null })
                findings.Add(Wrong(same.First().Name, $"'{same.Key}' does not go with {format.Title} files.", $"Options of {format.Name}: {string.Join(", ", ReadFlags.NamesFor(format).Select(Bare))}."));
        }
        return request;
    }

    private static ConversionRequest ReadBySpark(PlanSource source, ConversionRequest request, string timeZone, ICollection<Diagnostic> findings)
    {
        try
        {
            return request with { Read = SparkSource.Of(source, timeZone) with { MaxFileBytes = request.Read.MaxFileBytes } };
        }
        catch (InputException wrong)
        {
            findings.Add(wrong.Diagnostic);
            return request;
        }
    }

    private ConversionRequest Apply(Option flag, Named<PlanText>[] given, ConversionRequest request, ICollection<Diagnostic> findings)
    {
        ParseResult parsed = _command.Parse([.. given.Select(option => $"{flag.Name}={ValueOf(flag, option.Value.Text)}")]);
        try
        {
            if (parsed.Errors.Count == 0)
                return request with { Read = _reading.Apply(parsed, request.Read), OnBadRow = parsed.GetResult(_onBadRow) is null ? request.OnBadRow : WriteFlags.Policy(parsed.GetValue(_onBadRow)) };
            findings.Add(Wrong(given[0].Value, $"option '{given[0].Name}': {parsed.Errors[0].Message}", flag.Description));
        }
        catch (UsageException wrong)
        {
            findings.Add(Wrong(given[0].Value, $"option '{given[0].Name}': {wrong.Message}", flag.Description));
        }
        return request;
    }

    private Option? Flag(PlanText name, ICollection<Diagnostic> findings)
    {
        string word = name.Text.Replace('_', '-');
        if (_command.Options.FirstOrDefault(option => Bare(option.Name).Equals(word, StringComparison.OrdinalIgnoreCase)) is { } flag) return flag;
        string[] known = [.. _command.Options.Select(option => Bare(option.Name))];
        findings.Add(Wrong(name, $"'{name}' is not an option of a source.", Spelling.Nearest(word, known) is { } near ? $"Did you mean '{near}'?" : $"There are {string.Join(", ", known)}."));
        return null;
    }

    private static FormatDescription? FormatOf(PlanText name, ICollection<Diagnostic> findings)
    {
        FormatDescription[] known = [.. FormatRegistry.Default.Formats.Select(format => format.Description)];
        if (known.FirstOrDefault(format => format.Name.Equals(name.Text, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        findings.Add(Wrong(name, $"there is no format '{name}'.", Spelling.Nearest(name.Text, known.Select(format => format.Name)) is { } near ? $"Did you mean '{near}'?" : $"Formats: {string.Join(", ", known.Select(format => format.Name))}."));
        return null;
    }

    // YAML's own words for a switch.
    private static string ValueOf(Option flag, string text) =>
        flag.HelpName != YesOrNo ? text : text.ToUpperInvariant() switch { "TRUE" => "yes", "FALSE" => "no", _ => text };

    private static string Bare(string flag) => flag.TrimStart('-');

    private static Diagnostic Wrong(PlanText text, string summary, string? hint) =>
        new("plan-source-option", Severity.Error, text.Where ?? new Location("sources"), summary, hint);
}
