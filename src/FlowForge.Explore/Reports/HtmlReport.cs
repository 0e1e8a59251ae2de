using System.Text;
using FlowForge.Core.Diagnostics;
using FlowForge.Explore.Checks;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Recommendations;
using FlowForge.Explore.Typing;
using static FlowForge.Explore.Reports.Markup;

namespace FlowForge.Explore.Reports;

/// <summary>Findings as one page: style and plots are in it, so it opens anywhere, without a network.</summary>
public static class HtmlReport
{
    private const int MostColumns = 200;

    /// <summary>Of a dataset; a wide table has hundreds, and what comes below them is to be seen too.</summary>
    private const int MostChecks = 20;

    /// <summary>Of all datasets together.</summary>
    private const int MostFirst = 15;

    private static readonly string[] s_weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly string[] s_months = ["J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D"];

    public static string Write(ExplorationFindings findings, IReadOnlyList<Recommendation> recommendations)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Exploration</title><style>")
            .Append(Style()).Append("</style></head><body><main>");
        page.Append($"<h1>Exploration</h1><p class=\"dim\">{findings.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC · {Count(findings.Datasets.Count)} dataset{(findings.Datasets.Count == 1 ? "" : "s")} · {Count(findings.Datasets.Sum(one => one.Profile.Rows))} rows</p>");
        page.Append("<nav aria-label=\"Datasets\">").AppendJoin("", findings.Datasets.Select(one => $"<a href=\"#{Escape(one.Name)}\">{Escape(one.Name)}</a>")).Append("</nav>");
        Overview(page, findings);
        Attention(page, findings);
        Relationships(page, findings);
        foreach (DatasetFindings one in findings.Datasets) Dataset(page, one);
        Proposed(page, recommendations);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static string Style()
    {
        using var style = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return style.ReadToEnd();
    }

    private static void Overview(StringBuilder page, ExplorationFindings findings)
    {
        page.Append("<div class=\"card scroll\"><table><thead><tr><th>Dataset</th><th class=\"n\">Rows</th><th class=\"n\">Columns</th><th>A row is</th><th>Key</th><th>Time</th><th>Target</th><th class=\"n\">Quality</th><th class=\"n\">Failed</th></tr></thead><tbody>");
        foreach (DatasetFindings one in findings.Datasets)
            page.Append($"<tr><td><b>{Escape(one.Name)}</b></td><td class=\"n\">{Count(one.Profile.Rows)}{(one.Profile.SampledFrom is { } all ? $" of {Count(all)}" : "")}</td><td class=\"n\">{one.Profile.Columns.Count}</td><td>{one.Grain.Level.ToString().ToLowerInvariant()}</td><td>{Escape(one.Keys is [var key, ..] ? key.ToString() : "none")}</td><td>{Escape(one.Grain.Time ?? "")}</td><td>{Escape(one.Target?.Column ?? "")}</td><td class=\"n\">{one.Quality.Value:0.0}</td><td class=\"n\">{one.Checks.Count(check => check.Failed)} of {one.Checks.Count}</td></tr>");
        page.Append("</tbody></table></div>");
        if (findings.Datasets.Any(one => one.Profile.SampledFrom is not null)) page.Append("<p class=\"warning\">Some datasets were sampled, as asked: their numbers are of the rows drawn.</p>");
    }

    private static void Attention(StringBuilder page, ExplorationFindings findings)
    {
        CheckResult[] failed = [.. findings.Datasets.SelectMany(one => one.Checks).Where(check => check.Failed && check.Check.Severity != Severity.Info).OrderByDescending(check => check.Check.Severity).ThenByDescending(check => check.Rows)];
        if (failed.Length == 0) return;
        page.Append("<h3>Look at these first</h3><div class=\"card scroll\">");
        Checks(page, failed.Take(MostFirst), withDataset: true);
        if (failed.Length > MostFirst) page.Append($"<p class=\"dim\">and {failed.Length - MostFirst} more, below</p>");
        page.Append("</div>");
    }

    private static void Relationships(StringBuilder page, ExplorationFindings findings)
    {
        if (findings.Relationships.Count == 0) return;
        page.Append("<h2>Relationships</h2><div class=\"card scroll fit\">").Append(RelationshipGraph.Draw(findings)).Append("</div><div class=\"card scroll\"><table><thead><tr><th>Child</th><th>Parent</th><th>Cardinality</th><th class=\"n\">Orphan rows</th><th class=\"n\">Orphans</th><th class=\"n\">Parents used</th><th class=\"n\">Confidence</th></tr></thead><tbody>");
        foreach (Explore.Relationships.Relationship one in findings.Relationships)
            page.Append($"<tr><td><code>{Escape(one.Child.ToString())}</code></td><td><code>{Escape(one.Parent.ToString())}</code></td><td>{Words.Snake(one.Cardinality.ToString()).Replace('_', ' ')}</td><td class=\"n\">{Count(one.OrphanRows)}</td><td class=\"n {(one.OrphanRows > 0 ? "error" : "good")}\">{Percent(one.OrphanRate)}</td><td class=\"n\">{Percent(one.ParentCoverage)}</td><td class=\"n\">{one.Confidence:0.00}</td></tr>");
        page.Append("</tbody></table></div>");
        foreach (IReadOnlyList<string> cycle in findings.Cycles) page.Append($"<p class=\"warning\">Circle of references: {Escape(string.Join(" → ", cycle))}</p>");
    }

    private static void Dataset(StringBuilder page, DatasetFindings one)
    {
        DatasetProfile profile = one.Profile;
        page.Append($"<h2 id=\"{Escape(one.Name)}\">{Escape(one.Name)}</h2><div class=\"card\"><dl class=\"facts\">");
        Fact(page, "Rows", Count(profile.Rows));
        Fact(page, "Columns", Count(profile.Columns.Count));
        Fact(page, "Duplicate rows", Count(profile.DuplicateRows));
        Fact(page, "A row is", $"{one.Grain.Level.ToString().ToLowerInvariant()} ({one.Grain.Confidence:0.00})");
        if (one.Keys is [var key, ..]) Fact(page, key.IsUnique ? "Key" : "Key, not unique yet", key.ToString());
        if (one.Grain.Time is { } time) Fact(page, "Time", time);
        if (one.Target is { } target) Fact(page, "Target", target.Column);
        foreach (QualityPart part in one.Quality.Parts) Fact(page, char.ToUpperInvariant(part.Name[0]) + part.Name[1..], Percent(part.Share));
        Fact(page, "Quality", $"{one.Quality.Value:0.0} of 100");
        page.Append($"</dl><p class=\"dim\">{Escape(string.Join(" · ", one.Grain.Evidence))}</p></div>");
        if (one.Checks.Any(check => check.Failed))
        {
            CheckResult[] failed = [.. one.Checks.Where(check => check.Failed).OrderByDescending(check => check.Check.Severity).ThenByDescending(check => check.Rows)];
            page.Append("<h3>Failed checks</h3><div class=\"card scroll\">");
            Checks(page, failed.Take(MostChecks), withDataset: false);
            if (failed.Length > MostChecks)
            {
                page.Append($"<details><summary>{Count(failed.Length - MostChecks)} more</summary>");
                Checks(page, failed.Skip(MostChecks), withDataset: false);
                page.Append("</details>");
            }
            page.Append("</div>");
        }
        if (profile.Rows == 0) page.Append("<p class=\"dim\">The dataset has no rows: there is nothing to measure.</p>");
        Missing(page, profile);
        if (one.Correlations.Columns.Count > 1) page.Append("<h3>Correlations</h3><div class=\"card scroll\">").Append(Charts.Heat(one.Correlations)).Append("</div>");
        if (one.Temporal is { } temporal && profile.Find(temporal.Time)?.Time is { } when) Seasons(page, when, temporal.Time);
        if (one.Temporal is { Entities: { } things }) Temporal(page, things);
        page.Append("<h3>Columns</h3><div class=\"columns\">");
        foreach (ColumnProfile column in profile.Columns.Take(MostColumns)) Column(page, column, one.Dataset.TypingOf(column));
        page.Append("</div>");
        if (profile.Columns.Count > MostColumns) page.Append($"<p class=\"dim\">{profile.Columns.Count - MostColumns} more columns are in the findings.</p>");
    }

    private static void Missing(StringBuilder page, DatasetProfile profile)
    {
        int some = profile.Columns.Count(column => column.Nulls > 0);
        if (some == 0 || profile.Rows == 0) return;
        string others = profile.Columns.Count - some is > 0 and var whole ? $"<p class=\"dim\">{Count(whole)} column{(whole == 1 ? " has" : "s have")} a value on every row{(some > Charts.MostMissing ? $"; {Count(some - Charts.MostMissing)} more miss some" : "")}.</p>" : "";
        page.Append("<h3>Missing values</h3><div class=\"card scroll fit\">").Append(Charts.Missing(profile)).Append(others).Append("</div>");
    }

    private static void Seasons(StringBuilder page, TimeProfile time, string name)
    {
        page.Append($"<h3>When: {Escape(name)}</h3><div class=\"columns\"><section class=\"column\">").Append(Charts.Series(time.Series)).Append("</section><section class=\"column\">").Append(Charts.Cycle(time.ByWeekday, s_weekdays, "by weekday")).Append("</section>");
        page.Append("<section class=\"column\">").Append(Charts.Cycle(time.ByMonth, s_months, "by month")).Append("</section></div>");
    }

    private static void Temporal(StringBuilder page, Explore.Temporal.EntityHistory things)
    {
        page.Append($"<h3>Events of each {Escape(things.Entity)}</h3><div class=\"card scroll\"><p>{Count(things.Entities)} different, {things.EventsMean:0.##} events each on average, {Percent(things.Single)} with one only; {(things.GapMedian is { } gap ? $"{gap:0.#} days between two" : "none comes back")}.</p><table><thead><tr><th>Last … days</th><th class=\"n\">Have an event</th><th class=\"n\">Events each</th></tr></thead><tbody>");
        foreach (Explore.Temporal.WindowCoverage window in things.Windows)
            page.Append($"<tr><td>{window.Days}{(things.Useful.Contains(window) ? " <span class=\"tag\">tells things apart</span>" : "")}</td><td class=\"n\">{Percent(window.Share)}</td><td class=\"n\">{window.EventsMean:0.##}</td></tr>");
        page.Append("</tbody></table></div>");
    }

    private static void Column(StringBuilder page, ColumnProfile column, ColumnTyping typing)
    {
        page.Append($"<section class=\"column\"><header><b>{Escape(column.Name)}</b><span class=\"tag\" title=\"{Escape(string.Join("; ", typing.Best.Evidence))}\">{typing.Type.Word.Replace('_', ' ')} {typing.Best.Confidence:0.00}</span></header>");
        page.Append($"<p class=\"dim\">{Escape(column.Type.ToString())} · {(column.DistinctIsExact ? "" : "about ")}{Count(column.Distinct)} different · {(column.Rows == 0 ? "no rows" : column.Nulls == 0 ? "none missing" : $"{Percent(column.NullShare)} missing")}{Line(column)}</p>");
        page.Append(column switch
        {
            { Time: { } time } => Charts.Series(time.Series),
            { Number: { } number } when !typing.Type.IsCategory && column.Distinct > 2 => Charts.Histogram(number),
            // Bars of values that are there once each tell nothing.
            _ when column.Distinct > 1 && column.DistinctIsExact && column.Distinct == column.Values => "",
            _ => Charts.Values(column),
        });
        if (column.Text is { Shapes: [_, ..] shapes }) page.Append($"<p class=\"dim\">{string.Join(" · ", shapes.Take(3).Select(shape => $"<code>{Escape(shape.Shape)}</code> {Percent((double)shape.Count / Math.Max(1, column.Values))}"))}</p>");
        page.Append("</section>");
    }

    private static string Line(ColumnProfile column) => column switch
    {
        { Number: { } number } => $" · mean {Number(number.Mean)} · median {Number(number.Median)}{(number.Std is { } std ? $" · σ {Number(std)}" : "")}",
        { Text: { } text } => text.MinLength == text.MaxLength ? $" · {text.MaxLength} characters" : $" · {text.MinLength} to {text.MaxLength} characters",
        { Time: { } time } => $" · {time.First:yyyy-MM-dd} to {time.Last:yyyy-MM-dd}",
        _ => "",
    };

    private static void Checks(StringBuilder page, IEnumerable<CheckResult> checks, bool withDataset)
    {
        page.Append($"<table><thead><tr><th>Severity</th><th>{(withDataset ? "Where" : "Column")}</th><th>Found</th><th>Check</th></tr></thead><tbody>");
        foreach (CheckResult check in checks)
        {
            string severity = check.Check.Severity.ToString().ToLowerInvariant();
            page.Append($"<tr><td class=\"{severity}\">{severity}</td><td><code title=\"{Escape(check.Where)}\">{Escape(withDataset ? check.Where : check.Column ?? "all")}</code></td><td>{Escape(check.Summary)}</td><td><code class=\"dim\">{check.Check.Id}</code></td></tr>");
        }
        page.Append("</tbody></table>");
    }

    private static void Proposed(StringBuilder page, IReadOnlyList<Recommendation> recommendations)
    {
        if (recommendations.Count == 0) return;
        page.Append("<h2>Recommendations</h2>");
        foreach (IGrouping<string, Recommendation> table in recommendations.GroupBy(one => one.Address))
        {
            page.Append($"<details class=\"card\"><summary>{Escape(table.Key)} · {table.Count()}</summary><div class=\"scroll\"><table><thead><tr><th>Step</th><th>Why</th><th class=\"n\">Confidence</th><th>Decision</th></tr></thead><tbody>");
            foreach (Recommendation one in table) page.Append($"<tr><td><code title=\"{Escape(one.Id)}\">{one.Action}</code></td><td>{Escape(one.Reason)}</td><td class=\"n\">{one.Confidence:0.00}</td><td>{one.Decision.ToString().ToLowerInvariant()}</td></tr>");
            page.Append("</tbody></table></div></details>");
        }
    }

    private static void Fact(StringBuilder page, string name, string value) => page.Append($"<div><dt>{Escape(name)}</dt><dd>{Escape(value)}</dd></div>");
}
