using System.Text.RegularExpressions;
using FlowForge.Core.Plans.Checking;

namespace FlowForge.Generate.Tests;

public sealed partial class SpecificationTests
{
    // Names whose letters are none of ASCII's give one word three times.
    private const string Names = """
        plan: names
        sources:
          größe: { path: a.parquet, columns: { x: int } }
          gräße: { path: b.parquet, columns: { x: int } }
          gr__e: { path: c.parquet, columns: { x: int } }
        bronze:
          größe: [read: größe, overwrite]
          gräße: [read: gräße, overwrite]
          end: [read: gr__e, overwrite]
        """;

    [Fact]
    public void Diagram_OfHardNames_HasAnIdForEachNodeAndNoSignThatEndsALabel()
    {
        CheckedPlan plan = PlanFixture.Check(Names, "names");
        string text = Generator.Generate(plan, PlanFixture.Options, Generator.Targets.Where(target => target.Name == "spec")).Single().Text;
        string diagram = Diagram().Match(text).Groups[1].Value;
        string[] lines = [.. diagram.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        Assert.Equal("flowchart LR", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.Matches("""^(subgraph [a-z]+|end|\w+\[\("[^"`<>\\]*"\)\]|\w+\["[^"`<>\\]*"\]|\w+ --> \w+)$""", line));
        string[] ids = [.. lines.Select(line => Node().Match(line)).Where(node => node.Success).Select(node => node.Groups[1].Value)];
        Assert.Equal(6, ids.Distinct().Count());
        Assert.All(lines.Where(line => line.Contains("-->", StringComparison.Ordinal)), edge => Assert.All(edge.Split(" --> "), end => Assert.Contains(end, ids)));
    }

    [GeneratedRegex("```mermaid\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Diagram();

    [GeneratedRegex("^(\\w+)\\[")]
    private static partial Regex Node();
}
