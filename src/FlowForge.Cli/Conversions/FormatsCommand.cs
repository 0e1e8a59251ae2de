using System.CommandLine;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;

namespace FlowForge.Cli.Conversions;

/// <summary><c>flowforge formats</c>: what can be read, and how far.</summary>
internal sealed class FormatsCommand : Command
{
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs." };
    private readonly Shell _shell;

    public FormatsCommand(Shell shell) : base("formats", "Tells the formats: extensions, features, limits, and the options each one takes.")
    {
        _shell = shell;
        Add(_json);
        SetAction(Write);
    }

    private void Write(ParseResult parsed)
    {
        ShownFormat[] formats = [.. FormatRegistry.Default.Formats.Select(format => ShownFormat.Of(format.Description))];
        if (parsed.GetValue(_json)) _shell.WriteJson(formats, CliJson.Relaxed.ShownFormatArray);
        else foreach (ShownFormat format in formats) Write(format);
    }

    private void Write(ShownFormat format)
    {
        _shell.Out.WriteLine($"{format.Name}  {format.Title}  {string.Join(' ', format.Extensions)}");
        foreach (string feature in format.Features) _shell.Out.WriteLine($"  + {feature}");
        foreach (string limit in format.Limits) _shell.Out.WriteLine($"  - {limit}");
        if (format.Options.Count > 0) _shell.Out.WriteLine($"  options: {string.Join(' ', format.Options)}");
        _shell.Out.WriteLine();
    }
}

/// <param name="Options">Names on the command line.</param>
internal sealed record ShownFormat(string Name, string Title, IReadOnlyList<string> Extensions, IReadOnlyList<string> Features, IReadOnlyList<string> Limits, IReadOnlyList<string> Options)
{
    public static ShownFormat Of(FormatDescription format) => new(format.Name, format.Title, format.Extensions, format.Features, format.Limits, ReadFlags.NamesFor(format));
}
