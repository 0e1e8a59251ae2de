using System.Buffers;
using System.Text;
using System.Text.Json;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Statistics and partition values of a checkpoint as columns of their own types, for tables that ask for them (<c>delta.checkpoint.writeStatsAsStruct</c>).</summary>
/// <remarks>On their way through the engine all values are texts, so that it never reads a decimal as a double. One that is no value of its type becomes null, which bounds nothing.
/// Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#checkpoint-schema</remarks>
internal sealed class ParsedStatistics(TableSchema schema)
{
    private const string Name = "stats_parsed";
    private static readonly string[] s_bounds = ["minValues", "maxValues"];

    private readonly DeltaField[] _bounded = [.. schema.DataFields.Select(Bounded).OfType<DeltaField>()];
    private readonly DeltaField[] _all = [.. schema.DataFields];

    /// <summary>The field of <c>add</c> that <see cref="AddTo"/> writes.</summary>
    internal string TextType => $"{Name} STRUCT({Shape(_ => "VARCHAR", "VARCHAR")})";

    /// <summary>What <c>add</c> has beside its own fields.</summary>
    internal string Select
    {
        get
        {
            string statistics = $"{Name} := TRY_CAST(\"add\".{Name} AS STRUCT({Shape(type => type.ToString(), "BIGINT")}))";
            return schema.PartitionFields.Count == 0 ? statistics : $"{statistics}, partitionValues_parsed := struct_pack({string.Join(", ", schema.PartitionFields.Select(Partition))})";
        }
    }

    private static string Partition(DeltaField field)
    {
        DataType type = field.Type.ToDataType();
        string text = $"nullif(\"add\".partitionValues[{SqlName.Literal(field.PhysicalName)}], '')";
        return $"{SqlName.Quote(field.PhysicalName)} := {(type == DataType.Blob ? $"encode({text})" : $"TRY_CAST({text} AS {type})")}";
    }

    private string Shape(Func<DataType, string> of, string count)
    {
        IEnumerable<string> bounds = _bounded.Length == 0 ? [] : s_bounds.Select(name => $"{name} STRUCT({Fields(_bounded, of)})");
        return string.Join(", ", [$"numRecords {count}", .. bounds, $"nullCount STRUCT({Fields(_all, _ => count)})", $"tightBounds {(count == "BIGINT" ? "BOOLEAN" : count)}"]);
    }

    private static string Fields(IEnumerable<DeltaField> fields, Func<DataType, string> of) =>
        string.Join(", ", fields.Select(field => $"{SqlName.Quote(field.PhysicalName)} {(field.Type is DeltaType.Struct inner ? $"STRUCT({Fields(inner.Fields, of)})" : of(field.Type.ToDataType()))}"));

    /// <summary>The field with what has an order in it; null when nothing has.</summary>
    private static DeltaField? Bounded(DeltaField field) => field.Type switch
    {
        DeltaType.Struct inner => inner.Fields.Select(Bounded).OfType<DeltaField>().ToArray() is { Length: > 0 } fields ? field with { Type = new DeltaType.Struct(fields) } : null,
        DeltaType.Scalar { Type: not DataType.Primitive { Kind: PrimitiveKind.Boolean or PrimitiveKind.Blob } } => field,
        _ => null,
    };

    /// <summary>The line of an <c>add</c> with its statistics behind its other fields.</summary>
    /// <param name="line">As <see cref="Log.ActionWriter"/> writes it, with its line break.</param>
    internal static byte[] AddTo(byte[] line, string? statistics)
    {
        if (statistics is null) return line;
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(line.AsSpan(0, line.AsSpan().TrimEnd("}\n"u8).Length));
        int open = line.AsSpan(buffer.WrittenCount).Count((byte)'}');
        // The last two close add and the line.
        buffer.Write(line.AsSpan(buffer.WrittenCount, open - 2));
        buffer.Write(Encoding.UTF8.GetBytes($",\"{Name}\":"));
        using (JsonDocument document = JsonDocument.Parse(statistics))
        using (var writer = new Utf8JsonWriter(buffer)) WriteTexts(writer, document.RootElement);
        buffer.Write("}}\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteTexts(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Null: writer.WriteNullValue(); break;
            case JsonValueKind.String: writer.WriteStringValue(element.GetString()); break;
            default: writer.WriteStringValue(element.GetRawText()); break;
        }
    }
}
