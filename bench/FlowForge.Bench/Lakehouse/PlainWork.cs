using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;

namespace FlowForge.Bench.Lakehouse;

/// <summary>The same work by the engine alone, from plain Parquet to plain Parquet.</summary>
internal static class PlainWork
{
    private const string ToParquet = "(FORMAT parquet, COMPRESSION snappy)";

    /// <summary>Looks at most columns of the orders, and answers how many there are.</summary>
    internal static long Look(DuckDbConnection connection, string rows)
    {
        using DuckDbResult seen = connection.Query($"SELECT count(*), sum(price * quantity), max(customer), min(placed), count(DISTINCT city), count(note), avg(discount) FROM ({rows}) WHERE is_paid OR NOT is_paid");
        return (long)seen.Rows().Single()[0]!;
    }

    internal static long Append(LakehouseData data, string output) => Run($"COPY (SELECT * FROM read_parquet({SqlName.Literal(data.Orders)})) TO {SqlName.Literal(output)} {ToParquet}");

    internal static long Merge(LakehouseData data, string output)
    {
        string[] columns = ["placed", "customer", "city", "quantity", "price", "discount", "is_paid", "note"];
        string merged = string.Join(", ", columns.Select(name => $"CASE WHEN s.id IS NULL THEN t.{name} ELSE s.{name} END AS {name}"));
        return Run($"COPY (SELECT coalesce(s.id, t.id) AS id, {merged} FROM read_parquet({SqlName.Literal(Path.Combine(data.Table, "*.parquet"))}) t FULL JOIN read_parquet({SqlName.Literal(data.Changes)}) s ON t.id = s.id) TO {SqlName.Literal(output)} {ToParquet}");
    }

    internal static long Read(LakehouseData data, string output)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        return Look(connection, $"SELECT * FROM read_parquet({SqlName.Literal(data.Orders)})");
    }

    /// <summary>The statements of the plan as somebody would write them by hand, table by table.</summary>
    internal static long Plan(LakehouseData data, string output)
    {
        Directory.CreateDirectory(output);
        string File(string table) => SqlName.Literal(Path.Combine(output, table + ".parquet"));
        long rows = Run(
            "SET TimeZone = 'UTC'",
            $"COPY (SELECT *, now() AS _ingested_at, 'run' AS _run_id, 'events' AS _source FROM read_parquet({SqlName.Literal(data.Events)})) TO {File("bronze")} {ToParquet}",
            $"""
            CREATE TEMP TABLE clean AS SELECT id, customer, "at", nullif(lower(trim(kind)), '') AS kind, amount, CAST(quantity AS INTEGER) AS quantity
            FROM read_parquet({File("bronze")}) WHERE customer IS NOT NULL
            """,
            """
            CREATE TEMP TABLE filled AS SELECT id, customer, "at", coalesce(kind, 'unknown') AS kind, coalesce(amount, (SELECT median(amount) FROM clean)) AS amount, quantity FROM clean
            """,
            $"""
            COPY (WITH bounds AS (SELECT quantile_cont(amount, 0.01) AS low, quantile_cont(amount, 0.99) AS high FROM filled),
                capped AS (SELECT * REPLACE (least(greatest(amount, low), high) AS amount) FROM filled, bounds)
            SELECT id, customer, "at", kind, amount, quantity, round(amount * quantity, 2) AS total, CAST("at" AS DATE) AS day, hour("at") AS hour FROM capped WHERE quantity >= 0 AND amount >= 0) TO {File("silver")} {ToParquet}
            """,
            $"""
            COPY (SELECT customer, events, total, total / events AS mean, last_at FROM (SELECT customer, count(*) AS events, sum(total) AS total, max("at") AS last_at FROM read_parquet({File("silver")}) GROUP BY customer)) TO {File("customers")} {ToParquet}
            """,
            $"COPY (SELECT day, kind, count(*) AS events, sum(total) AS total FROM read_parquet({File("silver")}) GROUP BY day, kind) TO {File("days")} {ToParquet}");
        Directory.Delete(output, recursive: true);
        return rows;
    }

    /// <returns>The rows of the last statement.</returns>
    private static long Run(params ReadOnlySpan<string> statements)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        long rows = 0;
        foreach (string statement in statements) rows = connection.Execute(statement);
        return rows;
    }
}
