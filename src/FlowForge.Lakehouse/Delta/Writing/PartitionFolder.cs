using System.Diagnostics;
using System.Globalization;
using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Partition values as text, and the folders that are named after them.</summary>
internal static class PartitionFolder
{
    // What Hive's escapePathName escapes, which Spark does alike. Source: org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils
    private const string Escaped = "\"#%'*/:=?\\{[]^";
    private const char Delete = '\u007F';
    private const string Null = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>The SQL of a value's text in the log; null for null and for the empty text.</summary>
    internal static string TextSql(string value, DataType type) => type switch
    {
        DataType.Primitive { Kind: PrimitiveKind.Varchar } => $"nullif({value}, '')",
        DataType.Primitive { Kind: PrimitiveKind.Blob } => $"nullif(decode({value}), '')",
        DataType.Primitive { Kind: PrimitiveKind.TimestampTz } => $"strftime({value}, '%Y-%m-%dT%H:%M:%S.%fZ')",
        DataType.Primitive { Kind: PrimitiveKind.Timestamp } => $"strftime({value}, '%Y-%m-%d %H:%M:%S.%f')",
        DataType.Primitive { Kind: PrimitiveKind.Double or PrimitiveKind.Float } => $"CASE CAST({value} AS VARCHAR) WHEN 'nan' THEN 'NaN' WHEN 'inf' THEN 'Infinity' WHEN '-inf' THEN '-Infinity' ELSE CAST({value} AS VARCHAR) END",
        DataType.Primitive or DataType.Decimal => $"CAST({value} AS VARCHAR)",
        _ => throw new UnreachableException(),
    };

    /// <summary>The folder of a file, with '/' at its end; empty for a table without partitions.</summary>
    /// <param name="values">A text for each column.</param>
    internal static string Of(IReadOnlyList<DeltaField> columns, IReadOnlyList<string?> values)
    {
        var path = new StringBuilder();
        for (int i = 0; i < columns.Count; i++) path.Append(Escape(columns[i].PhysicalName)).Append('=').Append(values[i] is null ? Null : Escape(values[i]!)).Append('/');
        return path.ToString();
    }

    private static string Escape(string text)
    {
        if (!text.Any(IsEscaped)) return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (char letter in text)
        {
            if (IsEscaped(letter)) escaped.Append(CultureInfo.InvariantCulture, $"%{(int)letter:X2}");
            else escaped.Append(letter);
        }
        return escaped.ToString();
    }

    private static bool IsEscaped(char letter) => letter is < ' ' or Delete || Escaped.Contains(letter);
}
