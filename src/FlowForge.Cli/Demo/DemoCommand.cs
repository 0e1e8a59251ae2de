using System.CommandLine;
using FlowForge.Cli.Samples;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Demo;

/// <summary><c>flowforge demo</c>: makes the sample project and takes it from raw files to gold tables and a measured model, by the commands that people would use.</summary>
internal sealed class DemoCommand : Command
{
    private const int MaxDay = 365;

    private static readonly (string File, string What)[] s_files =
    [
        ("findings/report.html", "what each file holds, in pictures"),
        ("findings/recommendations.yaml", "each proposed step: accept, reject, edit"),
        (DemoStages.Draft, "the plan made of those accepted"),
        (DemoStages.Plan, "the finished one: each step says why"),
        ("README.md", "which flaw is where, and what handles it"),
        ("generated/notebooks", "the plan in PySpark, a notebook a table"),
        ("generated/pipeline_spec.md", "dictionary, lineage, rules, row counts"),
        ("lakehouse/.experiments", "the model's record: columns, figures"),
    ];

    private readonly Argument<string> _folder = new("FOLDER") { Description = "Where the project goes. Files of it that are there stay as people changed them; raw files are made anew.", DefaultValueFactory = _ => "flowforge-demo" };
    private readonly Option<int?> _scale = new("--scale") { Description = $"Size of the data, 1 to {SampleSize.MaxScale:N0}: 1 is 2,000 customers and 12,000 claims. Default: that of the folder's files, or 1.", HelpName = "N" };
    private readonly Option<int> _day = new("--day") { Description = $"Make only the files that arrive on this day, 2 to {MaxDay}, and take in what is new. Default: 1, the first day, with everything.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _filesOnly = new("--files-only") { Description = "Make the project and its raw files, and run nothing." };
    private readonly Shell _shell;
    private readonly Painted _paint;

    public DemoCommand(Shell shell) : base("demo", "Makes the sample project, a pet insurer's dirty files and their plan, and takes it to gold tables and a measured model.")
    {
        _shell = shell;
        _paint = new Painted(shell);
        Add(_folder);
        Add(_scale);
        Add(_day);
        Add(_filesOnly);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(parsed.GetRequiredValue(_folder), _shell.WorkingFolder);
        int day = parsed.GetValue(_day), scale = Scale(parsed, folder, day);
        long began = _shell.Time.GetTimestamp();
        IReadOnlyList<DemoStage> stages = day == 1 ? DemoStages.FirstDay : DemoStages.LaterDay;
        if (parsed.GetValue(_filesOnly)) stages = [];
        var run = new DemoRun(_shell, folder, stages.Count + 1, parsed.InvocationConfiguration);
        WriteProject(run, new SampleProject(folder, scale), folder, day, cancellationToken);
        foreach (DemoStage stage in stages)
            if (await run.RunAsync(stage, cancellationToken) is var exitCode and not ExitCodes.Done)
                return exitCode;
        if (stages.Count > 0) TellWhatToLookAt(folder, day, run.Times, _shell.Time.GetElapsedTime(began));
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

    private void WriteProject(DemoRun run, SampleProject project, string folder, int day, CancellationToken cancellationToken)
    {
        run.Begin(day == 1 ? $"A pet insurer's raw files, with {Flaw.All.Count} kinds of flaws planted in them" : $"The files of day {day}");
        long began = _shell.Time.GetTimestamp();
        _paint.Line(folder);
        string[] kept = [.. project.WriteProject().Where(file => !file.IsNew).Select(file => file.Path)];
        if (kept.Length > 0) _paint.Line($"kept as it is: {string.Join(", ", kept)}");
        foreach (string file in project.WriteRaw(day))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _paint.Line($"raw/{Path.GetFileName(file),-24}{new FileInfo(file).Length,14:N0} bytes");
        }
        run.End("sample", _shell.Time.GetElapsedTime(began));
    }

    private void TellWhatToLookAt(string folder, int day, IEnumerable<string> times, TimeSpan took)
    {
        _paint.Title($"{(day == 1 ? "From raw files to gold and a measured model" : "What was new is in gold, and the model measured again,")} in {took.TotalSeconds:0.0} s");
        foreach (string line in times) _paint.Faint(line);
        _paint.Blank();
        _paint.Line("Open");
        foreach ((string file, string what) in s_files.Where(one => Path.Exists(Path.Combine(folder, one.File)))) _paint.Line($"  {file,-31}{what}");
        _paint.Blank();
        _paint.Line("Try");
        if (!folder.Equals(_shell.WorkingFolder, StringComparison.Ordinal)) _paint.Command($"cd {Path.GetRelativePath(_shell.WorkingFolder, folder)}");
        string name = CallName(folder);
        _paint.Command($"{name} sql \"SELECT * FROM gold.customer_360 LIMIT 5\"");
        _paint.Command($"{name} lineage gold.monthly_kpis.loss_ratio --plan {DemoStages.Plan}");
        _paint.Command($"{name} run {DemoStages.Draft} --lakehouse lakehouse-draft");
        _paint.Command($"{name} demo . --day {day + 1}");
    }

    /// <summary>How the next command is called from the project's folder: by the script that was run, which need not be on the path.</summary>
    private string CallName(string folder) => _shell.Environment("FLOWFORGE_SCRIPT") is { Length: > 0 } script ? Path.GetRelativePath(folder, script) : "flowforge";
}
