using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Execution;
using FlowForge.Lakehouse.Tests.Plans;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>A catalog, sources and a clock of a test's own, to run plans in. Gone with the test.</summary>
internal sealed class PlanSandbox : IDisposable
{
    private readonly Func<ITableStore, ITableStore>? _wrap;

    internal PlanSandbox(Func<ITableStore, ITableStore>? wrap = null) => (_wrap, Folder) = (wrap, Directory.CreateTempSubdirectory("plan-").FullName);

    internal string Folder { get; }

    internal DuckDbDatabase Engine { get; } = DuckDbDatabase.Open();

    internal StepClock Clock { get; } = new();

    internal FolderCatalog Catalog => new(Path.Combine(Folder, "catalog"), Engine, _wrap);

    internal RunOptions Options => new() { PlanFolder = Folder, RunsFolder = Path.Combine(Folder, "runs"), EngineInfo = "FlowForge/test", Clock = Clock, Sources = new CsvSources(Engine) };

    /// <summary>Puts rows where a plan finds them.</summary>
    internal void Source(string name, string sql)
    {
        using DuckDbConnection connection = Engine.Connect();
        connection.Execute($"SET TimeZone = 'UTC'; COPY ({sql}) TO {SqlName.Literal(Path.Combine(Folder, name + ".parquet"))} (FORMAT parquet)");
    }

    internal CheckedPlan Check(string yaml, RunOptions options)
    {
        PlanReadResult read = PlanTexts.Read(yaml);
        if (read.Findings.FirstOrDefault(finding => finding.Severity == Severity.Error) is { } error) throw new InputException(error);
        return PlanChecker.Check(read.Plan, new RunSchemas(Catalog, Engine, options), "plan.yaml");
    }

    internal RunRecord Run(string yaml, Func<RunOptions, RunOptions>? with = null, CancellationToken cancellationToken = default)
    {
        RunOptions options = with is null ? Options : with(Options);
        return PlanRun.Run(Check(yaml, options), Catalog, Engine, options, cancellationToken);
    }

    /// <summary>A table's rows as text in the order of all values; of the columns named, or of all.</summary>
    internal string[] Rows(string table, string columns = "*")
    {
        string[] parts = table.Split('.');
        using DeltaRelation relation = Catalog.Place(new TableName("main", parts[0], parts[1])).Latest().Read();
        return Query($"SELECT {columns} FROM ({relation.Sql}) ORDER BY ALL");
    }

    internal string[] Query(string sql)
    {
        using DuckDbConnection connection = Engine.Connect();
        DeltaRelation.Prepare(connection);
        using DuckDbResult rows = connection.Query(sql);
        return [.. rows.Rows().Select(row => string.Join('|', row.Select(value => value?.ToString() ?? "∅")))];
    }

    internal long Version(string table)
    {
        string[] parts = table.Split('.');
        return Catalog.Place(new TableName("main", parts[0], parts[1])).Latest().Version;
    }

    public void Dispose()
    {
        Engine.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>A clock that goes on by a minute each time a test says so.</summary>
internal sealed class StepClock : TimeProvider
{
    private DateTimeOffset _now = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    internal void Advance(TimeSpan by) => _now += by;
}
