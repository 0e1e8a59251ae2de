using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Generate.PySpark;

/// <summary>Where tables lie on the workspace: in one schema as layer_table, or in a schema per layer.</summary>
internal sealed class TablePlaces(Plan plan, GenerateOptions options)
{
    internal bool IsOneSchema => options.Schema is not null;

    internal string Catalog => options.CatalogOf(plan);

    internal string Schema => options.Schema ?? "";

    /// <summary>Where files lie before they are tables, by the default parameters.</summary>
    internal string Volume => $"/Volumes/{Catalog}/{(IsOneSchema ? Schema : "bronze")}/raw";

    /// <summary>The table that a plan's text names.</summary>
    internal TableName Resolve(PlanText reference) => reference.Text.Split('.') switch
    {
        [var schema, var name] => new TableName(plan.Settings.Catalog, schema, name),
        [var catalog, var schema, var name] => new TableName(catalog, schema, name),
        _ => throw new ArgumentException($"'{reference}' is not a table's name.", nameof(reference)),
    };

    /// <summary>The table's name on the workspace by the default parameters: catalog.schema.table.</summary>
    internal string DefaultName(TableName table) =>
        !IsPlanned(table) ? table.ToString() : IsOneSchema ? $"{Catalog}.{Schema}.{table.Schema}_{table.Table}" : $"{Catalog}.{table.Schema}.{table.Table}";

    /// <summary>The table's name as a Python text over the widgets' variables.</summary>
    internal string Python(TableName table, string prefix = "", string suffix = "")
    {
        string catalog = table.Catalog.Equals(plan.Settings.Catalog, StringComparison.OrdinalIgnoreCase) ? "{catalog}" : Braced(table.Catalog);
        if (!IsPlanned(table)) return $"f\"`{catalog}`.`{Braced(table.Schema)}`.`{Braced(prefix + table.Table + suffix)}`\"";
        return IsOneSchema
            ? $"f\"`{{catalog}}`.`{{schema}}`.`{prefix}{Layer(table)}_{table.Table}{suffix}`\""
            : $"f\"`{{catalog}}`.`{{{SchemaVariable(Layer(table))}}}`.`{prefix}{table.Table}{suffix}`\"";
    }

    /// <summary>The table's name in a pipeline, which adds its own catalog and, in one schema, its schema.</summary>
    internal string Published(TableName table, string prefix = "", string suffix = "")
    {
        string Name(string schema, string name) => IsOneSchema ? Sql.Name($"{prefix}{schema}_{name}{suffix}") : $"{Sql.Name(schema)}.{Sql.Name(prefix + name + suffix)}";
        if (IsPlanned(table)) return Name(Layer(table), table.Table);
        string rest = $"{Sql.Name(table.Schema)}.{Sql.Name(table.Table)}";
        return table.Catalog.Equals(plan.Settings.Catalog, StringComparison.OrdinalIgnoreCase) ? rest : $"{Sql.Name(table.Catalog)}.{rest}";
    }

    /// <summary>The widget's variable for a layer's schema.</summary>
    internal static string SchemaVariable(string layer) => $"{layer}_schema";

    internal bool IsPlanned(TableName table) => plan.Find(table) is not null;

    private static string Layer(TableName table) => table.Schema.ToLowerInvariant();

    private static string Braced(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal).Replace("`", "``", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>A layer as plans write it.</summary>
    internal static string Word(Layer layer) => layer.ToString().ToLowerInvariant();

    /// <summary>The name of a table's notebook, without folder and extension.</summary>
    internal static string Notebook(PlanTable table) => $"{TablePlaces.Word(table.Layer)}_{table.Name.Text.ToLowerInvariant()}";
}
