using System.Globalization;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Bench.Lakehouse;

/// <summary>What the Delta comparisons read: orders as Parquet and as a table of several versions, changes to them, and events.</summary>
/// <param name="folder">Where the data lies.</param>
internal sealed class LakehouseData(string folder)
{
    internal const string OrdersFile = "lakehouse-orders.parquet";
    internal const string EventsFile = "lakehouse-events.parquet";

    /// <summary>The version that has the orders of <see cref="OrdersFile"/> and nothing else; each one after it adds a few.</summary>
    internal const long OrdersVersion = Parts - 1;

    private const int Parts = 5;
    private const int LaterVersions = 7;
    private const long OrderRows = 5_000_000;
    private const long ChangedRows = 100_000;
    private const long EventRows = 10_000_000;

    internal string Orders => Path.Combine(folder, OrdersFile);

    internal string Events => Path.Combine(folder, EventsFile);

    internal string Changes => Path.Combine(folder, "lakehouse-changes.parquet");

    internal string Table => Path.Combine(folder, "lakehouse-orders");

    internal static WriterOptions Writing { get; } = new() { Clock = TimeProvider.System, EngineInfo = "FlowForge/bench" };

    /// <summary>Makes what is not there yet for this seed and scale.</summary>
    internal void Ensure(int seed, double scale)
    {
        Directory.CreateDirectory(folder);
        string note = Path.Combine(folder, "lakehouse.txt"), made = $"seed {seed}, scale {scale}\n";
        if (File.Exists(note) && File.ReadAllText(note) == made) return;
        Console.Error.WriteLine("Making orders and events …");
        foreach (string file in (string[])[note, Orders, Events, Changes]) File.Delete(file);
        if (Directory.Exists(Table)) Directory.Delete(Table, recursive: true);
        long orders = Math.Max(Parts, (long)(OrderRows * scale)), changes = Math.Max(2, (long)(ChangedRows * scale)), events = Math.Max(1, (long)(EventRows * scale));
        using DuckDbDatabase engine = DuckDbDatabase.Open();
        using DuckDbConnection connection = engine.Connect();
        connection.Execute("SET TimeZone = 'UTC'");
        connection.Execute(Copy(OrdersSql(seed, 0, orders), Orders));
        // Half of them are of orders that are there, all over the table; the others are new.
        connection.Execute(Copy($"{OrdersSql(seed + 1, 0, orders)} WHERE i % {orders / (changes / 2)} = 0 UNION ALL {OrdersSql(seed + 1, 2 * orders, 2 * orders + changes / 2)}", Changes));
        connection.Execute(Copy(EventsSql(seed, events), Events));
        var writer = new DeltaWriter(new DeltaTable(new LocalTableStore(Table), engine), connection, Writing);
        for (int part = 0; part < Parts; part++)
        {
            string rows = OrdersSql(seed, orders * part / Parts, orders * (part + 1) / Parts);
            if (part == 0) writer.Create(new NewTable { Rows = rows });
            else writer.Append(rows);
        }
        for (int version = 0; version < LaterVersions; version++) writer.Append(OrdersSql(seed, orders + version * 1_000, orders + version * 1_000 + 1_000));
        File.WriteAllText(note, made);
    }

    private static string Copy(string rows, string file) => $"COPY ({rows}) TO {SqlName.Literal(file)} (FORMAT parquet)";

    // Numbers that look random and are the same wherever they are made: multiples of odd numbers, in 32 bits.
    private static string Dice(long odd, int seed) => string.Create(CultureInfo.InvariantCulture, $"((i::UBIGINT + {seed}) * {odd} % 4294967296)");

    private static string OrdersSql(int seed, long from, long to) => $"""
        SELECT i AS id, TIMESTAMPTZ '2019-01-01 00:00:00+00' + to_seconds(i * 61) AS placed, 'customer ' || {Dice(2_654_435_761, seed)} % 60000 AS customer,
            ['Zürich', 'München', 'Paris', 'São Paulo', 'Köln', 'Málaga'][1 + ({Dice(2_246_822_519, seed)} % 6)::INTEGER] AS city, ({Dice(3_266_489_917, seed)} % 25)::INTEGER AS quantity,
            ({Dice(668_265_263, seed)} % 250000 / 100)::DECIMAL(10,2) AS price, ({Dice(374_761_393, seed)} % 8) * 0.05 AS discount, {Dice(2_654_435_769, seed)} % 10 <> 0 AS is_paid,
            CASE WHEN {Dice(1_597_334_677, seed)} % 3 = 0 THEN 'note ' || {Dice(3_812_015_801, seed)} % 1000 END AS note
        FROM range({from}, {to}) t(i)
        """;

    private static string EventsSql(int seed, long rows) => $"""
        SELECT i AS id, ({Dice(2_654_435_761, seed)} % 200000)::BIGINT AS customer, TIMESTAMPTZ '2023-01-01 00:00:00+00' + to_seconds(i * 3) AS at,
            ['view', ' Cart', 'buy ', 'return', ''][1 + ({Dice(2_246_822_519, seed)} % 5)::INTEGER] AS kind,
            CASE WHEN {Dice(3_266_489_917, seed)} % 20 <> 0 THEN ({Dice(668_265_263, seed)} % 100000) / 100.0 END AS amount, ({Dice(374_761_393, seed)} % 12)::VARCHAR AS quantity
        FROM range({rows}) t(i)
        """;
}
