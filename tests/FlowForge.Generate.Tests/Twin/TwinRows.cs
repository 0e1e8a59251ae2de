using System.Globalization;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Plans;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.Tests.Twin;

/// <summary>Rows that nobody would send on purpose: nulls, NaN, negative zeros, dates at the ends of calendars, texts of many scripts, and the same again.</summary>
/// <param name="choices">By source.column: the values, as Spark SQL would write them, of columns that a plan asks something of.</param>
internal sealed class TwinRows(Random random, IReadOnlyDictionary<string, string[]> choices)
{
    private static readonly string[] s_texts = ["a", "b", "x", "", " a ", "A", "ä ö", "日本", "a\tb  c", "it's", "\\d", "😀 z", "12", " 7 ", "1e2", "NaN", "2024-02-30", "2024-03-31", "null", "ß", "İ"];
    private static readonly string[] s_doubles = ["0", "-0.0", "1", "1", "2.5", "-3.25", "1e300", "NaN", "Infinity", "-Infinity", "0.1", "7"];
    private static readonly string[] s_dates = ["2024-02-29", "2024-01-01", "1970-01-01", "1969-12-31", "2024-03-31", "2024-10-27", "1900-01-01", "9999-12-31"];
    private static readonly string[] s_times = ["2024-03-31 00:59:59.999999", "2024-03-31 01:00:00", "2024-10-27 00:30:00", "2024-10-27 01:30:00", "2024-01-01 00:00:00", "2024-05-05 23:59:59.999999", "2024-06-01 12:00:00", "1969-12-31 23:59:59.5", "2024-02-29 22:30:00"];

    /// <summary>A query over so many rows, some of them twice.</summary>
    internal string Query(PlanSource source, int count)
    {
        var rows = new List<string>();
        for (int i = 0; i < count; i++)
            rows.Add(i > 0 && random.Next(8) == 0 && !choices.ContainsKey($"{source.Name}") ? rows[random.Next(rows.Count)] : $"({string.Join(", ", source.Columns.Select(column => $"CAST({Value($"{source.Name}.{column.Name}", column.Value, i)} AS {column.Value})"))})");
        string names = string.Join(", ", source.Columns.Select(column => SqlName.Quote(column.Name.Text)));
        return count == 0
            ? $"SELECT {string.Join(", ", source.Columns.Select(column => $"CAST(NULL AS {column.Value}) AS {SqlName.Quote(column.Name.Text)}"))} WHERE false"
            : $"SELECT * FROM (VALUES {string.Join(", ", rows)}) AS r({names})";
    }

    private string Value(string column, DataType type, int row)
    {
        if (choices.TryGetValue(column, out string[]? given)) return given is ["#"] ? $"{row}" : given[random.Next(given.Length)];
        return random.Next(6) == 0 ? "NULL" : Of(type);
    }

    private string Of(DataType type) => type switch
    {
        DataType.List list => $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(6) == 0 ? $"CAST(NULL AS {list.Element})" : Of(list.Element)))}]::{type}",
        DataType.Struct structure => $"{{{string.Join(", ", structure.Fields.Select(field => $"'{field.Name}': CAST({(random.Next(6) == 0 ? "NULL" : Of(field.Type))} AS {field.Type})"))}}}",
        DataType.Decimal number => string.Create(CultureInfo.InvariantCulture, $"CAST('{random.Next(-999, 99999)}.{random.Next(100):00}' AS {number})"),
        _ when type == DataType.Varchar => SqlName.Literal(Pick(s_texts)),
        _ when type == DataType.Double || type == DataType.Float => $"CAST('{Pick(s_doubles)}' AS {type})",
        _ when type == DataType.Date => $"DATE '{Pick(s_dates)}'",
        _ when type == DataType.TimestampTz => $"TIMESTAMPTZ '{Pick(s_times)}+00'",
        _ when type == DataType.Timestamp => $"TIMESTAMP '{Pick(s_times)}'",
        _ when type == DataType.Boolean => random.Next(2) == 0 ? "true" : "false",
        _ when type == DataType.Integer || type == DataType.BigInt => $"{random.Next(-3, 9)}",
        _ => throw new ArgumentException($"No values of {TypeNames.Of(type)} are made here."),
    };

    private string Pick(string[] values) => values[random.Next(values.Length)];
}
