using FlowForge.DuckDb;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Recommendations;

namespace FlowForge.Explore.Tests;

/// <summary>An engine with tables made by SQL, and explorations of them.</summary>
internal sealed class Exploration : IDisposable
{
    internal static readonly DateTimeOffset Now = new(2024, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "2" });

    internal Exploration() => Connection = _engine.Connect();

    internal DuckDbConnection Connection { get; }

    internal Exploration Table(string name, string sql)
    {
        Connection.Execute($"CREATE OR REPLACE TABLE {name} AS {sql}");
        return this;
    }

    internal DatasetProfile Profile(string table, ExploreOptions? options = null) =>
        new Profiler(Connection, options ?? new ExploreOptions { Now = Now }).Profile(Source(table), CancellationToken.None);

    internal ExplorationFindings Explore(params string[] tables) => Explore(_ => Overrides.None, tables);

    internal ExplorationFindings Explore(Func<string, Overrides> overrides, params string[] tables) =>
        new Explorer(Connection, new ExploreOptions { Now = Now }, overrides).Explore([.. tables.Select(Source)], null, CancellationToken.None);

    internal static RecommendationFile FileOf(ExplorationFindings findings) =>
        new([.. findings.Datasets.Select(one => KeyValuePair.Create(one.Name, one.Profile.Source.Origin))], Recommender.Recommend(findings));

    internal static DatasetSource Source(string table) => new(table, $"SELECT * FROM {table}", new DatasetOrigin($"{table}.parquet"));

    public void Dispose()
    {
        Connection.Dispose();
        _engine.Dispose();
    }
}
