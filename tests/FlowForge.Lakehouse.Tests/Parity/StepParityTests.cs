using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Expressions;
using FlowForge.Lakehouse.Tests.Execution;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>Plans against what Apache Spark answered to the same questions over the same rows.</summary>
public sealed class StepParityTests(ITestOutputHelper output)
{
    private const double Goal = 0.97;

    [Fact]
    public void Steps_OnRecordedInputs_GiveSparksRows()
    {
        string folder = Path.Combine(Repository.Recordings("FLOWFORGE_PARITY_CASES", "spark"), "steps");
        var counts = new Dictionary<Verdict, int>();
        var differences = new List<string>();
        var missing = new List<string>();
        foreach (RecordedCase recorded in RecordedCase.All(folder))
        {
            (Verdict verdict, string? detail) = Judge(recorded);
            if (verdict == Verdict.Different && ParityPlan.Find(recorded.Name)?.Otherwise is not null) verdict = Verdict.DefinedOtherwise;
            counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
            if (verdict == Verdict.NotInTheLanguage) missing.Add(recorded.Id);
            if (verdict == Verdict.Different) differences.Add($"{recorded.Id}: {detail}");
        }
        int Of(Verdict verdict) => counts.GetValueOrDefault(verdict);
        output.WriteLine($"steps: {Of(Verdict.Equal)} equal / {Of(Verdict.DefinedOtherwise)} defined otherwise / {Of(Verdict.NotInTheLanguage)} not in the language");
        output.WriteLine($"not in the language: {string.Join(", ", missing)}");
        foreach (string difference in differences) output.WriteLine(difference);
        int known = Of(Verdict.Equal) + Of(Verdict.DefinedOtherwise) + differences.Count;
        Assert.True(known > 0, "There is no recording of a known case.");
        Assert.True(differences.Count <= (1 - Goal) * known, string.Join('\n', differences));
    }

    private enum Verdict
    {
        Equal,
        DefinedOtherwise,
        NotInTheLanguage,
        Different,
    }

    private static (Verdict, string?) Judge(RecordedCase recorded)
    {
        bool isReader = ReaderPlan.IsReader(recorded);
        if ((isReader ? ReaderPlan.Of(recorded) : ParityPlan.Find(recorded.Name)) is not { NotInLanguage: null } plan) return (Verdict.NotInTheLanguage, null);
        using var sandbox = new PlanSandbox();
        try
        {
            foreach (string phase in plan.Phases)
            {
                sandbox.Run(phase, options => isReader ? options with { PlanFolder = recorded.Folder, Sources = new ConvertedSources() } : options with { PlanFolder = recorded.Folder });
                sandbox.Clock.Advance(TimeSpan.FromDays(30));
            }
        }
        catch (InputException failure)
        {
            string? condition = failure.InnerException is { } inner ? SparkException.From(inner)?.Condition : null;
            return recorded.Error is { } error && (condition == error || failure.Diagnostic.Id == plan.Error) ? (Verdict.Equal, null) : (Verdict.Different, $"{condition} {failure.Message} {(recorded.Error is null ? "" : "expected " + recorded.Error)}");
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            return (Verdict.Different, bug.ToString().Replace('\n', ' ')[..Math.Min(900, bug.ToString().Length)]);
        }
        if (recorded.Error is not null) return (Verdict.Different, $"no error, expected {recorded.Error}");
        if (isReader && ReaderPlan.Types(sandbox) is var types && types != recorded.Types("out")) return (Verdict.Different, $"types {types}, expected {recorded.Types("out")}");
        string? difference = recorded.Answers.Select(answer => Compare(sandbox, recorded, answer.Name, answer.File)).FirstOrDefault(found => found is not null);
        return difference is null ? (Verdict.Equal, null) : (Verdict.Different, difference);
    }

    private static string? Compare(PlanSandbox sandbox, RecordedCase recorded, string name, string file)
    {
        if (sandbox.Catalog.Find(new TableName("main", "gold", name)) is not { } table) return $"no table gold.{name}";
        using DeltaRelation rows = table.Latest().Read();
        using DuckDbConnection connection = sandbox.Engine.Connect();
        DeltaRelation.Prepare(connection);
        return RowComparison.Difference(connection, $"SELECT * FROM read_parquet({SqlName.Literal(file)})", rows.Sql, recorded.IsOrdered) is { } difference ? $"{name}: {difference}" : null;
    }
}
