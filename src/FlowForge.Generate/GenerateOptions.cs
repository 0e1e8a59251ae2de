using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate;

/// <summary>Where the generated code finds and puts its tables.</summary>
public sealed record GenerateOptions
{
    /// <summary>The default of the widget <c>catalog</c>. Null: the plan's own catalog.</summary>
    public string? Catalog { get; init; }

    /// <summary>One schema for all tables, which are then called layer_table. Null: each layer is a schema, as in the plan.</summary>
    public string? Schema { get; init; }

    /// <summary>The generator's version, part of the content hash: other code for the same plan has another hash.</summary>
    public required string Version { get; init; }

    /// <summary>What is known of the plan's sources, by name. A source that is missing here is read as its file's extension says.</summary>
    public IReadOnlyDictionary<string, SourceShape> Sources { get; init; } = new Dictionary<string, SourceShape>();

    /// <summary>The last run of the plan that is known; null for none.</summary>
    public RunFigures? LastRun { get; init; }

    internal string CatalogOf(Plan plan) => Catalog ?? plan.Settings.Catalog;
}

/// <summary>What a look at a source's file has found.</summary>
/// <param name="Format">The converter's name of the format: csv, json, xml, xlsx, dbf, parquet, delta …</param>
/// <param name="Facts">What the reader detected: delimiter, encoding, quote, header, row …</param>
/// <param name="Columns">In the order of the file.</param>
public sealed record SourceShape(string Format, IReadOnlyDictionary<string, string> Facts, IReadOnlyList<SourceColumn> Columns);

/// <summary>A column as it was found in a file.</summary>
/// <param name="Type">What its values have in common.</param>
/// <param name="Form">How the file writes them, as <c>1.234,5</c> or <c>DD.MM.YYYY</c>; null for plain numbers and ISO dates.</param>
/// <param name="IsRenamed">Whether the file calls it otherwise.</param>
public sealed record SourceColumn(string Name, DataType Type, string? Form, bool IsRenamed);

/// <summary>What a run has counted.</summary>
/// <param name="Tables">By the plan's name of the table: silver.customers.</param>
public sealed record RunFigures(string RunId, DateTimeOffset EndedAt, IReadOnlyDictionary<string, TableFigures> Tables);

/// <param name="RowsIn">Read by the first step.</param>
/// <param name="RowsOut">Handed to the step that writes.</param>
/// <param name="RowsRejected">Set aside or left out for a reason, by all steps together.</param>
public sealed record TableFigures(long RowsIn, long RowsOut, long RowsRejected);

/// <summary>One file of what is generated.</summary>
/// <param name="Path">Relative to the output folder, with / between its parts.</param>
public sealed record GeneratedFile(string Path, string Text);
