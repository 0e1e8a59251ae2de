using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>A file's statistics as Spark writes them into the log, from those that the engine gathered while it wrote the file.</summary>
/// <remarks>Texts are cut to 32 letters, the largest with a letter behind that is above what was cut off; timestamps to milliseconds; NaN is above all numbers.
/// Booleans, binaries, lists and maps have no bounds.</remarks>
internal sealed class FileStatistics
{
    private const int MaxTextLetters = 32;
    private const int DefaultColumns = 32;

    private readonly List<(IReadOnlyList<string> Path, DataType Type)> _leaves = [];

    /// <param name="properties">The table's: the columns that are asked for by name, or else how many of the first.</param>
    internal FileStatistics(TableSchema schema, IReadOnlyDictionary<string, string> properties)
    {
        if (properties.GetValueOrDefault(StatisticsColumns.Property) is { } names)
        {
            IReadOnlyList<IReadOnlyList<string>> wanted = StatisticsColumns.Parse(names) ?? [];
            foreach (DeltaField field in schema.DataFields) Collect([field.PhysicalName], [field.Name], field.Type, wanted);
            return;
        }
        int limit = int.TryParse(properties.GetValueOrDefault("delta.dataSkippingNumIndexedCols"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int set) ? set : DefaultColumns;
        foreach (DeltaField field in schema.DataFields) Collect([field.PhysicalName], [field.Name], field.Type, null);
        if (limit >= 0 && limit < _leaves.Count) _leaves.RemoveRange(limit, _leaves.Count - limit);
    }

    /// <param name="columns">By the quoted path of a column: <c>"a"."b"</c>; names of the engine's own.</param>
    internal string ToJson(long rows, MapValue columns)
    {
        Dictionary<string, Dictionary<string, string?>> known = columns.ToDictionary(entry => (string)entry.Key, entry => ((MapValue)entry.Value!).ToDictionary(fact => (string)fact.Key, fact => (string?)fact.Value));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("numRecords", rows);
            Write(writer, "minValues", known, (facts, type) => Bound(facts, "min", type));
            Write(writer, "maxValues", known, (facts, type) => facts.GetValueOrDefault("has_nan") == "true" ? "\"NaN\"" : Bound(facts, "max", type));
            Write(writer, "nullCount", known, (facts, _) => facts.GetValueOrDefault("null_count"));
            writer.WriteBoolean("tightBounds", true);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <param name="names">What the path is called.</param>
    /// <param name="wanted">Null: all.</param>
    private void Collect(IReadOnlyList<string> path, IReadOnlyList<string> names, DeltaType type, IReadOnlyList<IReadOnlyList<string>>? wanted)
    {
        if (type is DeltaType.Struct structure)
            foreach (DeltaField field in structure.Fields) Collect([.. path, field.PhysicalName], [.. names, field.Name], field.Type, wanted);
        else if (wanted is null || wanted.Any(one => StatisticsColumns.Holds(one, names))) _leaves.Add((path, type.ToDataType()));
    }

    // Leaves are in the schema's order, so those of one struct follow each other.
    private void Write(Utf8JsonWriter writer, string name, Dictionary<string, Dictionary<string, string?>> known, Func<Dictionary<string, string?>, DataType, string?> valueOf)
    {
        writer.WriteStartObject(name);
        IReadOnlyList<string> open = [];
        foreach ((IReadOnlyList<string> path, DataType type) in _leaves)
        {
            if (!known.TryGetValue(string.Join('.', path.Select(SqlName.Quote)), out Dictionary<string, string?>? facts) || valueOf(facts, type) is not { } value) continue;
            int common = 0;
            while (common < open.Count && common < path.Count - 1 && open[common] == path[common]) common++;
            for (int i = open.Count; i > common; i--) writer.WriteEndObject();
            for (int i = common; i < path.Count - 1; i++) writer.WriteStartObject(path[i]);
            open = [.. path.Take(path.Count - 1)];
            writer.WritePropertyName(path[^1]);
            writer.WriteRawValue(value);
        }
        for (int i = open.Count; i > 0; i--) writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>As JSON; null when the bound is not known or not written.</summary>
    private static string? Bound(Dictionary<string, string?> facts, string side, DataType type)
    {
        if (facts.GetValueOrDefault(side) is not { } text) return null;
        return type switch
        {
            DataType.Decimal => text,
            DataType.Primitive { Kind: PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt } => text,
            DataType.Primitive { Kind: PrimitiveKind.Float or PrimitiveKind.Double } => text is "inf" or "-inf" or "nan" ? null : text,
            DataType.Primitive { Kind: PrimitiveKind.Date } => IsCommonEra(text) ? Quote(text) : null,
            DataType.Primitive { Kind: PrimitiveKind.TimestampTz } => IsCommonEra(text) ? Quote(Milliseconds(text) + "Z") : null,
            DataType.Primitive { Kind: PrimitiveKind.Timestamp } => IsCommonEra(text) ? Quote(Milliseconds(text)) : null,
            DataType.Primitive { Kind: PrimitiveKind.Varchar } => (side == "min" ? Cut(text) : CutAbove(text)) is { } cut ? Quote(cut) : null,
            _ => null,
        };
    }

    private static string Cut(string text) => text.Length <= MaxTextLetters ? text : text[..PrefixLength(text)];

    private static string? CutAbove(string text)
    {
        if (text.Length <= MaxTextLetters) return text;
        int length = PrefixLength(text);
        Rune next = Rune.GetRuneAt(text, length);
        if (next.Value == 0x10FFFF) return null;
        return text[..length] + (next.Value < 0x7F ? "\u007F" : "\U0010FFFF");
    }

    private static int PrefixLength(string text) => char.IsHighSurrogate(text[MaxTextLetters - 1]) && MaxTextLetters + 1 < text.Length ? MaxTextLetters + 1 : MaxTextLetters;

    // 2020-01-01 00:00:00.123456+00 to 2020-01-01T00:00:00.123, cut and never rounded: an upper bound is read as up to a millisecond more.
    private static string Milliseconds(string text)
    {
        string time = text[..19].Replace(' ', 'T');
        int end = text.IndexOfAny(['+', 'Z'], 19);
        string fraction = text.Length > 20 && text[19] == '.' ? text[20..(end < 0 ? text.Length : end)] : "";
        return $"{time}.{fraction.PadRight(3, '0')[..3]}";
    }

    private static bool IsCommonEra(string text) => text.Length >= 10 && text[4] == '-' && !text.Contains('(') && !text.Contains("inf", StringComparison.Ordinal);

    private static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
