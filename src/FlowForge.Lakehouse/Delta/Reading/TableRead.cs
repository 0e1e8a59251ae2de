using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>What to read of a snapshot.</summary>
public sealed record ReadRequest
{
    /// <summary>The columns wanted, in order; null: all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The rows wanted; null: all. Files that cannot have one are not opened.</summary>
    public DeltaPredicate? Where { get; init; }
}

/// <summary>From a snapshot to a relation.</summary>
public static class TableRead
{
    extension(Snapshot snapshot)
    {
        /// <exception cref="FlowForge.Core.Diagnostics.InputException">A column that is wanted is not in the table, or a file lies in a store of another kind.</exception>
        public DeltaRelation Read(ReadRequest? request = null)
        {
            request ??= new ReadRequest();
            IReadOnlyList<DeltaField> fields = Fields(snapshot, request.Columns);
            ScanFile[] files = [.. Files(snapshot, request.Where).Select(ScanFile.Of)];
            CheckPlaces(snapshot, files);
            if (request.Where is not { } where) return Relation(new FileScan(snapshot.Store, snapshot.Schema, files), fields);

            DeltaField[] needed = [.. fields.Union(where.Columns.Select(name => Field(snapshot, name)))];
            string sql = new FileScan(snapshot.Store, snapshot.Schema, files).ToSql(needed, out RowFunction? function);
            string columns = string.Join(", ", fields.Select(field => SqlName.Quote(field.Name)));
            return new DeltaRelation($"SELECT {columns} FROM ({sql}) WHERE {where.ToSql(snapshot.Schema)}", function is null ? [] : [function]);
        }

        /// <summary>The files that may hold a row that the predicate wants, in order of their paths.</summary>
        internal IEnumerable<DeltaAction.Add> FilesFor(DeltaPredicate? where) => Files(snapshot, where);
    }

    private static IOrderedEnumerable<DeltaAction.Add> Files(Snapshot snapshot, DeltaPredicate? where) =>
        snapshot.Files.Where(file => where is null || where.MayHold(new FileFacts(file, snapshot.Schema))).OrderBy(file => file.Path, StringComparer.Ordinal);

    private static DeltaRelation Relation(FileScan scan, IReadOnlyList<DeltaField> fields)
    {
        string sql = scan.ToSql(fields, out RowFunction? function);
        return new DeltaRelation(sql, function is null ? [] : [function]);
    }

    private static IReadOnlyList<DeltaField> Fields(Snapshot snapshot, IReadOnlyList<string>? names)
    {
        if (snapshot.Schema.Fields.Count == 0) throw DeltaErrors.Schema(snapshot.Store.Root, "it has no columns.");
        return names is null ? snapshot.Schema.Fields : [.. names.Select(name => Field(snapshot, name))];
    }

    private static DeltaField Field(Snapshot snapshot, string name) => snapshot.Schema.Find(name) ?? throw DeltaErrors.NoColumn(snapshot.Store.Root, name, snapshot.Schema);

    internal static void CheckPlaces(Snapshot snapshot, IEnumerable<ScanFile> files)
    {
        foreach (ScanFile file in files)
            if (DataPath.ForeignScheme(file.Path) is { } scheme)
                throw DeltaErrors.ForeignFile(snapshot.Store.Root, file.Path, scheme);
    }
}
