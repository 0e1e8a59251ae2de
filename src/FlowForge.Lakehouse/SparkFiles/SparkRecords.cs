using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>The meaning of a file's records as Spark has it: first all are looked at where the schema is to be inferred, then each is read. Not thread-safe.</summary>
public abstract class SparkRecords
{
    private int? _corruptPlace;

    private protected SparkRecords(SparkReadOptions options) => Options = options;

    protected SparkReadOptions Options { get; }

    /// <exception cref="ArgumentException">Options do not go together; says which.</exception>
    /// <exception cref="SparkException">A date format or a time zone is none.</exception>
    public static SparkRecords Of(SparkFileFormat format, SparkReadOptions options) => format switch
    {
        SparkFileFormat.Csv => new CsvRecords(options),
        SparkFileFormat.Json => new JsonRecords(options),
        SparkFileFormat.Xml => new XmlRecords(options),
    };

    /// <summary>Whether <see cref="Look"/> has to see the records before there are columns.</summary>
    public abstract bool NeedsLook { get; }

    /// <summary>Learns from a record. The first of each file comes first.</summary>
    public abstract void Look(string record);

    /// <summary>The columns, the corrupt one among them.</summary>
    /// <exception cref="SparkException">Two columns have one name.</exception>
    public IReadOnlyList<Column> Columns => field ??= Distinct(Decide());

    protected abstract IReadOnlyList<Column> Decide();

    /// <summary>The values of a record's rows, in the order of the columns: none where it is left out, several where a document holds an array.</summary>
    /// <exception cref="SparkException">The record does not fit and the mode is FAILFAST.</exception>
    public IEnumerable<object?[]> Read(string record)
    {
        foreach ((object?[] values, bool isWhole) in Parse(record))
        {
            if (isWhole)
            {
                yield return values;
                continue;
            }
            if (Options.Mode == ParseMode.DropMalformed) continue;
            if (Options.Mode == ParseMode.FailFast) throw new SparkException("FAILED_READ_FILE.NO_HINT", $"the record does not fit the columns: {(record.Length > 200 ? record[..200] + "…" : record)}");
            if (CorruptPlace >= 0) values[CorruptPlace] = record;
            yield return values;
        }
    }

    /// <summary>A record's rows, and whether everything in them fits.</summary>
    protected abstract IEnumerable<(object?[] Values, bool IsWhole)> Parse(string record);

    /// <summary>Where the corrupt column is; -1 without one.</summary>
    protected int CorruptPlace => _corruptPlace ??= Columns.ToList().FindIndex(column => column.Name == Options.CorruptColumn && column.Type == DataType.Varchar);

    private static IReadOnlyList<Column> Distinct(IReadOnlyList<Column> columns) =>
        columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twins
            ? throw new SparkException("COLUMN_ALREADY_EXISTS", $"the columns {string.Join(" and ", twins.Select(column => column.Name))} have one name but for case.")
            : columns;
}
