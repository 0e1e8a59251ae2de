using System.Text.Json.Nodes;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Steps;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Execution;
using FlowForge.Lakehouse.Tests.Parity;
using Snapshot = FlowForge.Lakehouse.Delta.Snapshot;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>A plan's tables as a run here and as its notebooks have written them.</summary>
internal sealed class TwinComparison(CheckedPlan plan, GenerateOptions options, LocalCatalog here, LocalCatalog there, DuckDbDatabase engine)
{
    internal static (string Name, long Value)[] Counted(RunRecord record, PlanTable table)
    {
        StepRecord[] steps = [.. record.Steps.Where(step => step.Table == table.Address)];
        return [("records_in", steps[0].RowsIn), ("records_out", steps[^1].RowsOut), ("rejected", steps.Sum(step => step.RowsRejected))];
    }

    internal static IEnumerable<string> Counts(PlanTable table, (string Name, long Value)[] expected, JsonObject answer)
    {
        foreach ((string name, long value) in expected)
            if (answer[name]!.GetValue<long>() is var told && told != value) yield return $"{table.Address}: {name} is {told}, here {value}";
    }

    /// <summary>Versions of the plan's tables in the notebooks' catalog.</summary>
    internal IReadOnlyDictionary<string, long> Versions() => plan.Tables.Select(table => There(table.Table.Address)).Where(there.Exists).ToDictionary(name => name.ToString(), name => there.Table(name, engine).Latest().Version);

    /// <summary>What differs in columns, comments, partitions and rows; of quarantines, fits and keys too.</summary>
    internal IEnumerable<string> Tables()
    {
        foreach (PlanTable table in plan.Tables.Select(table => table.Table))
        {
            string[] names = [table.Name.Text, $"{table.Name}_quarantine", $"_fitted_{table.Name}", .. table.Steps.OfType<SurrogateKey>().Where(key => key.With == KeyKind.Sequence).Select(key => $"_keys_{table.Name}_{key.Name}")];
            foreach (string name in names)
                foreach (string difference in Compared(table.Address with { Table = name })) yield return difference;
        }
    }

    private IEnumerable<string> Compared(TableName address)
    {
        TableName other = There(address);
        if (!here.Exists(address) && !there.Exists(other)) yield break;
        if (!here.Exists(address) || !there.Exists(other))
        {
            yield return $"{address} is {(here.Exists(address) ? "not there" : "there alone")}";
            yield break;
        }
        Snapshot mine = here.Table(address, engine).Latest(), theirs = there.Table(other, engine).Latest();
        if (Shape(mine) != Shape(theirs)) yield return $"{address}: found {Shape(theirs)}, here {Shape(mine)}";
        if (mine.Metadata.Description != theirs.Metadata.Description) yield return $"{address}: found the comment {theirs.Metadata.Description}, here {mine.Metadata.Description}";
        using DuckDbConnection connection = engine.Connect();
        DeltaRelation.Prepare(connection);
        using DeltaRelation expected = mine.Read(), actual = theirs.Read();
        if (RowComparison.Difference(connection, Sorted(address, expected), Sorted(address, actual), isOrdered: false) is { } difference) yield return $"{address}: {difference}";
    }

    private static string Shape(Snapshot table) => $"({string.Join(", ", table.Schema.Fields.Select(field => $"{field.Name} {field.Type.ToDataType()}{(field.IsNullable ? "" : " NOT NULL")}"))}) by ({string.Join(", ", table.Schema.PartitionColumns)})";

    // Fitted numbers are kept as texts, which need not agree in their last digit.
    private static string Sorted(TableName address, DeltaRelation rows) => address.Table.StartsWith("_fitted_", StringComparison.Ordinal)
        ? $"SELECT * REPLACE (CASE WHEN TRY_CAST(value AS DOUBLE) IS NULL THEN value END AS value), TRY_CAST(value AS DOUBLE) AS number FROM ({rows.Sql}) ORDER BY ALL"
        : $"SELECT * FROM ({rows.Sql}) ORDER BY ALL";

    private TableName There(TableName address)
    {
        string catalog = options.CatalogOf(plan.Plan);
        if (options.Schema is not { } schema) return address with { Catalog = catalog };
        string prefix = address.Table.StartsWith("_fitted_", StringComparison.Ordinal) ? "_fitted_" : address.Table.StartsWith("_keys_", StringComparison.Ordinal) ? "_keys_" : "";
        return new TableName(catalog, schema, $"{prefix}{address.Schema}_{address.Table[prefix.Length..]}");
    }
}
