using System.CommandLine;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Demo;

/// <summary><c>flowforge demo</c>: makes the raw files of a pet insurer and turns them into typed tables, by the commands that people would use.</summary>
internal sealed class DemoCommand : Command
{
    private const int Seed = 20_261_031;
    private readonly Argument<string> _folder = new("FOLDER") { Description = "Where the files go.", DefaultValueFactory = _ => "flowforge-demo" };
    private readonly Option<int> _claims = new("--claims") { Description = "Insurance claims to make, 10 to 10,000,000; the other files follow in proportion.", HelpName = "N", DefaultValueFactory = _ => 20_000 };
    private readonly Shell _shell;

    public DemoCommand(Shell shell) : base("demo", "Makes a folder of dirty business files and converts it to typed Parquet.")
    {
        _shell = shell;
        Add(_folder);
        Add(_claims);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        int claims = parsed.GetValue(_claims);
        if (claims is < 10 or > 10_000_000) throw new UsageException($"--claims: found {claims:N0}, expected 10 to 10,000,000.");
        string folder = Path.Combine(_shell.WorkingFolder, parsed.GetRequiredValue(_folder));
        string raw = Path.Combine(folder, "raw"), tables = Path.Combine(folder, "tables");

        _shell.Error.WriteLine($"1. Raw files of a pet insurer, as dirty as real ones, in {raw}");
        foreach (string file in new PetInsurance(Seed).WriteTo(raw, claims))
            _shell.Error.WriteLine($"   {Path.GetFileName(file),-22}{new FileInfo(file).Length,12:N0} bytes");

        _shell.Error.WriteLine($"2. flowforge batch {raw} {tables}");
        int exitCode = await CommandTree.Build(_shell).Parse(["batch", raw, tables, "--force"]).InvokeAsync(parsed.InvocationConfiguration, cancellationToken);
        if (exitCode != ExitCodes.Done) return exitCode;

        _shell.Error.WriteLine("3. Look further:");
        _shell.Error.WriteLine($"   flowforge inspect {Path.Combine(raw, "claims.csv")}");
        _shell.Error.WriteLine($"   flowforge inspect {Path.Combine(tables, "claims.parquet")}");
        _shell.Error.WriteLine($"   flowforge convert {Path.Combine(raw, "vet_visits.xml")} visits --xml-strategy nested");
        return ExitCodes.Done;
    }
}
