using FlowForge.Bench.Lakehouse;
using static FlowForge.Bench.Comparisons.Contender;

namespace FlowForge.Bench.Comparisons;

/// <summary>All comparisons and what flowforge has to reach in them.</summary>
/// <param name="flowForge">The flowforge binary.</param>
/// <param name="python">A Python with pandas and openpyxl.</param>
internal sealed class Catalog(string flowForge, string python)
{
    internal IReadOnlyList<Comparison> Comparisons =>
    [
        new("csv", "CSV in UTF-8 to Parquet", "orders.csv",
            [FlowForge(), Own("DuckDB alone", "to Parquet", "duckdb-csv"), Python("pandas", "reads only", "pandas_csv.py", Input)],
            [new("DuckDB alone", 1 / 1.05, "≤ 1.05× its time")], 500),
        new("csv-cp1252", "CSV in Windows-1252, semicolons and decimal commas, to Parquet", "orders-cp1252.csv",
            [FlowForge(), Python("pandas", "reads only", "pandas_csv.py", Input, "cp1252", ";", ",")],
            [new("pandas", 2, "≥ 2× faster")], 500),
        new("ndjson", "NDJSON to Parquet", "orders.ndjson",
            [FlowForge(), Own("DuckDB alone", "to Parquet", "duckdb-ndjson")],
            [], 500),
        new("xlsx", "XLSX, 12 columns, to Parquet", "orders.xlsx",
            [FlowForge(), Own("ExcelDataReader", "reads only", "exceldatareader"), Python("pandas + openpyxl", "reads only", "pandas_xlsx.py", Input)],
            [new("pandas + openpyxl", 20, "≥ 20× faster"), new("ExcelDataReader", 5, "≥ 5× faster")], null),
        new("xml", "XML to Parquet", "orders.xml",
            [FlowForge(), Python("ElementTree, streaming", "to CSV", "elementtree_xml.py", Input, Output)],
            [new("ElementTree, streaming", 5, "≥ 5× faster")], 200),
        new("dbf", "DBF to Parquet", "orders.dbf",
            [FlowForge(), new("ogr2ogr", "to CSV", ["ogr2ogr", "-f", "CSV", Output, Input], "out.csv") { RowsFrom = RowsFrom.Csv }],
            [new("ogr2ogr", 5, "≥ 5× faster")], null),
        new("delta-append", "5,000,000 rows into a Delta table", LakehouseData.OrdersFile,
            [Lakehouse(Contender.FlowForge, "appends, with statistics and commit", "delta-append"), Lakehouse(Plain, "writes the same rows", "plain-append")],
            [new(Plain, 1 / 1.3, "≤ 1.3× its time")], null) { NeedsLakehouse = true },
        new("delta-merge", "100,000 changes into a Delta table of 5,000,000 rows, all over its files", LakehouseData.OrdersFile,
            [Lakehouse(Contender.FlowForge, "merges by key: updates and inserts", "delta-merge"), Lakehouse(Plain, "joins and writes all rows", "plain-merge")],
            [], null) { NeedsLakehouse = true },
        new("delta-read", "An older version of a Delta table", LakehouseData.OrdersFile,
            [Lakehouse(Contender.FlowForge, "aggregates the version", "delta-read"), Lakehouse(Plain, "aggregates the same rows", "plain-read")],
            [new(Plain, 1 / 1.15, "≤ 1.15× its time")], null) { NeedsLakehouse = true },
        new("delta-plan", "A plan of 20 steps over 10,000,000 rows", LakehouseData.EventsFile,
            [Lakehouse(Contender.FlowForge, "runs the plan: four Delta tables and a run record", "delta-plan"), Lakehouse(Plain, "the same in SQL by hand: four files", "plain-plan")],
            [], null) { NeedsLakehouse = true },
        new("explore", "exploring 1 GB of Parquet, 14 columns", "events.parquet",
            [
                new(Contender.FlowForge, "findings, recommendations, report", [flowForge, "explore", Input, "--out", OutputFolder, "--progress", "none", "--quiet"], "events_findings.yaml") { RowsFrom = RowsFrom.Findings },
                Own("DuckDB SUMMARIZE", "12 numbers a column", "duckdb-summarize") with { RowsFrom = RowsFrom.LastLine },
            ],
            [new("DuckDB SUMMARIZE", 1 / 3.0, "≤ 3× its time")], 3_000),
    ];

    private const string Plain = "DuckDB, plain Parquet";

    // Both in the same .NET host: what differs is the table.
    private static Contender Lakehouse(string name, string work, string command) =>
        new(name, work, [Environment.ProcessPath!, LakehouseCommand.Word, command, Input, Output], "out");

    private Contender FlowForge() =>
        new(Contender.FlowForge, "to Parquet", [flowForge, "convert", Input, Output, "--progress", "none"], "out.parquet") { RowsFrom = RowsFrom.Parquet };

    private static Contender Own(string name, string work, string peer) =>
        new(name, work, [Environment.ProcessPath!, "peer", peer, Input, Output], "out.parquet");

    private Contender Python(string name, string work, string script, params string[] arguments) =>
        new(name, work, [python, Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments], "out.csv");
}
