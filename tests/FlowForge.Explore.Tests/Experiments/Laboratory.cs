using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Experiments;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Explore.Experiments;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Explore.Tests.Experiments;

/// <summary>A catalog with one split table, made by SQL, and experiments on it.</summary>
internal sealed class Laboratory : IDisposable
{
    internal const string Plan = """
        plan: lab
        sources: { rows: rows.parquet }
        ml:
          training:
            - read: rows
            - split: { train: 0.6, validation: 0.2, test: 0.2 }
              by: id
              label: y
            - overwrite
        """;

    private static readonly TableName s_table = new("main", "ml", "training");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flowforge-lab-");

    /// <param name="rows">A SELECT with at least <c>id</c>, <c>y</c> and <c>split</c>.</param>
    internal Laboratory(string rows, int threads = 2)
    {
        Engine = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = $"{threads}" });
        Catalog = new LocalCatalog(_folder.FullName);
        using DuckDbConnection connection = Engine.Connect();
        new DeltaWriter(Catalog.Table(s_table, Engine), connection, Writing).Create(new NewTable { Rows = rows });
    }

    internal static WriterOptions Writing { get; } = new() { Clock = TimeProvider.System, EngineInfo = "FlowForge/tests" };

    internal DuckDbDatabase Engine { get; }

    internal LocalCatalog Catalog { get; }

    internal static ExperimentDesign Design(string plan = Plan) => ExperimentDesign.AllOf(PlanChecker.Check(PlanReader.Read(PlanYaml.Read(plan, "lab.yaml"), "lab.yaml").Plan, Unknown.Instance, "lab.yaml"))[^1];

    internal ExperimentResult Run(ExperimentOptions? options = null, string plan = Plan) =>
        new Experiment(Design(plan), Catalog.Table(s_table, Engine), Engine).Run(options ?? new ExperimentOptions(), CancellationToken.None);

    public void Dispose()
    {
        Engine.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class Unknown : ISchemaSource
    {
        internal static Unknown Instance { get; } = new();

        public IReadOnlyList<Column>? ColumnsOf(PlanSource source) => source.Columns.Count == 0 ? null : [.. source.Columns.Select(column => new Column(column.Name.Text, column.Value))];

        public IReadOnlyList<Column>? ColumnsOf(TableName table) => null;
    }
}
