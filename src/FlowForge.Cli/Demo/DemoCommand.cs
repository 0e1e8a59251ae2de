using System.CommandLine;
using FlowForge.Cli.Samples;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Demo;

/// <summary><c>flowforge demo</c>: makes the sample project and takes it from raw files to gold tables, by the commands that people would use.</summary>
internal sealed class DemoCommand : Command
{
    private const int MaxDay = 365;
    private const string Plan = "plans/petinsure.yaml";

    private static readonly DemoStage[] s_stages =
    [
        new("Typed tables of the raw files, as they are", "batch", "raw", "tables") { Unsaid = ["--quiet"] },
        new("What the raw files are, and what is wrong with them", "explore", "raw", "--out", "findings") { Unsaid = ["--progress", "none"] },
        new("The plan is checked before anything runs", "validate", Plan),
        new("From raw files to gold tables", "run", Plan) { Unsaid = ["--progress", "none"] },
        new("The same as notebooks, a job and a bundle for Databricks", "generate", Plan, "--catalog", "main", "--schema", "petinsure", "--out", "generated"),
        new("What a gold table says", "sql", "SELECT month, claims, written_premium, earned_premium, amount_paid, loss_ratio FROM gold.monthly_kpis ORDER BY month DESC LIMIT 6"),
    ];

    private readonly Argument<string> _folder = new("FOLDER") { Description = "Where the project goes. Files of it that are there stay as people changed them; raw files are made anew.", DefaultValueFactory = _ => "flowforge-demo" };
    private readonly Option<int?> _scale = new("--scale") { Description = $"Size of the data, 1 to {SampleSize.MaxScale:N0}: 1 is 2,000 customers and 12,000 claims. Default: that of the folder's files, or 1.", HelpName = "N" };
    private readonly Option<int> _day = new("--day") { Description = $"Make only the files that arrive on this day, 2 to {MaxDay}, and take in what is new. Default: 1, the first day, with everything.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Shell _shell;

    public DemoCommand(Shell shell) : base("demo", "Makes the sample project, a pet insurer's dirty files and their plan, and takes it to gold tables.")
    {
        _shell = shell;
        Add(_folder);
        Add(_scale);
        Add(_day);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(parsed.GetRequiredValue(_folder), _shell.WorkingFolder);
        int day = parsed.GetValue(_day), scale = Scale(parsed, folder, day);
        long began = _shell.Time.GetTimestamp();
        WriteProject(new SampleProject(folder, scale), folder, day, cancellationToken);
        for (int i = 0; i < s_stages.Length; i++)
            if (await RunStageAsync(i + 2, s_stages[i], folder, parsed.InvocationConfiguration, cancellationToken) is var exitCode and not ExitCodes.Done)
                return exitCode;
        TellWhatToLookAt(folder, _shell.Time.GetElapsedTime(began));
        return ExitCodes.Done;
    }

    /// <exception cref="UsageException">Not a scale or day, or not those of the folder.</exception>
    private int Scale(ParseResult parsed, string folder, int day)
    {
        int? given = parsed.GetValue(_scale), there = SampleProject.ScaleIn(folder);
        if (given is < 1 or > SampleSize.MaxScale) throw new UsageException($"--scale: found {given:N0}, expected 1 to {SampleSize.MaxScale:N0}.");
        if (day is < 1 or > MaxDay) throw new UsageException($"--day: found {day:N0}, expected 1 to {MaxDay}.");
        if (day > 1 && there is null) throw new UsageException($"--day {day}: {folder} does not have the first day's files. Run flowforge demo there without --day first.");
        if (given is not null && there is not null && given != there) throw new UsageException($"--scale {given}: {folder} has files of scale {there}, which tell of another insurer. Name another folder.");
        return given ?? there ?? 1;
    }

    private void WriteProject(SampleProject project, string folder, int day, CancellationToken cancellationToken)
    {
        Say($"1. The sample project, in {folder}");
        foreach ((string path, bool isNew) in project.WriteProject()) Say($"   {path,-26}{(isNew ? "" : "kept as it is")}".TrimEnd());
        foreach (string file in project.WriteRaw(day))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Say($"   raw/{Path.GetFileName(file),-22}{new FileInfo(file).Length,14:N0} bytes");
        }
        _shell.Error.WriteLine();
    }

    private async Task<int> RunStageAsync(int number, DemoStage stage, string folder, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        Say($"{number}. {stage.Title}");
        Say($"   {stage.Line}");
        long began = _shell.Time.GetTimestamp();
        // As the line says it: in the project's folder, where paths and the project's settings are found.
        Directory.SetCurrentDirectory(folder);
        int exitCode = await CommandTree.Build(_shell with { WorkingFolder = folder }).Parse([.. stage.Arguments, .. stage.Unsaid]).InvokeAsync(configuration, cancellationToken);
        await _shell.Out.FlushAsync(cancellationToken);
        Say($"   {_shell.Time.GetElapsedTime(began).TotalSeconds:0.0} s");
        _shell.Error.WriteLine();
        return exitCode;
    }

    private void TellWhatToLookAt(string folder, TimeSpan took)
    {
        Say($"From raw files to gold in {took.TotalSeconds:0.0} s. Look further, in {folder}:");
        Say("   findings/report.html                     what each file holds, in pictures; findings/recommendations.yaml to accept and reject");
        Say("   generated/notebooks                      the plan's steps in PySpark, a notebook per table");
        Say("   README.md, plans/petinsure.yaml          which flaws the files have, and which step handles each");
        Say("   flowforge sql \"SELECT * FROM gold.customer_360 LIMIT 5\"");
        Say("   flowforge sql \"SELECT _reason, count(*) AS n FROM silver.claims_quarantine GROUP BY ALL\"");
        Say($"   flowforge lineage gold.monthly_kpis.loss_ratio --plan {Plan}");
        Say("   flowforge demo . --day 2                 the files of the next day arrive");
    }

    private void Say(string line) => _shell.Error.WriteLine(line);
}
