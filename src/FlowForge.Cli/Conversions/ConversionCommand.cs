using System.CommandLine;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Conversions;

/// <summary>What convert, batch, inspect and validate have in common: how to read, how much to spend, whom to tell.</summary>
internal abstract class ConversionCommand : ShellCommand
{
    private readonly Option<string> _format = new("--format") { Description = "The input's format, when content and extension shall not decide. See: flowforge formats", HelpName = "FORMAT" };
    private readonly Option<string> _pages = new("--pages") { Description = "Pages of a PDF. This version does not read PDF.", HelpName = "PAGES" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "No progress and no summary; warnings and errors only." };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout." };

    protected ConversionCommand(Shell shell, string name, string description, IEnumerable<Setting> settings)
        : base(shell, name, description, [.. settings, SettingsTable.MaxFileSize, SettingsTable.ChunkSize, SettingsTable.Threads, SettingsTable.MemoryLimit, SettingsTable.TempDirectory, SettingsTable.Progress])
    {
    }

    protected ReadFlags Reading { get; } = new();

    protected bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    protected bool IsQuiet(ParseResult parsed) => parsed.GetValue(_quiet);

    protected Messages Messages(ParseResult parsed) => new(Shell.Error, IsQuiet(parsed));

    /// <summary>Adds the common options behind the command's own.</summary>
    protected void AddCommonOptions()
    {
        Add(_format);
        Reading.AddTo(this);
        Add(_pages);
        AddSettingOptions();
        Add(_quiet);
        Add(_json);
    }

    /// <summary>The request as far as reading and resources go; output and input are still to be said.</summary>
    /// <exception cref="UsageException">An option that this version does not have.</exception>
    protected ConversionRequest Request(ParseResult parsed, ResolvedSettings settings)
    {
        if (parsed.GetResult(_pages) is not null) throw new UsageException("--pages: this version of FlowForge does not read PDF.");
        ConversionRequest request = ConversionSettings.Request(settings);
        return request with { Read = Reading.Apply(parsed, request.Read), Format = parsed.GetValue(_format) };
    }

    protected StoragePlaces Places(ResolvedSettings settings) => ConversionSettings.Places(Shell, settings);

    /// <exception cref="UsageException">Not a place.</exception>
    protected static StorageLocation Resolve(StoragePlaces places, string text)
    {
        try
        {
            return places.Resolve(text);
        }
        catch (InputException wrong)
        {
            throw new UsageException($"{text}: {wrong.Diagnostic.Summary} {wrong.Diagnostic.Hint}");
        }
    }

    protected IProgressDisplay StartDisplay(ParseResult parsed, ResolvedSettings settings) =>
        ProgressDisplay.Start(Shell, settings.Get(SettingsTable.Progress), IsQuiet(parsed));

    protected Converter NewConverter() => new(FormatRegistry.Default, Shell.Time);
}
