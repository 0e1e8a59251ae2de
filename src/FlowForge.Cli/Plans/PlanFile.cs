using System.Text.RegularExpressions;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Lakehouse.Expressions;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Cli.Plans;

/// <summary>A plan's file, read and checked.</summary>
/// <param name="Findings">Of the document and of what it means, in the order of the file.</param>
internal sealed partial record PlanFile(CheckedPlan Checked, IReadOnlyList<Diagnostic> Findings)
{
    private static readonly string[] s_extensions = [".yaml", ".yml"];

    public bool IsValid => !Findings.Any(finding => finding.Severity == Severity.Error);

    public Plan Plan => Checked.Plan;

    /// <summary>What was found in the plan's sources, by their names; those that are not here are missing.</summary>
    public IReadOnlyDictionary<string, SourceLook> Looks { get; init; } = new Dictionary<string, SourceLook>();

    /// <summary>Whether a file is a plan: YAML with a top-level key <c>plan</c>.</summary>
    public static bool IsPlan(string path)
    {
        if (!s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) || !File.Exists(path)) return false;
        return File.ReadLines(path).Any(line => PlanKey().IsMatch(line));
    }

    /// <param name="outside">What is known of sources and of tables that the plan does not make.</param>
    /// <param name="around">What is wrong around the plan, asked when it was checked.</param>
    /// <exception cref="InputException">Not YAML.</exception>
    public static PlanFile Load(string path, ISchemaSource outside, Func<Plan, IReadOnlyList<Diagnostic>> around)
    {
        PlanReadResult read = PlanReader.Read(PlanYaml.Read(Text(path), path), path);
        using var constants = new ConstantCheck();
        CheckedPlan plan = PlanChecker.Check(read.Plan, outside, path, constants);
        return new PlanFile(plan, [.. read.Findings.Concat(plan.Findings).Concat(around(read.Plan)).Distinct().OrderBy(finding => finding.Where.Line ?? 0).ThenBy(finding => finding.Where.Column ?? 0)]);
    }

    private static string Text(string path) =>
        File.Exists(path) ? File.ReadAllText(path) : throw new InputException("no-such-file", new Location(path), "there is no such file.");

    [GeneratedRegex(@"^[""']?plan[""']?\s*:")]
    private static partial Regex PlanKey();
}
