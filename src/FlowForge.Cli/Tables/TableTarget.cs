using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Cli.Tables;

/// <summary>A table as the user named it: by name in the catalog, or by the path of its folder.</summary>
/// <param name="Name">Null for a table by path.</param>
internal sealed record TableTarget(DeltaTable Table, TableName? Name)
{
    public string Text => Name is null ? Table.Store.Root : LocalCatalog.Shown(Name);

    /// <exception cref="InputException">There is no such table.</exception>
    public static TableTarget Find(string text, LocalCatalog catalog, string workingFolder, DuckDbDatabase engine)
    {
        if (PathOf(text, workingFolder) is not { } folder)
        {
            TableName name = UnityName.Parse(text);
            return new TableTarget(catalog.Find(name, engine), name);
        }
        if (!DeltaTable.IsTable(folder))
            throw new InputException("unknown-table", new Location(text), "there is no Delta table here.", "A Delta table is a folder with _delta_log in it.");
        return new TableTarget(new DeltaTable(new LocalTableStore(folder), engine), null);
    }

    /// <summary>A name has no slashes; <c>delta.`…`</c> is a path, as in SQL.</summary>
    private static string? PathOf(string text, string workingFolder)
    {
        const string Prefix = "delta.`";
        if (text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && text.EndsWith('`') && text.Length > Prefix.Length) text = text[Prefix.Length..^1];
        else if (!text.AsSpan().ContainsAny('/', '\\') && text is not ("." or "..") && !DeltaTable.IsTable(Path.GetFullPath(text, workingFolder))) return null;
        return Path.GetFullPath(text, workingFolder);
    }
}
