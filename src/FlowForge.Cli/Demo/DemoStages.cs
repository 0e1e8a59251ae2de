namespace FlowForge.Cli.Demo;

/// <summary>The road from raw files to a measured model, and the shorter one of a later day.</summary>
internal static class DemoStages
{
    internal const string Plan = "plans/petinsure.yaml";
    internal const string Draft = "plans/draft.yaml";

    private static readonly DemoStage s_convert = new("convert", "Raw files become typed tables, and no value is changed", "batch", "raw", "tables") { Unsaid = ["--quiet", "--json"], Tell = DemoTale.Converted };
    private static readonly DemoStage s_explore = new("explore", "What the files are, how they hang together, what is wrong", "explore", "raw", "--out", "findings") { Unsaid = ["--quiet", "--json", "--progress", "none"], Tell = DemoTale.Explored };
    private static readonly DemoStage s_recommend = new("recommend", "Proposed steps, each with its reason; the surest are accepted", "recommend", "findings", "--accept", "all", "--min-confidence", "0.7") { Unsaid = ["--json"], Tell = DemoTale.Recommended };
    private static readonly DemoStage s_draft = new("draft", "A plan of what was accepted: where a person starts", "plan", "--from", "findings", "--out", Draft)
    {
        Unsaid = ["--json"],
        Tell = DemoTale.Planned,
        Unless = (Draft, new DemoStage("draft", "The plan of what was accepted, kept as people edited it", "plan", Draft) { Unsaid = ["--json"], Tell = DemoTale.Planned }),
    };
    private static readonly DemoStage s_plan = new("plan", "The sample's own plan, finished by hand, is checked", "plan", Plan) { Unsaid = ["--json"], Tell = DemoTale.Planned };
    private static readonly DemoStage s_run = new("run", "From raw files to gold, and a table to learn from", "run", Plan) { Unsaid = ["--json", "--progress", "none"], Tell = DemoTale.Ran };
    private static readonly DemoStage s_generate = new("generate", "The same plan for Databricks: notebooks, job, bundle, spec", "generate", Plan, "--target", "all", "--out", "generated") { Unsaid = ["--json"], Tell = DemoTale.Generated };
    private static readonly DemoStage s_look = new("sql", "What a gold table says", "sql", "SELECT month, claims, earned_premium, amount_paid, loss_ratio FROM gold.monthly_kpis ORDER BY month DESC LIMIT 6");
    private static readonly DemoStage s_experiment = new("experiment", "Can fraud be told when a claim comes in? A first model", "experiment", Plan) { Unsaid = ["--json"], Tell = DemoTale.Experimented };

    internal static IReadOnlyList<DemoStage> FirstDay { get; } = [s_convert, s_explore, s_recommend, s_draft, s_plan, s_run, s_generate, s_look, s_experiment];

    /// <summary>Files were explored and plans made on the first day; what has come since is taken in.</summary>
    internal static IReadOnlyList<DemoStage> LaterDay { get; } = [s_convert, s_run, s_look, s_experiment];
}
