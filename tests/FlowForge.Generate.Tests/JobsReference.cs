using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FlowForge.Generate.Tests;

/// <summary>What the Jobs API takes, as the description of it in <c>../shared/reference/databricks-api.md</c> says: names of fields, and limits that the vendor's schema does not have.</summary>
internal sealed partial class JobsReference
{
    private readonly HashSet<string> _jobFields, _taskFields, _notebookFields, _dynamicValues;

    internal JobsReference()
    {
        string text = File.ReadAllText(PlanFixture.Shared("reference/databricks-api.md"));
        string job = Between(text, "### 3.2 JobSettings", "git_provider:"), task = Between(text, "### 3.3 Task", "run_if (evaluated");
        _jobFields = Words(job);
        _taskFields = Words(Between(task, "Common:", "Exactly one of:"));
        _taskFields.UnionWith(TaskKinds().Matches(task).Select(match => match.Groups[1].Value));
        _notebookFields = Words(task.Split('\n').Single(line => line.StartsWith("| notebook_task ", StringComparison.Ordinal)).Split('|')[2]);
        _dynamicValues = [.. DynamicValues().Matches(Between(text, "### 3.8 Dynamic", "Legacy:")).Select(match => match.Value)];
        MaxTasks = Limit(job, @"`tasks\[\]` ≤(\d+)");
        MaxTags = Limit(job, @"`tags\?` map ≤(\d+)");
        MaxName = Limit(job, @"≤(\d+) B\)");
        MaxDescription = Limit(job, @"`description\?` ≤(\d+)");
        MaxConcurrent = Limit(job, @"`max_concurrent_runs` \(default 1, ≤(\d+)");
        MaxTaskKey = Limit(task, @"`task_key` \(\[A-Za-z0-9_-\], ≤(\d+)\)");
    }

    internal int MaxTasks { get; }

    internal int MaxTags { get; }

    internal int MaxName { get; }

    internal int MaxDescription { get; }

    internal int MaxConcurrent { get; }

    internal int MaxTaskKey { get; }

    /// <summary>What is wrong with the body of <c>POST /api/2.2/jobs/create</c>.</summary>
    internal IEnumerable<string> Faults(JsonNode job)
    {
        foreach (string field in job.AsObject().Select(one => one.Key).Except(_jobFields)) yield return $"a job has no {field}";
        if (System.Text.Encoding.UTF8.GetByteCount((string)job["name"]!) > MaxName) yield return "name is too long";
        if (((string)job["description"]!).Length > MaxDescription) yield return "description is too long";
        if (job["tags"]!.AsObject().Count > MaxTags) yield return "too many tags";
        if ((int)job["max_concurrent_runs"]! < 1 || (int)job["max_concurrent_runs"]! > MaxConcurrent) yield return "max_concurrent_runs";
        if (job["schedule"] is { } schedule && ((string)schedule["quartz_cron_expression"]!).Split(' ').Length is not (6 or 7)) yield return "schedule";
        foreach (string wrong in Parameters(job).Concat(Clusters(job)).Concat(Tasks(job))) yield return wrong;
        if (job.ToJsonString().Length > 10 * 1024 * 1024) yield return "more than 10 MB";
    }

    private IEnumerable<string> Parameters(JsonNode job)
    {
        JsonArray parameters = job["parameters"]?.AsArray() ?? [];
        if (parameters.Select(one => (string)one!["name"]!).Distinct().Count() != parameters.Count) yield return "a parameter twice";
        foreach (string value in parameters.Select(one => (string)one!["default"]!).Where(value => value.Contains("{{", StringComparison.Ordinal)))
            if (!_dynamicValues.Contains(TimeArgument().Replace(value, ".<arg>"))) yield return $"{value} is no value that a job knows";
    }

    private static IEnumerable<string> Clusters(JsonNode job)
    {
        foreach (JsonNode? one in job["job_clusters"]?.AsArray() ?? [])
            if ((int)one!["new_cluster"]!["num_workers"]! == 0 && (string?)one["new_cluster"]!["spark_conf"]?["spark.databricks.cluster.profile"] != "singleNode")
                yield return "NumWorkers could be 0 only for SingleNode clusters";
    }

    private IEnumerable<string> Tasks(JsonNode job)
    {
        JsonArray tasks = job["tasks"]!.AsArray();
        if (tasks.Count > MaxTasks) yield return "too many tasks";
        HashSet<string> clusters = [.. job["job_clusters"]?.AsArray().Select(one => (string)one!["job_cluster_key"]!) ?? []], before = [];
        foreach (JsonNode? task in tasks)
        {
            string key = (string)task!["task_key"]!;
            if (!TaskKeyForm().IsMatch(key) || key.Length > MaxTaskKey) yield return $"{key} is no task_key";
            foreach (string field in task.AsObject().Select(one => one.Key).Except(_taskFields)) yield return $"a task has no {field}";
            if (task.AsObject().Count(one => one.Key.EndsWith("_task", StringComparison.Ordinal)) != 1) yield return $"{key} is not of one kind";
            foreach (string field in task["notebook_task"]?.AsObject().Select(one => one.Key).Except(_notebookFields) ?? []) yield return $"a notebook_task has no {field}";
            if (task["notebook_task"] is { } notebook && (string?)notebook["source"] == "WORKSPACE" && !((string)notebook["notebook_path"]!).StartsWith('/')) yield return $"{key} has a path that is not absolute";
            if (task["job_cluster_key"] is { } cluster && !clusters.Contains((string)cluster!)) yield return $"{key} is on a cluster that is not there";
            string[] upstream = [.. task["depends_on"]?.AsArray().Select(one => (string)one!["task_key"]!) ?? []];
            foreach (string other in upstream.Except(before)) yield return $"{key} depends on {other}, which is no earlier task";
            // The server gives them back sorted: another order is a difference for those who compare.
            if (!upstream.SequenceEqual(upstream.Order(StringComparer.Ordinal))) yield return $"{key} has depends_on in another order";
            if (!before.Add(key)) yield return $"{key} is there twice";
        }
    }

    private static HashSet<string> Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    private static int Limit(string text, string pattern) => int.Parse(Regex.Match(text, pattern).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal);
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    [GeneratedRegex("[a-z_]{3,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| (\w+_task) \|", RegexOptions.Multiline)]
    private static partial Regex TaskKinds();

    [GeneratedRegex(@"\{\{[^}]+\}\}")]
    private static partial Regex DynamicValues();

    [GeneratedRegex(@"(?<=time)\.\w+")]
    private static partial Regex TimeArgument();

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex TaskKeyForm();
}
