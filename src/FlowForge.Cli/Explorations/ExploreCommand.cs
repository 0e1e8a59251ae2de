using System.CommandLine;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Progress;
using FlowForge.Cli.Projects;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Staging;
using FlowForge.Cli.Tables;
using FlowForge.Cli.Terminal;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.DuckDb;
using FlowForge.Explore;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Recommendations;
using FlowForge.Explore.Reports;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Explorations;

/// <summary><c>flowforge explore INPUT…</c>: measures datasets, and writes findings, recommendations and a report.</summary>
internal sealed class ExploreCommand : ConversionCommand
{
    private const string DefaultFolder = "findings";
    private const string ReportName = "report.html";

    private readonly Argument<string[]> _inputs = new("INPUT") { Description = "Files of any format, folders of files, Delta tables' folders, tables of the local catalog (schema.table), a plan (its sources), or places: /Volumes/…, s3://, abfss://, gs://. Several are explored together. Default: the sources of the project's flowforge.yaml.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _out = new("--out") { Description = $"The folder for findings, recommendations and report. Overrides and decisions that are there stay. Default: {DefaultFolder}.", HelpName = "FOLDER" };
    private readonly Option<string?> _compare = new("--compare") { Description = "The folder of an earlier exploration: tells what is other than there, and checks for drift.", HelpName = "FOLDER" };
    private readonly Option<long?> _sample = new("--sample") { Description = "Look at so many rows of each dataset only, drawn at random with a fixed seed. Default: all rows.", HelpName = "ROWS" };

    public ExploreCommand(Shell shell) : base(shell, "explore", "Profiles datasets: types, keys, relationships, quality checks; writes findings, recommendations and a report.", [SettingsTable.LakehouseRoot])
    {
        _sample.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() < 1) result.AddError("--sample: at least 1.");
        });
        Add(_inputs);
        Add(_out);
        Add(_compare);
        Add(_sample);
        AddCommonOptions();
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        var folder = new FindingsFolder(Path.GetFullPath(parsed.GetValue(_out) ?? DefaultFolder, Shell.WorkingFolder));
        FindingsFolder? earlier = parsed.GetValue(_compare) is { } named ? Earlier(Path.GetFullPath(named, Shell.WorkingFolder), named) : null;
        ConversionRequest request = Request(parsed, settings);
        StoragePlaces places = Places(settings);
        using var aside = new TempFolder(request.TempDirectory!);
        using DuckDbDatabase engine = TableWork.OpenEngine(settings);
        using DuckDbConnection connection = engine.Connect();
        ExplorationFindings findings;
        // What lies in the folder before it is written over, for comparing a folder with itself.
        var before = new Dictionary<string, PlanNode?>();
        using (IProgressDisplay display = StartDisplay(parsed, settings))
        {
            var conversion = new ConversionRun(NewConverter(), places, new InputStaging(places, Shell.OpenInput, request.TempDirectory!, request.Read.MaxFileBytes));
            using var inputs = new ExploreInputs(conversion, places, request, LakehouseFolder.Open(Shell, settings), engine, connection, Shell.Time, Shell.WorkingFolder, folder.Path, aside.Path, display) { Options = PlanOptions(parsed) };
            IReadOnlyList<DatasetSource> sources = parsed.GetValue(_inputs) is { Length: > 0 } given ? await inputs.ReadAsync(given, cancellationToken) : inputs.Read(Project(), cancellationToken);
            foreach (string note in inputs.Notes) display.Note(note);
            foreach (DatasetSource source in sources) before[source.Name] = earlier?.Find(source.Name);
            var options = new ExploreOptions { Now = Shell.Time.GetUtcNow(), SampleRows = parsed.GetValue(_sample) };
            findings = new Explorer(connection, options, folder.OverridesOf, before.GetValueOrDefault).Explore(sources, new DatasetProgress(display), cancellationToken);
        }
        RecommendationFile recommendations = folder.Write(findings);
        string report = folder.WriteText(ReportName, HtmlReport.Write(findings, recommendations.Items));
        Tell(parsed, findings, recommendations, report);
        if (earlier is not null) TellDifferences(findings, folder, before);
        return ExitCodes.Done;
    }

    /// <exception cref="UsageException">There is nothing to explore.</exception>
    private ProjectFile Project() =>
        SettingsResolver.ProjectFile(Shell.WorkingFolder) is { } path && ProjectFile.Read(path, []) is { Sources.Count: > 0 } project
            ? project : throw new UsageException($"explore: name an INPUT, or put sources into {SettingsResolver.ProjectFileName}.");

    private static FindingsFolder Earlier(string path, string named)
    {
        var folder = new FindingsFolder(path);
        return folder.Datasets().Count > 0 ? folder : throw new UsageException($"--compare {named}: there are no findings in this folder.");
    }

    // The words that are options of a source in a plan: --delimiter ; is delimiter: ";".
    private List<Named<PlanText>> PlanOptions(ParseResult parsed)
    {
        var options = new List<Named<PlanText>>();
        string name = "";
        bool isSwitch = false;
        foreach (string word in Reading.Words(parsed))
        {
            if (word.StartsWith("--", StringComparison.Ordinal)) (name, isSwitch) = (word[2..], true);
            else if (isSwitch) (options[^1], isSwitch) = (new Named<PlanText>(name, word), false);
            else options.Add(new Named<PlanText>(name, word));
            if (isSwitch) options.Add(new Named<PlanText>(name, "true"));
        }
        return options;
    }

    private void Tell(ParseResult parsed, ExplorationFindings findings, RecommendationFile recommendations, string report)
    {
        if (WantsJson(parsed))
        {
            using var json = new MemoryStream();
            NodeJson.Write(json, ExplorationDocument.Write(findings, recommendations));
            Shell.Out.WriteLine(System.Text.Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length));
        }
        if (IsQuiet(parsed)) return;
        ExploreText.Write(Shell.Error, findings);
        string folder = Path.GetRelativePath(Shell.WorkingFolder, Path.GetDirectoryName(report)!);
        Shell.Error.WriteLine($"{ReportText.Count(recommendations.Items.Count, "recommendation")}, {recommendations.Items.Count(one => one.Decision == Decision.Open):N0} not decided yet: flowforge recommend {folder}");
        Shell.Error.WriteLine($"Report: {Path.GetRelativePath(Shell.WorkingFolder, report)}");
    }

    private void TellDifferences(ExplorationFindings findings, FindingsFolder folder, Dictionary<string, PlanNode?> before)
    {
        foreach (DatasetFindings dataset in findings.Datasets)
        {
            if (before[dataset.Name] is not { } old)
            {
                Shell.Out.WriteLine($"+ {dataset.Name}: was not explored before");
                continue;
            }
            foreach (Difference difference in Comparison.Of(old, folder.Find(dataset.Name)!)) Shell.Out.WriteLine($"{dataset.Name} {difference}");
        }
    }

    /// <summary>The dataset that is measured now, on the display.</summary>
    private sealed class DatasetProgress(IProgressDisplay display) : IProgress<string>
    {
        private FileProgress? _current;

        public void Report(string value)
        {
            if (_current is not null) display.End(_current);
            _current = display.Begin($"exploring {value}");
        }
    }
}
