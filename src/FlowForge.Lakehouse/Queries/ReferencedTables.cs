using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Queries;

/// <summary>The tables that a statement names, each as a view that the engine reads. Disposed when the statement will not run any more.</summary>
/// <remarks>A view has the schema and name that the user wrote, so <c>customers.id</c> and <c>silver.customers.id</c> mean what they always mean. Where one name
/// stands for several relations (other versions, other files left out), the next ones go to databases of their own, called layers.</remarks>
internal sealed class ReferencedTables(string sql, LocalCatalog catalog, string baseFolder, DuckDbDatabase engine) : IDisposable
{
    private readonly List<(TableReference Reference, View View)> _opened = [];
    private readonly List<View> _views = [];

    private sealed record View(string Layer, string Schema, string Name, string Key, DeltaRelation Relation)
    {
        internal string EngineName => $"{SqlName.Quote(Layer)}.{SqlName.Quote(Schema)}.{SqlName.Quote(Name)}";
    }

    /// <summary>The folders whose files the views read.</summary>
    internal HashSet<string> Folders { get; } = [];

    /// <exception cref="InputException">A table or version is not there, or cannot be read.</exception>
    internal void Open(IReadOnlyList<TableReference> references, CancellationToken cancellationToken)
    {
        foreach (TableReference reference in references)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (DeltaTable table, string schema, string name) = Find(reference);
            _opened.Add((reference, ViewOf(reference, table, schema, name, cancellationToken)));
        }
    }

    internal void CreateViews(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        foreach (string layer in _views.Select(view => view.Layer).Distinct()) connection.Execute($"ATTACH ':memory:' AS {SqlName.Quote(layer)}", cancellationToken);
        foreach (View view in _views)
            connection.Execute($"CREATE SCHEMA IF NOT EXISTS {SqlName.Quote(view.Layer)}.{SqlName.Quote(view.Schema)}; CREATE VIEW {view.EngineName} AS {view.Relation.Sql}", cancellationToken);
    }

    /// <summary>From the user's words to the engine's: names of tables, names in backticks, and catalogs before columns.</summary>
    internal IEnumerable<(int Start, int End, string Text)> Replacements(StatementText statement)
    {
        foreach ((TableReference reference, View view) in _opened) yield return (reference.Start, reference.End, view.EngineName);
        IReadOnlyList<SqlToken> tokens = statement.Tokens;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (statement.References.Any(reference => tokens[i].Start >= reference.Start && tokens[i].Start < reference.End)) continue;
            if (IsCatalogOfColumn(tokens, i)) yield return (tokens[i].Start, tokens[i + 1].End, "");
            else if (tokens[i].Kind == SqlTokenKind.QuotedName && sql[tokens[i].Start] == '`') yield return (tokens[i].Start, tokens[i].End, SqlName.Quote(tokens[i].Value));
        }
    }

    public void Dispose()
    {
        foreach (View view in _views) view.Relation.Dispose();
    }

    /// <summary>The first of catalog.schema.table.column, for a table of the statement.</summary>
    private bool IsCatalogOfColumn(IReadOnlyList<SqlToken> tokens, int at)
    {
        if (at + 6 >= tokens.Count || at > 0 && tokens[at - 1].IsSymbol('.')) return false;
        for (int part = 0; part < 4; part++)
            if (!tokens[at + 2 * part].IsName || part < 3 && !tokens[at + 2 * part + 1].IsSymbol('.'))
                return false;
        return _opened.Any(one => one.Reference.Parts is [var first, var second, var third] && Same(first, tokens[at].Value) && Same(second, tokens[at + 2].Value) && Same(third, tokens[at + 4].Value));
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);

    private (DeltaTable Table, string Schema, string Name) Find(TableReference reference)
    {
        if (reference.Path is { } path)
        {
            string folder = Path.GetFullPath(path, baseFolder);
            if (!DeltaTable.IsTable(folder)) throw At(reference, "unknown-table", $"there is no Delta table in {folder}.", "A Delta table is a folder with _delta_log in it; relative paths start at the working folder.");
            return (new DeltaTable(new LocalTableStore(folder), engine), "delta", path);
        }
        TableName name;
        try
        {
            name = UnityName.Of(reference.Parts, reference.Text);
        }
        catch (InputException wrong)
        {
            throw At(reference, wrong.Diagnostic.Id, $"{reference.Text}: {wrong.Diagnostic.Summary}", wrong.Diagnostic.Hint);
        }
        if (!catalog.Exists(name)) throw catalog.Unknown(name, SqlPlace.At(sql, reference.Start));
        return (catalog.Table(name, engine), name.Schema, name.Table);
    }

    private View ViewOf(TableReference reference, DeltaTable table, string schema, string name, CancellationToken cancellationToken)
    {
        Folders.Add(table.Store.Root);
        (string key, Func<DeltaRelation> read) = reference.Version is TableVersion.Changes changes
            ? (changes.ToString(), () => table.Changes(NumberOf(reference, table, changes.From, atEnd: false, cancellationToken), changes.To is null ? null : NumberOf(reference, table, changes.To, atEnd: true, cancellationToken), cancellationToken))
            : RowsOf(reference, table, cancellationToken);
        if (reference.Version is TableVersion.Changes) (schema, name) = ("main", "table_changes");
        key = $"{table.Store.Root}\n{key}";
        if (_views.Find(view => view.Key == key && Same(view.Schema, schema) && Same(view.Name, name)) is { } known) return known;
        int layer = _views.Count(view => Same(view.Schema, schema) && Same(view.Name, name));
        var made = new View($"layer{layer.ToString(CultureInfo.InvariantCulture)}", schema, name, key, Pointed(reference, read));
        _views.Add(made);
        return made;
    }

    private (string Key, Func<DeltaRelation> Read) RowsOf(TableReference reference, DeltaTable table, CancellationToken cancellationToken)
    {
        Snapshot snapshot = Pointed(reference, () => reference.Version switch
        {
            TableVersion.Number number => table.At(number.Value, cancellationToken),
            TableVersion.Time time => table.At(time.Value, cancellationToken),
            _ => table.Latest(cancellationToken),
        });
        foreach (DeltaAction.Add file in snapshot.Files)
            if (Path.GetDirectoryName(DataPath.Decode(file.Path)) is { } folder && Path.IsPathRooted(folder)) Folders.Add(folder);
        DeltaPredicate? pruning = WherePruning.Of(sql, reference.Conditions, snapshot.Schema);
        return ($"{snapshot.Version}\n{pruning?.ToSql(snapshot.Schema)}", () => snapshot.ReadPruned(pruning));
    }

    private long NumberOf(TableReference reference, DeltaTable table, TableVersion end, bool atEnd, CancellationToken cancellationToken)
    {
        if (end is TableVersion.Number number) return number.Value;
        DateTimeOffset time = ((TableVersion.Time)end).Value;
        IReadOnlyList<HistoryEntry> history = table.History(cancellationToken);
        // Changes from a time on begin with the first commit that is not before it.
        HistoryEntry? commit = atEnd ? history.LastOrDefault(entry => entry.Timestamp <= time) : history.FirstOrDefault(entry => entry.Timestamp >= time);
        return commit?.Version ?? throw At(reference, "delta-no-such-version", $"no commit of {reference.Text} lies {(atEnd ? "before" : "after")} {time:O}.", null);
    }

    private T Pointed<T>(TableReference reference, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException wrong) when (wrong.Diagnostic.Id is "delta-no-such-version" or "delta-change-feed-off")
        {
            throw At(reference, wrong.Diagnostic.Id, $"{reference.Text}: {wrong.Diagnostic.Summary}", wrong.Diagnostic.Hint);
        }
    }

    private InputException At(TableReference reference, string id, string summary, string? hint) => SqlPlace.Error(id, sql, reference.Start, summary, hint);
}
