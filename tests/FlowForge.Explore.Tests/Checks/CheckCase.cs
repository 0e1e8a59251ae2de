namespace FlowForge.Explore.Tests.Checks;

/// <summary>Data in which a check fails, and data like it in which it does not.</summary>
/// <param name="Id">The check's.</param>
/// <param name="Where">The column it fails for; null for the dataset.</param>
/// <param name="Bad">A query.</param>
/// <param name="Good">A query.</param>
internal sealed record CheckCase(string Id, string? Where, string Bad, string Good)
{
    /// <summary>What the dataset is called.</summary>
    internal string Table { get; init; } = "things";

    /// <summary>Another dataset beside it.</summary>
    internal string? Beside { get; init; }

    /// <summary>Rows of the bad source that could not be read.</summary>
    internal long Unreadable { get; init; }

    /// <summary>Whether the bad data are held against findings of the good ones.</summary>
    internal bool IsDrift { get; init; }

    internal static IReadOnlyList<CheckCase> All { get; } =
    [
        new("completeness-nulls", "x", Rows("CASE WHEN i % 5 = 0 THEN NULL ELSE i * 2.5 END AS x"), Rows("i * 2.5 AS x")),
        new("completeness-rare-nulls", "x", Rows("CASE WHEN i % 50 = 0 THEN NULL ELSE i * 2.5 END AS x"), Rows("CASE WHEN i % 5 = 0 THEN NULL ELSE i * 2.5 END AS x")),
        new("completeness-empty-column", "x", Rows("NULL::VARCHAR AS x"), Rows("CASE WHEN i > 0 THEN 'word' || i END AS x")),
        new("completeness-key", "thing_id", Rows("i AS x", "CASE WHEN i = 7 THEN NULL ELSE i END AS thing_id"), Rows("i AS x")),
        new("completeness-empty-rows", null, Rows("CASE WHEN i = 3 THEN NULL ELSE i END AS b", "CASE WHEN i = 3 THEN NULL ELSE i END AS a"), Rows("CASE WHEN i = 4 THEN NULL ELSE i END AS b", "CASE WHEN i = 3 THEN NULL ELSE i END AS a")),
        new("completeness-placeholder", "last_name", Rows("['Meyer', 'Null', 'N/A', 'Koch'][1 + i % 4] AS last_name"), Rows("['Meyer', 'Null', 'Koch'][1 + i % 3] AS last_name")),
        new("completeness-sentinel", "income", Rows("CASE WHEN i % 40 = 0 THEN -999 ELSE 20000 + (hash(i) % 9000)::INT END AS income"), Rows("20000 + (hash(i) % 9000)::INT AS income")),
        new("uniqueness-rows", null, $"{Rows("i % 3 AS x", "i * 2.5 AS a")} UNION ALL {Rows("i % 3 AS x", "i * 2.5 AS a", 3)}", Rows("i % 3 AS x", "i * 2.5 AS a")),
        new("uniqueness-key", "thing_id", $"{Rows("i % 3 AS x")} UNION ALL {Rows("7 AS x", rows: 3)}", Rows("i % 3 AS x")),
        new("uniqueness-values", "licence", Rows("'L-' || CASE WHEN i % 40 = 1 THEN i - 1 ELSE i END AS licence"), Rows("'L-' || i AS licence")),
        new("uniqueness-constant", "x", Rows("'same' AS x"), Rows("['one', 'other'][1 + i % 2] AS x")),
        new("validity-unreadable", null, Rows("i AS x"), Rows("i AS x")) { Unreadable = 3 },
        new("validity-format", "email", Rows("CASE WHEN i % 50 = 0 THEN 'nobody' ELSE 'a' || i || '@example.com' END AS email"), Rows("'a' || i || '@example.com' AS email")),
        new("validity-typed-text", "x", Rows("(i * 1.5)::VARCHAR AS x"), Rows("i * 1.5 AS x")),
        new("validity-negative", "price", Rows("CASE WHEN i = 9 THEN -5.0 ELSE i * 1.5 END AS price"), Rows("i * 1.5 AS price")),
        new("validity-not-finite", "x", Rows("CASE WHEN i = 9 THEN 'nan'::DOUBLE ELSE i * 1.5 END AS x"), Rows("i * 1.5::DOUBLE AS x")),
        new("validity-range", "discount_rate", Rows("CASE WHEN i = 9 THEN 7.0 ELSE (hash(i) % 100) / 100.0 END AS discount_rate"), Rows("(hash(i) % 100) / 100.0 AS discount_rate")),
        new("validity-control-characters", "x", Rows("'word ' || i || CASE WHEN i = 9 THEN chr(7) ELSE '' END AS x"), Rows("'word ' || i AS x")),
        new("validity-date-placeholder", "born_on", Rows("CASE WHEN i % 20 = 0 THEN DATE '1900-01-01' ELSE DATE '1980-01-01' + i::INT END AS born_on"), Rows("DATE '1980-01-01' + i::INT AS born_on")),
        new("validity-date-future", "seen_on", Rows("CASE WHEN i = 9 THEN DATE '2031-01-01' ELSE DATE '2023-01-01' + i::INT END AS seen_on"), Rows("DATE '2023-01-01' + i::INT AS seen_on")),
        new("consistency-whitespace", "x", Rows("'word ' || i || CASE WHEN i = 9 THEN ' ' ELSE '' END AS x"), Rows("'word ' || i AS x")),
        new("consistency-spelling", "x", Rows("['red', 'blue', 'Red'][1 + i % 3] AS x"), Rows("['red', 'blue', 'green'][1 + i % 3] AS x")),
        new("consistency-case", "code", Rows("CASE WHEN i % 40 = 0 THEN 'x' ELSE 'X' END || 'Z-' || i AS code").Replace("'Z-'", "CASE WHEN i % 40 = 0 THEN 'z-' ELSE 'Z-' END", StringComparison.Ordinal), Rows("'XZ-' || i AS code")),
        new("consistency-date-format", "x", Rows("CASE WHEN i % 3 = 0 THEN strftime(DATE '2023-01-01' + i::INT, '%Y-%m-%d') ELSE strftime(DATE '2023-01-01' + i::INT, '%d.%m.%Y') END AS x"), Rows("strftime(DATE '2023-01-01' + i::INT, '%d.%m.%Y') AS x")),
        new("consistency-date-order", "shipped_on", Rows("DATE '2023-01-01' + i::INT AS ordered_on, DATE '2023-01-01' + i::INT + CASE WHEN i = 9 THEN -2 ELSE 3 END AS shipped_on"), Rows("DATE '2023-01-01' + i::INT AS ordered_on, DATE '2023-01-01' + i::INT + 3 AS shipped_on")),
        new("consistency-overlap", "valid_from", Rows("i // 4 AS room_id, DATE '2023-01-01' + ((i % 4) * 10)::INT AS valid_from, DATE '2023-01-01' + ((i % 4) * 10 + CASE WHEN i = 9 THEN 15 ELSE 9 END)::INT AS valid_to"), Rows("i // 4 AS room_id, DATE '2023-01-01' + ((i % 4) * 10)::INT AS valid_from, DATE '2023-01-01' + ((i % 4) * 10 + 9)::INT AS valid_to")),
        new("consistency-reference", "customer_id", Rows("CASE WHEN i % 40 = 0 THEN 5000 + i ELSE i % 50 END AS customer_id"), Rows("i % 50 AS customer_id")) { Beside = "SELECT i AS customer_id, 'c' || i AS label FROM range(50) r(i)" },
        new("timeliness-stale", "ordered_at", Orders("DATE '2022-01-01' + (i // 4)::INT"), Orders("DATE '2024-05-12' + (i // 4)::INT")) { Table = "orders" },
        new("timeliness-gap", "ordered_at", Orders("DATE '2024-03-01' + (i // 4)::INT + CASE WHEN i > 100 THEN 30 ELSE 0 END"), Orders("DATE '2024-05-12' + (i // 4)::INT")) { Table = "orders" },
        new("outliers-iqr", "x", Rows("CASE WHEN i % 20 = 0 THEN 900.5 ELSE (i % 100) + 0.5 END AS x"), Rows("(i % 100) + 0.5 AS x")),
        new("outliers-zscore", "x", Rows("CASE WHEN i % 50 = 0 THEN 900.5 ELSE (i % 100) + 0.5 END AS x"), Rows("(i % 100) + 0.5 AS x")),
        // Amounts have long tails: what is only a great one among lognormal ones is not far.
        new("outliers-far", "amount", Rows("CASE WHEN i = 9 THEN 1e9 ELSE exp((hash(i) % 1000) / 200.0) END AS amount"), Rows("CASE WHEN i = 9 THEN 2000 ELSE exp((hash(i) % 1000) / 200.0) END AS amount")),
        new("balance-target", "churned", Rows("(i % 50 = 0)::INT AS churned"), Rows("(i % 4 = 0)::INT AS churned")),
        new("balance-dominant", "x", Rows("CASE WHEN i = 9 THEN 'other' ELSE 'one' END AS x"), Rows("['one', 'other'][1 + i % 2] AS x")),
        new("leakage-suspect", "left_because", Rows("(i % 4 = 0)::INT AS churned, CASE WHEN i % 4 = 0 THEN 'price' ELSE 'stays' END AS left_because"), Rows("(i % 4 = 0)::INT AS churned, ['price', 'stays'][1 + (hash(i) % 2)::INT] AS left_because")),
        new("privacy-column", "email", Rows("'a' || i || '@example.com' AS email"), Rows("'a' || i || '.example.com' AS email")),
        new("privacy-in-text", "note", Rows("'call back ' || CASE WHEN i = 9 THEN '+49 351 123 45 67' WHEN i = 10 THEN 'anna@example.com' ELSE 'on 03/04/2024 10:30, order 0012345678' END AS note"), Rows("'call back on 03/04/2024 10:30, order 0012345678, @home ' || i AS note")),
        new("drift-schema", null, Rows("i AS y"), Rows("i AS x")) { IsDrift = true },
        new("drift-rows", null, Rows("i AS x", rows: 900), Rows("i AS x")) { IsDrift = true },
        new("drift-nulls", "x", Rows("CASE WHEN i % 5 = 0 THEN NULL ELSE i * 2.5 END AS x"), Rows("i * 2.5 AS x")) { IsDrift = true },
        new("drift-distribution", "x", Rows("(i % 100) * 5 + 0.5 AS x"), Rows("(i % 100) + 0.5 AS x")) { IsDrift = true },
        new("drift-categories", "x", Rows("['red', 'blue', 'green'][1 + i % 3] AS x"), Rows("['red', 'blue'][1 + i % 2] AS x")) { IsDrift = true },
    ];

    private static string Rows(string columns, string key = "i AS thing_id", int rows = 400) => $"SELECT {key}, {columns} FROM range({rows}) r(i)";

    private static string Orders(string day) => $"SELECT i AS order_id, (hash(i) % 30)::INT AS customer_id, CAST({day} AS TIMESTAMP) + INTERVAL 10 HOUR AS ordered_at FROM range(200) r(i)";
}
