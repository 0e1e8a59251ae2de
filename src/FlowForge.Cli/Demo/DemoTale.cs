using System.Text.Json;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Terminal;

namespace FlowForge.Cli.Demo;

/// <summary>What the commands of the demo answered, in lines that fit 80 columns: read from the JSON that they write for programs.</summary>
internal static class DemoTale
{
    private static readonly string[] s_layers = ["bronze", "silver", "gold", "ml"];
    private static readonly JsonElement s_nothing = JsonElement.Parse("[]");

    internal static void Converted(JsonElement report, TextWriter text)
    {
        var table = new TextTable("FILE", "ROWS", "SET ASIDE", "").AlignRight(1, 2);
        foreach (JsonElement file in Items(report, "files"))
            table.Add(Text(file, "source"), Count(file, "rows"), Count(file, "rejected"), Text(file, "outcome"));
        table.WriteTo(text);
        text.WriteLine($"{report.GetProperty("files").GetArrayLength()} files: {Count(report, "converted")} converted, {Count(report, "unchanged")} unchanged since the last time");
    }

    internal static void Explored(JsonElement exploration, TextWriter text)
    {
        JsonElement together = exploration.GetProperty("together");
        var table = new TextTable("DATASET", "ROWS", "LEVEL", "KEY", "TARGET", "QUALITY", "FAILED CHECKS").AlignRight(1, 5, 6);
        foreach ((JsonElement one, JsonElement full) in Items(together, "datasets").Zip(Items(exploration, "datasets")))
            table.Add(Text(one, "name"), Count(one, "rows"), Text(one, "level"), string.Join(" + ", Items(one, "key").Select(key => key.GetString())), Text(one, "target"), $"{one.GetProperty("quality").GetDouble():0.0}", $"{Count(one, "checks_failed")} of {Count(full.GetProperty("dataset"), "checks_run")}");
        table.WriteTo(text);
        long orphans = Items(together, "relationships").Count(one => one.GetProperty("orphan_rows").GetInt64() > 0);
        text.WriteLine($"{ReportText.Count(Items(together, "relationships").Count(), "reference")} between datasets, {orphans:N0} of them with orphans");
        text.WriteLine($"{ReportText.Count(exploration.GetProperty("recommendations").GetProperty("items").GetArrayLength(), "recommendation")} -> findings/recommendations.yaml");
    }

    internal static void Recommended(JsonElement file, TextWriter text)
    {
        JsonElement[] items = [.. Items(file, "items")], accepted = [.. items.Where(one => Text(one, "decision") == "accepted")];
        text.WriteLine($"{accepted.Length:N0} accepted: {string.Join(", ", s_layers.Select(layer => $"{accepted.Count(one => Text(one, "layer") == layer):N0} {layer}"))}; the others wait");
        foreach (JsonElement one in accepted.Where(one => Text(one, "layer") == "silver").OrderByDescending(one => one.GetProperty("confidence").GetDouble()).DistinctBy(Action).Take(4))
            text.WriteLine(Short($"  {Text(one, "table")}, {Action(one)}: {Text(one, "reason")}"));
    }

    internal static void Planned(JsonElement tables, TextWriter text)
    {
        JsonElement[] all = [.. tables.EnumerateArray()];
        var table = new TextTable(["", .. s_layers.Select(layer => layer.ToUpperInvariant()), "ALL"]).AlignRight(1, 2, 3, 4, 5);
        foreach ((string what, Func<JsonElement, int> count) in new (string, Func<JsonElement, int>)[] { ("tables", _ => 1), ("steps", one => one.GetProperty("steps").GetArrayLength()) })
            table.Add([what, .. s_layers.Select(layer => $"{all.Where(one => Text(one, "layer") == layer).Sum(count):N0}"), $"{all.Sum(count):N0}"]);
        table.WriteTo(text);
    }

    /// <param name="ended">The last event of a run.</param>
    internal static void Ran(JsonElement ended, TextWriter text)
    {
        JsonElement run = ended.GetProperty("run");
        JsonElement[][] tables = [.. Items(run, "steps").GroupBy(step => Text(step, "table")).Select(steps => steps.ToArray())];
        var table = new TextTable("LAYER", "TABLES", "CHANGED", "ROWS", "LEFT OUT", "SECONDS").AlignRight(1, 2, 3, 4, 5);
        foreach (IGrouping<string, JsonElement[]> layer in tables.GroupBy(steps => Text(steps[0], "table").Split('.')[1]))
            table.Add(layer.Key, $"{layer.Count():N0}", $"{layer.Count(steps => IsChanged(steps[^1])):N0}", $"{layer.Sum(steps => steps[^1].GetProperty("rows_out").GetInt64()):N0}",
                $"{layer.Sum(steps => steps.Sum(step => step.GetProperty("rows_rejected").GetInt64() + step.GetProperty("rows_ignored").GetInt64())):N0}", $"{layer.Sum(steps => steps.Sum(step => step.GetProperty("seconds").GetDouble())):0.0}");
        table.WriteTo(text);
        text.WriteLine($"{ReportText.Count(tables.Length, "table")}, {tables.Count(steps => IsChanged(steps[^1])):N0} changed; left out is what was set aside, or here before");
    }

    internal static void Generated(JsonElement files, TextWriter text)
    {
        string[] names = [.. files.EnumerateArray().Select(file => Text(file, "file"))];
        int changed = files.EnumerateArray().Count(file => file.GetProperty("is_changed").GetBoolean());
        text.WriteLine($"{ReportText.Count(names.Count(IsNotebook), "notebook")} in generated/notebooks, and");
        // A folder stands for its files.
        foreach (IGrouping<string, string> group in names.Where(name => !IsNotebook(name)).GroupBy(name => name.Split('/')[0]).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.WriteLine(group.ToArray() is [var only] ? $"  generated/{only}" : $"  generated/{group.Key}  {ReportText.Count(group.Count(), "file")}");
        text.WriteLine($"{changed:N0} written, {names.Length - changed:N0} unchanged: the same plan gives the same bytes");
    }

    internal static void Experimented(JsonElement experiment, TextWriter text)
    {
        JsonElement parts = experiment.GetProperty("parts"), results = experiment.GetProperty("results");
        text.WriteLine($"{Text(experiment, "label")} of {Text(experiment, "table").Split('.', 2)[1]}, split {Text(experiment, "split").Split(':')[0]}");
        text.WriteLine($"rows: {string.Join(", ", parts.EnumerateObject().Select(part => $"{Count(part.Value, "rows")} {part.Name}"))}");
        var table = new TextTable("ON THE TEST ROWS", "PR-AUC", "ROC-AUC", "LIFT AT 10 %").AlignRight(1, 2, 3);
        foreach (JsonProperty model in results.EnumerateObject())
            table.Add(model.Name.Replace('_', ' '), $"{model.Value.GetProperty("pr_auc").GetDouble():0.000}", $"{model.Value.GetProperty("roc_auc").GetDouble():0.000}", $"{model.Value.GetProperty("lift_at_10_percent").GetDouble():0.0}");
        table.WriteTo(text);
        JsonElement[] features = [.. Items(experiment.GetProperty("model"), "features")];
        text.WriteLine($"{ReportText.Count(features.Length, "column")} used, {Items(experiment, "left_out").Count():N0} left out; the strongest is {Text(features[0], "column")}");
    }

    private static bool IsNotebook(string name) => name.StartsWith("notebooks/", StringComparison.Ordinal);

    private static bool IsChanged(JsonElement last) =>
        last.TryGetProperty("version_after", out JsonElement after) && !(last.TryGetProperty("version_before", out JsonElement before) && before.GetInt64() == after.GetInt64());

    /// <summary>A step's document begins with its kind.</summary>
    private static string Action(JsonElement recommendation) => recommendation.GetProperty("step") is { ValueKind: JsonValueKind.Object } step ? step.EnumerateObject().First().Name : recommendation.GetProperty("step").ToString();

    private static string Short(string line) => line.Length <= Painted.Width ? line : $"{line[..(Painted.Width - 2)].TrimEnd()} …";

    private static JsonElement.ArrayEnumerator Items(JsonElement of, string name) => (of.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list : s_nothing).EnumerateArray();

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    private static string Count(JsonElement of, string name) => $"{of.GetProperty(name).GetInt64():N0}";
}
