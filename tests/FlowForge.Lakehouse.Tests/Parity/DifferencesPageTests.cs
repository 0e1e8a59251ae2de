namespace FlowForge.Lakehouse.Tests.Parity;

/// <summary>docs/reference/spark-differences.md says of every recorded case that is not answered as Spark does why, and of no other.</summary>
public sealed class DifferencesPageTests
{
    [Fact]
    public void Page_Rows_AreTheCasesAndTheirReasons()
    {
        (string Name, ParityPlan Plan)[] steps = [.. Directory.EnumerateFiles(ParityPlan.Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Select(name => (name, ParityPlan.Find(name)!))];
        IEnumerable<(string, string)> expected =
        [
            .. steps.Where(step => step.Plan.Otherwise is not null).Select(step => (step.Name, step.Plan.Otherwise!)),
            .. steps.Where(step => step.Plan.NotInLanguage is not null).Select(step => (step.Name, step.Plan.NotInLanguage!)),
            .. DefinedOtherwise.Answers.Concat(DefinedOtherwise.NotInTheLanguage).Select(row => ($"`{row.Expression}`", row.Reason)),
        ];
        string page = Path.Combine(ParityFolder.RepositoryRoot, "docs", "reference", "spark-differences.md");
        IEnumerable<(string, string)> rows = File.ReadLines(page).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')).Select(cells => (cells[1].Trim(), cells[2].Trim())).Where(row => row.Item1 is not ("Case" or "Expression"));
        Assert.Equal(expected.Order(), rows.Order());
    }
}
