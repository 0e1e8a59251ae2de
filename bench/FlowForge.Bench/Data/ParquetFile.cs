using FlowForge.Core.Schemas;
using FlowForge.DuckDb;

namespace FlowForge.Bench.Data;

/// <summary>Events of a shop as Parquet, made by the engine from row numbers and the seed: keys, references, times, skewed amounts, categories, texts, gaps. 72 bytes a row.</summary>
internal static class ParquetFile
{
    internal static void Write(string path, Orders orders, long rows)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "2" });
        using DuckDbConnection connection = database.Connect();
        string sql = $"""
            SELECT i AS event_id, (hash(i * 7 + {orders.Seed}) % 800000)::INT AS customer_id, TIMESTAMP '2021-01-01' + to_seconds((i * 9 + hash(i) % 5000)::BIGINT) AS ordered_at,
                   DATE '2021-01-01' + (hash(i + 5) % 1500)::INT AS ship_date, ['new', 'paid', 'packed', 'shipped', 'delivered', 'returned', 'cancelled'][1 + (hash(i * 3) % 7)::INT] AS status,
                   ['DE', 'FR', 'US', 'GB', 'IT', 'ES', 'NL', 'PL', 'SE', 'AT'][1 + least(hash(i * 5) % 13, 9)::INT] AS country, round(exp((hash(i * 11) % 1000) / 1000.0 * 3 + 2), 2) AS amount,
                   (hash(i * 13) % 9 + 1)::INT AS quantity, CASE WHEN hash(i * 17) % 20 <> 0 THEN (hash(i * 17) % 5 + 1)::INT END AS rating, (hash(i * 19) % 1000000) / 1000000.0 AS score,
                   'user' || (hash(i * 7 + 1) % 800000) || '@example.com' AS email, md5((i + {orders.Seed})::VARCHAR) AS reference,
                   ['please ring twice', 'leave with neighbour ', 'call before', 'no comment', 'fragile goods inside', 'gift wrap '][1 + (hash(i * 23) % 6)::INT]
                       || CASE WHEN hash(i * 29) % 3 = 0 THEN ' no. ' || (hash(i) % 100000) ELSE '' END AS note,
                   hash(i * 31) % 10 = 0 AS is_gift
            FROM range({rows}) r(i)
            """;
        connection.Execute($"COPY ({sql}) TO {SqlName.Literal(path)} (FORMAT parquet)");
    }
}
