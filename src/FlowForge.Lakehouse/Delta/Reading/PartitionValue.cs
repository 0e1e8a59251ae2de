using System.Globalization;
using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>Partition values as the log writes them, in SQL.</summary>
/// <remarks>Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#partition-value-serialization</remarks>
internal static class PartitionValue
{
    /// <summary>The text of a file's value; null for null, which the log may write as an empty text.</summary>
    internal static string? Of(IReadOnlyDictionary<string, string?> values, DeltaField column)
    {
        if (!values.TryGetValue(column.PhysicalName, out string? text) && !values.TryGetValue(column.Name, out text))
            text = values.FirstOrDefault(entry => entry.Key.Equals(column.PhysicalName, StringComparison.OrdinalIgnoreCase)).Value;
        return text is null or "" ? null : text;
    }

    /// <summary>A literal of the column's type. The engine refuses a text that is none.</summary>
    internal static string ToSql(string? text, DataType type)
    {
        if (text is null) return $"CAST(NULL AS {type})";
        return type switch
        {
            DataType.Primitive { Kind: PrimitiveKind.Varchar } => SqlName.Literal(text),
            DataType.Primitive { Kind: PrimitiveKind.Blob } => $"from_hex('{System.Convert.ToHexString(Encoding.UTF8.GetBytes(text))}')",
            DataType.Primitive { Kind: PrimitiveKind.TimestampTz } => $"CAST({SqlName.Literal(WithZone(text))} AS {type})",
            _ => $"CAST({SqlName.Literal(text)} AS {type})",
        };
    }

    /// <summary>A list of the column's type.</summary>
    internal static string ListSql(IReadOnlyList<string?> texts, DataType type) => type switch
    {
        DataType.Primitive { Kind: PrimitiveKind.Varchar } => TextList.Sql(texts),
        DataType.Primitive { Kind: PrimitiveKind.Blob } => $"[{string.Join(", ", texts.Select(text => ToSql(text, type)))}]",
        DataType.Primitive { Kind: PrimitiveKind.TimestampTz } => $"CAST({TextList.Sql(texts.Select(text => text is null ? null : WithZone(text)))} AS {type}[])",
        _ => $"CAST({TextList.Sql(texts)} AS {type}[])",
    };

    // Old writers leave the zone out: the session's then, which is UTC here.
    private static string WithZone(string text) =>
        text.EndsWith('Z') || DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : text + "+00";
}
