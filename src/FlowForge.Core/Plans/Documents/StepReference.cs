using System.Text;
using FlowForge.Core.Plans.Parameters;
using FlowForge.Core.Plans.Steps;

namespace FlowForge.Core.Plans.Documents;

/// <summary>The reference of all steps in Markdown: made from the definitions that read and run them.</summary>
public static class StepReference
{
    private static readonly (StepFamily Family, string Title, string Text)[] s_families =
    [
        (StepFamily.Ingest, "Ingest", "Bring rows in: `read` or `from` is the first step of every table."),
        (StepFamily.Clean, "Clean", "Make values right."),
        (StepFamily.Shape, "Shape", "Make other columns and other rows."),
        (StepFamily.Encode, "Encode", "Make numbers for models. What is fitted is stored as a table and used again."),
        (StepFamily.Serve, "Serve", "Make tables that models are trained on and served from."),
        (StepFamily.Write, "Write", "Put rows into the table: the last step."),
    ];

    /// <summary>What holds for all steps.</summary>
    public const string Lead = """
        A step is a map: its name with its main parameter first, its other parameters after it, and `id` and `why` where they help.

        ```yaml
        silver:
          customers:
            - from: bronze.customers
            - impute: income
              with: median
              why: the web form lets people leave it out
            - merge: customer_id
        ```

        A step without parameters may be its name alone. Expressions are Spark SQL ([functions](expressions.md)); names are compared regardless of case.
        Steps see the columns that the step before them gives. An editor that knows [plan.schema.json](plan.schema.json) completes and checks all of it.


        """;

    public static string Make()
    {
        var text = new StringBuilder();
        foreach ((StepFamily family, string title, string lead) in s_families)
        {
            StepDefinition[] definitions = [.. StepDefinitions.All.Where(definition => definition.Family == family)];
            text.Append($"## {title}\n\n{lead} {string.Join(" · ", definitions.Select(definition => $"[{definition.Name}](#{definition.Name})"))}\n\n");
            foreach (StepDefinition definition in definitions) Write(text, definition);
        }
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Write(StringBuilder text, StepDefinition definition)
    {
        text.Append($"### {definition.Name}\n\n{definition.Meaning}\n\n");
        if (definition.Parameters.Count > 0)
        {
            text.Append("| Parameter | Takes | Default | |\n|---|---|---|---|\n");
            for (int i = 0; i < definition.Parameters.Count; i++) Write(text, definition, i);
            text.Append('\n');
        }
        Line(text, "Null and NaN", definition.Nulls);
        Line(text, "Columns after it", definition.Output);
        Line(text, "Errors", definition.Errors);
        text.Append($"- **DuckDB:** `{definition.DuckDb}`\n- **Spark:** `{definition.Spark}`\n\n");
    }

    private static void Write(StringBuilder text, StepDefinition definition, int number)
    {
        Parameter parameter = definition.Parameters[number];
        string name = number == 0 ? $"`{definition.Name}:` ({parameter.Name})" : $"`{parameter.Name}`";
        string fallback = parameter.IsRequired ? "required" : parameter.DefaultText is { } value ? $"`{value}`" : "";
        text.Append($"| {name} | {Cell(parameter.KindName)} | {Cell(fallback)} | {Cell(parameter.Doc)} |\n");
    }

    private static void Line(StringBuilder text, string title, string content) => text.Append($"- **{title}:** {content.Replace("<", "\\<", StringComparison.Ordinal)}\n");

    private static string Cell(string content) => content.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);
}
