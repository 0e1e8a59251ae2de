using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>What an overwrite takes the place of. A closed set.</summary>
public abstract record Overwritten
{
    private Overwritten() { }

    /// <summary>All rows.</summary>
    public sealed record Everything : Overwritten;

    /// <summary>The partitions that the new rows lie in; others stay.</summary>
    public sealed record TheirPartitions : Overwritten;

    /// <summary>The rows that a predicate holds for; it has to hold for every new row too.</summary>
    public sealed record Matching(DeltaPredicate Where) : Overwritten;
}

public sealed partial class DeltaWriter
{
    /// <summary>Adds the rows of a query.</summary>
    /// <param name="evolution">What may become of the table's columns when the rows do not fit them.</param>
    /// <exception cref="InputException">The rows do not fit the table, or one is not allowed in it.</exception>
    /// <exception cref="DeltaConflictException">Other writers were in the way every time.</exception>
    public WriteResult Append(string rows, SchemaEvolution evolution = SchemaEvolution.Strict, CommitNotes? notes = null, CancellationToken cancellationToken = default) =>
        Run(notes ?? CommitNotes.None, snapshot =>
        {
            Transaction transaction = Begin(snapshot, "WRITE", notes, ("mode", "Append"));
            FittedRows fitted = Fit(transaction, snapshot, rows, evolution, cancellationToken);
            AddFiles(transaction, WriteAll(transaction, fitted, cancellationToken));
            if (fitted.NeedsNewFiles) RewriteRest(transaction, snapshot, fitted, cancellationToken);
            return transaction;
        }, cancellationToken);

    /// <summary>Puts the rows of a query in the place of rows of the table.</summary>
    /// <inheritdoc cref="Append"/>
    public WriteResult Overwrite(string rows, Overwritten what, SchemaEvolution evolution = SchemaEvolution.Strict, CommitNotes? notes = null, CancellationToken cancellationToken = default)
    {
        if (evolution == SchemaEvolution.Replace && what is not Overwritten.Everything) throw new ArgumentException("Columns are replaced only where all rows are.", nameof(evolution));
        return Run(notes ?? CommitNotes.None, snapshot =>
        {
            RefuseIfAppendOnly(snapshot);
            Transaction transaction = Begin(snapshot, "WRITE", notes, ("mode", "Overwrite"));
            FittedRows fitted = Fit(transaction, snapshot, rows, evolution, cancellationToken);
            Replace(transaction, snapshot, what, fitted, cancellationToken);
            if (fitted.NeedsNewFiles) RewriteRest(transaction, snapshot, fitted, cancellationToken);
            transaction.Metrics["numRemovedFiles"] = Count(transaction.FilesRead.Count);
            return transaction;
        }, cancellationToken);
    }

    private void Replace(Transaction transaction, Snapshot snapshot, Overwritten what, FittedRows fitted, CancellationToken cancellationToken)
    {
        switch (what)
        {
            case Overwritten.Matching matching:
                ReplaceMatching(transaction, snapshot, fitted, matching.Where, cancellationToken);
                break;
            case Overwritten.TheirPartitions:
                ReplacePartitions(transaction, snapshot, WriteAll(transaction, fitted, cancellationToken));
                break;
            default:
                transaction.Scope = ReadScope.Everything;
                AddFiles(transaction, WriteAll(transaction, fitted, cancellationToken));
                foreach (DeltaAction.Add file in snapshot.Files) transaction.Remove(file);
                break;
        }
    }

    /// <summary>Writes the rows of the caller, all of them.</summary>
    private IReadOnlyList<WrittenFile> WriteAll(Transaction transaction, FittedRows fitted, CancellationToken cancellationToken)
    {
        IReadOnlyList<WrittenFile> written = WriteRows(fitted.Sql, fitted.Schema, fitted.Metadata, cancellationToken);
        long rows = written.Sum(file => file.Rows);
        if (transaction.Notes.Rows is { } expected && rows != expected)
            throw new InputException("rows-lost", new Location(Root), $"{expected:N0} rows were to be written, and {rows:N0} were; nothing is committed.", "An expression gives another answer each time it is asked, or a source changed while it was read.");
        return written;
    }

    private Transaction Begin(Snapshot snapshot, string operation, CommitNotes? notes, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var transaction = new Transaction(_table.Store, _options, snapshot, operation) { Notes = notes ?? CommitNotes.None };
        foreach ((string name, string value) in parameters) transaction.Parameters[name] = value;
        if (operation == "WRITE") transaction.Parameters["partitionBy"] = NameList(snapshot.Schema.PartitionColumns);
        return transaction;
    }

    private static void ReplacePartitions(Transaction transaction, Snapshot snapshot, IReadOnlyList<WrittenFile> files)
    {
        IReadOnlyList<DeltaField> columns = snapshot.Schema.PartitionFields;
        string KeyOf(IReadOnlyDictionary<string, string?> values) => string.Join('\u0001', columns.Select(column => PartitionKey(values, column)));
        HashSet<string> written = [.. files.Select(file => KeyOf(file.Add.PartitionValues))];
        transaction.Scope = ReadScope.Where(file => written.Contains(KeyOf(file.PartitionValues)));
        AddFiles(transaction, files);
        foreach (DeltaAction.Add file in snapshot.Files.Where(file => written.Contains(KeyOf(file.PartitionValues)))) transaction.Remove(file);
    }

    // Writers spell one value in several ways: 1.0 and 1, an instant with Z or without.
    private static string PartitionKey(IReadOnlyDictionary<string, string?> values, DeltaField column)
    {
        if (PartitionValue.Of(values, column) is not { } text) return "\u0000";
        IComparable? value = StatValue.Parse(text, column.Type.ToDataType());
        if (value is bool flag) return flag ? "true" : "false";
        return value is IFormattable number ? number.ToString(value is DateTime ? "O" : null, CultureInfo.InvariantCulture) : text;
    }

    private void ReplaceMatching(Transaction transaction, Snapshot snapshot, FittedRows fitted, DeltaPredicate where, CancellationToken cancellationToken)
    {
        string condition = where.ToSql(fitted.Schema);
        transaction.Parameters["predicate"] = $"[\"{System.Text.Json.JsonEncodedText.Encode(condition)}\"]";
        transaction.Scope = ReadScope.Of(where, snapshot.Schema);
        string demanded = $"SELECT * FROM ({fitted.Sql}) WHERE CASE WHEN {condition} THEN true ELSE error({SqlName.Literal($"{RowChecks.Mark}a new row is outside of what is replaced ({condition}).")}) END";
        using RowRewrite rewrite = RowRewrite.Find(_connection, snapshot, new RowCondition(condition, where), cancellationToken);
        string Old(bool matching) => SchemaMatch.Project(Root, fitted.Schema, rewrite.Rows(matching), snapshot.Schema.Columns, Expressions);
        List<WrittenFile> files = [.. WriteAll(transaction, fitted with { Sql = demanded }, cancellationToken)];
        if (snapshot.IsSet(RowRewrite.ChangeFeedProperty))
            transaction.Actions.AddRange(WriteChanges($"SELECT *, 'delete' AS {ChangeFeed.TypeColumn} FROM ({Old(matching: true)}) UNION ALL SELECT *, 'insert' FROM ({fitted.Sql})", fitted.Schema, cancellationToken));
        if (rewrite.Files.Count > 0) files.AddRange(WriteRows(Old(matching: false), fitted.Schema, fitted.Metadata, cancellationToken));
        AddFiles(transaction, files);
        foreach (DeltaAction.Add file in rewrite.Files) transaction.Remove(file);
    }
}
