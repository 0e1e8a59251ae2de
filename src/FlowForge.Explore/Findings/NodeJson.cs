using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlowForge.Core.Plans.Documents;

namespace FlowForge.Explore.Findings;

/// <summary>Writes a document as JSON: unquoted numbers and truth values as such, all else as text.</summary>
public static class NodeJson
{
    public static void Write(Stream output, PlanNode document)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Write(writer, document);
    }

    private static void Write(Utf8JsonWriter writer, PlanNode node)
    {
        switch (node)
        {
            case PlanNode.Scalar { IsNull: true }:
                writer.WriteNullValue();
                break;
            case PlanNode.Scalar { IsQuoted: false, Text: "true" or "false" } flag:
                writer.WriteBooleanValue(flag.Text == "true");
                break;
            case PlanNode.Scalar { IsQuoted: false } scalar when long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole):
                writer.WriteNumberValue(whole);
                break;
            case PlanNode.Scalar { IsQuoted: false } scalar when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case PlanNode.Scalar scalar:
                writer.WriteStringValue(scalar.Text);
                break;
            case PlanNode.List list:
                writer.WriteStartArray();
                foreach (PlanNode item in list.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case PlanNode.Map map:
                writer.WriteStartObject();
                foreach (Entry entry in map.Entries)
                {
                    writer.WritePropertyName(entry.Key.Text);
                    Write(writer, entry.Value);
                }
                writer.WriteEndObject();
                break;
        }
    }
}
