using System.Globalization;
using System.Security.Cryptography;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Catalog;

/// <summary>Tables and volumes by name, in folders: <c>root/catalog/schema/tables/table</c> and <c>root/catalog/schema/volumes/volume</c>.</summary>
/// <remarks>Thread-safe: the folders are the catalog, so every call looks at them anew. A table is a folder with a Delta log.</remarks>
/// <param name="root">Need not be there yet.</param>
public sealed class LocalCatalog(string root)
{
    private const string TablesFolder = "tables";
    private const string VolumesFolder = "volumes";
    private const string TrashFolder = ".trash";

    public string Root { get; } = Path.GetFullPath(root);

    public IReadOnlyList<string> Catalogs() => Parts(Root);

    public IReadOnlyList<string> Schemas(string catalog) => Parts(Path.Combine(Root, UnityName.ToFolder(catalog.ToLowerInvariant())));

    /// <summary>The tables of a schema, in order of their names.</summary>
    public IReadOnlyList<TableName> Tables(string catalog, string schema)
    {
        string folder = Path.Combine(SchemaFolder(catalog, schema), TablesFolder);
        return [.. Parts(folder).Where(table => DeltaTable.IsTable(Path.Combine(folder, UnityName.ToFolder(table)))).Select(table => new TableName(catalog.ToLowerInvariant(), schema.ToLowerInvariant(), table))];
    }

    /// <summary>All tables, in order of their names.</summary>
    public IEnumerable<TableName> Tables() => Catalogs().SelectMany(catalog => Schemas(catalog).SelectMany(schema => Tables(catalog, schema)));

    /// <summary>The volumes of a schema, in order of their names.</summary>
    public IReadOnlyList<string> Volumes(string catalog, string schema) => Parts(Path.Combine(SchemaFolder(catalog, schema), VolumesFolder));

    public bool Exists(TableName name) => DeltaTable.IsTable(FolderOf(name));

    /// <summary>Where a table is or will be.</summary>
    /// <exception cref="InputException">Not a name that Unity Catalog takes.</exception>
    public string FolderOf(TableName name)
    {
        TableName lower = UnityName.Checked(name);
        return Path.Combine(SchemaFolder(lower.Catalog, lower.Schema), TablesFolder, UnityName.ToFolder(lower.Table));
    }

    /// <summary>Where a volume is or will be.</summary>
    /// <inheritdoc cref="FolderOf"/>
    public string FolderOfVolume(string catalog, string schema, string volume)
    {
        TableName lower = UnityName.Checked(new TableName(catalog, schema, volume));
        return Path.Combine(SchemaFolder(lower.Catalog, lower.Schema), VolumesFolder, UnityName.ToFolder(lower.Table));
    }

    /// <summary>The table of that name, whether it is there yet or not.</summary>
    /// <param name="engine">Reads its checkpoints.</param>
    /// <inheritdoc cref="FolderOf"/>
    public DeltaTable Table(TableName name, DuckDbDatabase engine) => new(new LocalTableStore(FolderOf(name)), engine);

    /// <summary>A table that is there.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public DeltaTable Find(TableName name, DuckDbDatabase engine) => Exists(name) ? Table(name, engine) : throw Unknown(name);

    /// <summary>Makes a schema, and its catalog when that is missing. Nothing when it is there.</summary>
    /// <inheritdoc cref="FolderOf"/>
    public void CreateSchema(string catalog, string schema)
    {
        TableName lower = UnityName.Checked(new TableName(catalog, schema, "table"));
        Directory.CreateDirectory(Path.Combine(SchemaFolder(lower.Catalog, lower.Schema), TablesFolder));
    }

    /// <summary>Makes a volume: a folder for files. Nothing when it is there.</summary>
    /// <inheritdoc cref="FolderOf"/>
    public string CreateVolume(string catalog, string schema, string volume) => Directory.CreateDirectory(FolderOfVolume(catalog, schema, volume)).FullName;

    /// <summary>Takes a table out of the catalog, in one step. Its folder goes to the trash, and can be moved back from there.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="InputException">There is none of that name.</exception>
    public string Drop(TableName name, TimeProvider clock)
    {
        if (!Exists(name)) throw Unknown(name);
        string trash = Directory.CreateDirectory(Path.Combine(Root, TrashFolder)).FullName;
        string stamp = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        string target = Path.Combine(trash, $"{stamp}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}-{Path.GetFileName(FolderOf(name))}");
        Directory.Move(FolderOf(name), target);
        return target;
    }

    /// <summary>Takes a table out of the catalog and deletes its files for good.</summary>
    /// <inheritdoc cref="Drop"/>
    public void Purge(TableName name, TimeProvider clock) => Directory.Delete(Drop(name, clock), recursive: true);

    /// <summary>That there is no such table, with the name that was probably meant.</summary>
    /// <param name="where">Where the name was used; null: the catalog.</param>
    public InputException Unknown(TableName name, Location? where = null) =>
        new("unknown-table", where ?? new Location(Root), $"there is no table {Shown(name)}.", Hint(name));

    private string Hint(TableName name)
    {
        TableName[] tables = [.. Tables()];
        if (tables.Length == 0) return $"The catalog in {Root} has no tables yet. Another one: --lakehouse FOLDER.";
        if (tables.FirstOrDefault(table => table.Table.Equals(name.Table, StringComparison.OrdinalIgnoreCase)) is { } elsewhere) return $"Did you mean '{Shown(elsewhere)}'?";
        return Spelling.Nearest(Shown(name), [.. tables.Select(Shown)]) is { } near ? $"Did you mean '{near}'?" : "See: flowforge table list";
    }

    /// <summary>Without the catalog where it is the default one.</summary>
    public static string Shown(TableName name) =>
        name.Catalog.Equals(UnityName.DefaultCatalog, StringComparison.OrdinalIgnoreCase) ? $"{name.Schema}.{name.Table}" : name.ToString();

    private string SchemaFolder(string catalog, string schema) =>
        Path.Combine(Root, UnityName.ToFolder(catalog.ToLowerInvariant()), UnityName.ToFolder(schema.ToLowerInvariant()));

    private static IReadOnlyList<string> Parts(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateDirectories(folder).Select(path => UnityName.FromFolder(Path.GetFileName(path))).OfType<string>().Order(StringComparer.Ordinal)]
        : [];
}
