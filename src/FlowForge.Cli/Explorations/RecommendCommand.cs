using System.CommandLine;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Terminal;
using FlowForge.Core.Diagnostics;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Recommendations;

namespace FlowForge.Cli.Explorations;

/// <summary><c>flowforge recommend FINDINGS</c>: lists recommendations, and notes what people decide about them.</summary>
internal sealed class RecommendCommand : ShellCommand
{
    private const string All = "all";

    private readonly Argument<string> _folder = new("FINDINGS") { Description = "The folder that flowforge explore wrote." };
    private readonly Option<string[]> _accept = new("--accept") { Description = "Accept the recommendation of this id; 'all' for all that are open. May be given again.", HelpName = "ID" };
    private readonly Option<string[]> _reject = new("--reject") { Description = "Reject the recommendation of this id; 'all' for all that are open. May be given again.", HelpName = "ID" };
    private readonly Option<string[]> _reopen = new("--reopen") { Description = "Take back what was decided about this id. May be given again.", HelpName = "ID" };
    private readonly Option<double?> _minConfidence = new("--min-confidence") { Description = "List, and with 'all' decide, only those that are at least so sure, 0 to 1.", HelpName = "SHARE" };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON for programs to stdout." };

    public RecommendCommand(Shell shell) : base(shell, "recommend", "Lists the recommendations of an exploration; accepts and rejects them.")
    {
        _minConfidence.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or > 1) result.AddError("--min-confidence: 0 to 1.");
        });
        Add(_folder);
        Add(_accept);
        Add(_reject);
        Add(_reopen);
        Add(_minConfidence);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult parsed, ResolvedSettings settings, CancellationToken cancellationToken)
    {
        var folder = new FindingsFolder(Path.GetFullPath(parsed.GetRequiredValue(_folder), Shell.WorkingFolder));
        RecommendationFile file = folder.Recommendations() ?? throw new InputException("no-recommendations", new Location(folder.Path), "there are no recommendations here.", "flowforge explore writes them.");
        double least = parsed.GetValue(_minConfidence) ?? 0;
        RecommendationFile decided = Decide(file, parsed, least);
        if (!ReferenceEquals(decided, file)) folder.Write(decided);
        Recommendation[] shown = [.. decided.Items.Where(one => one.Confidence >= least)];
        if (parsed.GetValue(_json)) WriteJson(decided with { Items = shown });
        else WriteText(shown);
        return Task.FromResult(ExitCodes.Done);
    }

    private RecommendationFile Decide(RecommendationFile file, ParseResult parsed, double least)
    {
        (Option<string[]> Option, Decision Decision)[] decisions = [(_accept, Decision.Accepted), (_reject, Decision.Rejected), (_reopen, Decision.Open)];
        string[][] ids = [.. decisions.Select(one => Ids(parsed.GetValue(one.Option) ?? [], file, least))];
        if (ids.SelectMany(some => some).GroupBy(id => id).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new UsageException($"{twice.Key} is named in two decisions.");
        for (int i = 0; i < ids.Length; i++)
            if (ids[i].Length > 0) file = file.Decided(ids[i], decisions[i].Decision);
        return file;
    }

    private static string[] Ids(string[] given, RecommendationFile file, double least) =>
        given.Contains(All) ? [.. given.Where(id => id != All).Union(file.Items.Where(one => one.Decision == Decision.Open && one.Confidence >= least).Select(one => one.Id))] : [.. given.Distinct()];

    private void WriteText(Recommendation[] shown)
    {
        foreach (IGrouping<string, Recommendation> table in shown.GroupBy(one => one.Address))
        {
            Shell.Out.WriteLine(table.Key);
            foreach (Recommendation one in table)
            {
                Shell.Out.WriteLine($"  {Mark(one.Decision)} {one.Id}  {one.Confidence:N2}{(one.ProposedHash is null ? "" : "  changed by hand")}");
                Shell.Out.WriteLine($"      {one.Action}: {one.Reason}");
            }
        }
        Shell.Out.WriteLine($"{ReportText.Count(shown.Length, "recommendation")}: {shown.Count(one => one.Decision == Decision.Accepted):N0} accepted, {shown.Count(one => one.Decision == Decision.Rejected):N0} rejected, {shown.Count(one => one.Decision == Decision.Open):N0} open");
    }

    private void WriteJson(RecommendationFile file)
    {
        using var json = new MemoryStream();
        NodeJson.Write(json, file.Write());
        Shell.Out.WriteLine(System.Text.Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length));
    }

    private static string Mark(Decision decision) => decision switch
    {
        Decision.Open => "[ ]",
        Decision.Accepted => "[x]",
        Decision.Rejected => "[-]",
    };
}
