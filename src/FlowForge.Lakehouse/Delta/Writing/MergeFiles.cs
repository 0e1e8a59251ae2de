using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Which files can have a row that matches one of the source, by the values of the merge's keys.</summary>
internal sealed class MergeFiles
{
    /// <summary>Up to so many different values of a key are held against each file's range one by one; of more, the least and the greatest.</summary>
    private const int MaxValues = 100_000;

    private readonly TableSchema _schema;
    private readonly List<KeyValues> _keys = [];

    private MergeFiles(TableSchema schema) => _schema = schema;

    /// <param name="Values">In order; with <paramref name="IsRange"/> the least and the greatest, between which each counts as there.</param>
    private sealed record KeyValues(string Column, IComparable[] Values, bool IsRange);

    /// <param name="source">A table with the source's rows.</param>
    internal static MergeFiles Of(Merge merge, TableSchema schema, string source, DuckDbConnection connection, CancellationToken cancellationToken)
    {
        var files = new MergeFiles(schema);
        // Rows without a match matter in every file.
        if (merge.Keys.Count == 0 || merge.NotMatchedBySource.Count > 0) return files;
        using DuckDbResult shape = connection.Query($"SELECT * FROM {source} LIMIT 0", cancellationToken);
        foreach ((string column, string other) in merge.Keys)
            if (schema.Find(column) is { Type: DeltaType.Scalar { Type: { } type } } field
                && shape.Columns.FirstOrDefault(one => one.Name.Equals(other, StringComparison.OrdinalIgnoreCase)) is { Name: not null } from && AreEqualAlike(type, from.Type)
                && Values(field.Name, type, $"TRY_CAST({SqlName.Quote(from.Name)} AS {type})", source, connection, cancellationToken) is { } values)
                files._keys.Add(values);
        return files;
    }

    internal bool MayMatch(DeltaAction.Add file)
    {
        if (_keys.Count == 0) return true;
        var facts = new FileFacts(file, _schema);
        return _keys.TrueForAll(key => facts.Range(key.Column) is not { } range || MayHold(range, key));
    }

    private static bool MayHold(ValueRange range, KeyValues key)
    {
        if (key.Values.Length == 0) return false;
        if (key.IsRange) return range.MayReach(key.Values[0]) && range.MayStartAt(key.Values[1]);
        // The least value that is not below the file's has to be not above them.
        int low = 0, high = key.Values.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (range.MayStartAt(key.Values[middle])) high = middle;
            else low = middle + 1;
        }
        return low < key.Values.Length && range.MayReach(key.Values[low]);
    }

    /// <summary>Null when a value cannot be held against statistics.</summary>
    private static KeyValues? Values(string column, DataType type, string value, string source, DuckDbConnection connection, CancellationToken cancellationToken)
    {
        IComparable[]? Read(string select)
        {
            using DuckDbResult rows = connection.Query(select, cancellationToken);
            string[] texts = [.. rows.Rows().SelectMany(row => row).OfType<string>()];
            IComparable[] values = [.. texts.Select(text => StatValue.Parse(text, type)).OfType<IComparable>().Order()];
            return values.Length == texts.Length ? values : null;
        }
        IComparable[]? all = Read($"SELECT DISTINCT CAST({value} AS VARCHAR) FROM {source} WHERE {value} IS NOT NULL LIMIT {MaxValues + 1}");
        if (all is null || all.Length <= MaxValues) return all is null ? null : new KeyValues(column, all, IsRange: false);
        return Read($"SELECT CAST(min({value}) AS VARCHAR), CAST(max({value}) AS VARCHAR) FROM {source}") is { Length: 2 } bounds ? new KeyValues(column, bounds, IsRange: true) : null;
    }

    /// <summary>Whether values that the engine finds equal are equal in the table's type too. Real numbers have NaN, which statistics leave out.</summary>
    private static bool AreEqualAlike(DataType table, DataType source) =>
        table != DataType.Double && table != DataType.Float && (table == source || IsNumber(table) && IsNumber(source));

    private static bool IsNumber(DataType type) => type is DataType.Decimal or DataType.Primitive { Kind: PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt };
}
