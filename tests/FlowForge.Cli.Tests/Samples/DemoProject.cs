using FlowForge.Cli.Tests.Processes;
using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Queries;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>The demo, run once by the built binary, and its files and tables as views of an engine: <c>raw.*</c> as they were converted, and a schema a layer.</summary>
public sealed class DemoProject : IDisposable
{
    private readonly FlowForgeProcess _process = new();
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(null, new Dictionary<string, string>());
    private readonly DuckDbConnection _connection;

    public DemoProject()
    {
        (int code, Output, Error) = _process.Run("demo");
        Assert.True(code == 0, Error);
        Assert.Equal(0, _process.Run("convert", "flowforge-demo/raw/vet_providers.dbf", "flowforge-demo/tables/providers_all.parquet", "--include-deleted", "-q").Code);
        _connection = _engine.Connect();
        // The plan's zone: thirty days before a moment are days of its calendar, with their changes of clock.
        _connection.Execute("SET TimeZone = 'Europe/Berlin'");
        ShowFiles();
        ShowTables();
    }

    public string Output { get; }

    public string Error { get; }

    /// <summary>Runs a command in the project.</summary>
    internal (int Code, string Output, string Error) Run(params string[] args)
    {
        _process.Below = "flowforge-demo";
        return _process.Run(args);
    }

    public string Folder => Path.Combine(_process.Folder, "flowforge-demo");

    public long Count(string sql)
    {
        try
        {
            return _connection.Scalar<long>($"SELECT CAST(({sql}) AS BIGINT)");
        }
        catch (DuckDbException wrong)
        {
            throw new InvalidOperationException($"{sql}\n{wrong.Message}", wrong);
        }
    }

    public double Number(string sql) => _connection.Scalar<double>($"SELECT CAST(({sql}) AS DOUBLE)");

    /// <summary>The first column of all rows.</summary>
    public string[] Texts(string sql)
    {
        using var rows = _connection.Query(sql);
        return [.. rows.Rows().Select(row => (string)row[0]!)];
    }

    private void ShowFiles()
    {
        _connection.Execute("CREATE SCHEMA raw");
        foreach ((string name, string file) in new[]
        {
            ("customers", "customers"), ("pets", "pets/Pets"), ("policies", "policies/policy"), ("coverages", "policies/coverage"),
            ("providers", "vet_providers"), ("providers_all", "providers_all"), ("claims", "claims"), ("claims_rejected", "claims._rejected"),
        })
            Show("raw", name, Path.Combine(Folder, "tables", $"{file}.parquet"));
    }

    private void ShowTables()
    {
        var catalog = new LocalCatalog(Path.Combine(Folder, "lakehouse"));
        foreach (TableName name in catalog.Tables())
        {
            string file = Path.Combine(_process.Temp, $"{name.Schema}.{name.Table}.parquet");
            using (var query = new TableQuery($"SELECT * FROM {name.Schema}.{name.Table}", catalog, new QueryOptions { BaseFolder = Folder, TempDirectory = _process.Temp, OutputFile = file }))
                query.CopyTo("FORMAT parquet", null, CancellationToken.None);
            _connection.Execute($"CREATE SCHEMA IF NOT EXISTS {name.Schema}");
            Show(name.Schema, name.Table, file);
        }
    }

    private void Show(string schema, string name, string file) => _connection.Execute($"CREATE TABLE {schema}.{name} AS SELECT * FROM read_parquet('{file}')");

    public void Dispose()
    {
        _connection.Dispose();
        _engine.Dispose();
        _process.Dispose();
    }
}
