namespace FlowForge.Explore.Tests;

/// <summary>A shop whose flaws are known: each is planted here on purpose and named in <see cref="Flaws"/>.</summary>
internal static class Shop
{
    /// <summary>Customers: 1,000, of which 15 rows are there twice.</summary>
    internal const string Customers = """
        SELECT * FROM (
            SELECT i AS customer_id,
                   ['Anna','Ben','Carla','David','Eva','Finn','Greta','Hans'][1 + (hash(i) % 8)::INT] || ' ' || ['Meyer','Schulz','Weber','Koch','Bauer','Wolf'][1 + (hash(i * 7) % 6)::INT] AS full_name,
                   CASE WHEN i % 200 = 7 THEN 'no-at-sign-' || i ELSE 'user' || i || '@example.com' END AS email,
                   CASE WHEN i % 50 = 3 THEN ' germany' WHEN i % 3 = 0 THEN 'Germany' WHEN i % 3 = 1 THEN 'France' ELSE 'Spain' END AS land_name,
                   CASE WHEN i % 40 = 1 THEN DATE '1900-01-01' ELSE DATE '1950-01-01' + (hash(i * 3) % 18000)::INT END AS birth_date,
                   DATE '2021-01-01' + (hash(i * 5) % 700)::INT AS signup_date,
                   CASE WHEN i % 90 = 2 THEN -999 WHEN i % 12 = 0 THEN NULL ELSE 20000 + (hash(i * 11) % 60000)::INT END AS income,
                   ['bronze','silver','gold'][1 + (hash(i * 13) % 3)::INT] AS loyalty,
                   hash(i * 17) % 2 = 0 AS paid,
                   ['north','south','east','west'][1 + (hash(i * 19) % 4)::INT] AS grid,
                   CASE WHEN hash(i * 23) % 20 < 3 THEN 1 ELSE 0 END AS churned,
                   CASE WHEN hash(i * 23) % 20 < 3 THEN ['price','service'][1 + (i % 2)] END AS cancel_reason,
                   NULL::VARCHAR AS fax,
                   'shop-1' AS tenant
            FROM range(1, 1001) r(i))
        UNION ALL BY NAME
        SELECT i AS customer_id, 'Double Row' AS full_name, 'user' || i || '@example.com' AS email, 'Spain' AS land_name, DATE '1980-01-01' AS birth_date, DATE '2022-01-01' AS signup_date,
               30000 AS income, 'gold' AS loyalty, true AS paid, 'north' AS grid, 0 AS churned, NULL AS cancel_reason, NULL::VARCHAR AS fax, 'shop-1' AS tenant
        FROM range(100, 115) r(i)
        """;

    /// <summary>Orders: 6,000 over two years.</summary>
    internal const string Orders = """
        SELECT 'O-' || lpad(i::VARCHAR, 6, '0') AS order_id,
               CASE WHEN i % 150 = 0 THEN 900000 + i ELSE 1 + (hash(i * 29) % 1000)::INT END AS customer_id,
               TIMESTAMP '2022-06-01' + to_minutes((i * 175)::INT) AS ordered_at,
               TIMESTAMP '2022-06-01' + to_minutes((i * 175)::INT) + CASE WHEN i % 700 = 5 THEN INTERVAL (-3) DAY ELSE to_hours((20 + hash(i) % 100)::INT) END AS shipped_at,
               CASE WHEN i % 3000 = 11 THEN 250000.0 WHEN i % 800 = 13 THEN -5.0 ELSE round(5 + (hash(i * 31) % 20000) / 100.0, 2) END AS amount,
               1 + (hash(i * 37) % 5)::INT AS quantity,
               CASE WHEN i % 60 = 9 THEN 'SHIPPED' ELSE ['new', 'paid', 'shipped', 'delivered'][1 + (hash(i * 41) % 4)::INT] END AS status,
               CASE WHEN i % 500 = 17 THEN 'N/A' ELSE ((hash(i * 43) % 900) + 100)::VARCHAR || ',' || lpad((hash(i) % 100)::VARCHAR, 2, '0') END AS weight_g,
               CASE WHEN i % 7 = 0 THEN strftime(DATE '2024-01-01' + (i % 150)::INT, '%d.%m.%Y') ELSE strftime(DATE '2024-01-01' + (i % 150)::INT, '%Y-%m-%d') END AS due_text,
               CASE WHEN i % 250 = 0 THEN 'nan'::DOUBLE ELSE (hash(i * 47) % 1000) / 1000.0 END AS risk
        FROM range(6000) r(i)
        """;

    /// <summary>Check and place of each planted flaw.</summary>
    internal static readonly (string Check, string Where)[] Flaws =
    [
        ("uniqueness-key", "customers.customer_id"),
        ("validity-format", "customers.email"),
        ("consistency-spelling", "customers.land_name"),
        ("consistency-whitespace", "customers.land_name"),
        ("validity-date-placeholder", "customers.birth_date"),
        ("completeness-sentinel", "customers.income"),
        ("completeness-nulls", "customers.income"),
        ("completeness-nulls", "customers.cancel_reason"),
        ("leakage-suspect", "customers.cancel_reason"),
        ("completeness-empty-column", "customers.fax"),
        ("uniqueness-constant", "customers.tenant"),
        ("consistency-reference", "orders.customer_id"),
        ("consistency-date-order", "orders.shipped_at"),
        ("outliers-far", "orders.amount"),
        ("validity-negative", "orders.amount"),
        ("consistency-spelling", "orders.status"),
        ("completeness-placeholder", "orders.weight_g"),
        ("validity-typed-text", "orders.weight_g"),
        ("validity-typed-text", "orders.due_text"),
        ("consistency-date-format", "orders.due_text"),
        ("validity-not-finite", "orders.risk"),
    ];

    internal static Exploration Open() => new Exploration().Table("customers", Customers).Table("orders", Orders);
}
