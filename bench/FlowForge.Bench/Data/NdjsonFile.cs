using System.Text.Json;

namespace FlowForge.Bench.Data;

/// <summary>The orders as a JSON object a line, with a nested customer and a list of tags.</summary>
internal static class NdjsonFile
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static void Write(string path, Orders orders, long rows)
    {
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        using var json = new Utf8JsonWriter(file, s_options);
        for (long i = 0; i < rows; i++)
        {
            orders.Next();
            WriteOrder(json, orders);
            json.Flush();
            json.Reset();
            file.WriteByte((byte)'\n');
        }
    }

    private static void WriteOrder(Utf8JsonWriter json, Orders orders)
    {
        json.WriteStartObject();
        json.WriteNumber("order_id", orders.Id);
        json.WriteString("placed_at", orders.Placed.ToString("yyyy-MM-dd'T'HH:mm:ss"));
        json.WriteStartObject("customer");
        json.WriteString("name", orders.Customer);
        json.WriteString("email", orders.Email);
        json.WriteString("city", orders.City);
        json.WriteString("postal_code", orders.PostalCode);
        json.WriteEndObject();
        json.WriteString("product", orders.Product);
        json.WriteNumber("quantity", orders.Quantity);
        json.WriteNumber("unit_price", orders.Price);
        json.WriteNumber("discount", orders.Discount);
        json.WriteBoolean("paid", orders.IsPaid);
        json.WriteStartArray("tags");
        for (int tag = 0; tag < orders.Quantity % 4; tag++) json.WriteStringValue($"tag-{(orders.Id + tag) % 50}");
        json.WriteEndArray();
        if (orders.Note is null) json.WriteNull("note");
        else json.WriteString("note", orders.Note);
        json.WriteEndObject();
    }
}
