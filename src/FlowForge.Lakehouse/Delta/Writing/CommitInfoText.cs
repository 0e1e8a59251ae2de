using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Describes a write for the table's history, in the fields that Spark has.</summary>
internal static class CommitInfoText
{
    internal static DeltaAction.CommitInfo Of(Transaction transaction, string engineInfo, long? readVersion, long? inCommitTime)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (inCommitTime is { } time) writer.WriteNumber("inCommitTimestamp", time);
            writer.WriteNumber("timestamp", inCommitTime ?? transaction.Now);
            writer.WriteString("operation", transaction.Operation);
            WriteMap(writer, "operationParameters", transaction.Parameters);
            if (readVersion is { } version) writer.WriteNumber("readVersion", version);
            writer.WriteString("isolationLevel", transaction.Isolation.ToString());
            writer.WriteBoolean("isBlindAppend", transaction.IsBlindAppend);
            WriteMap(writer, "operationMetrics", transaction.Metrics);
            if (transaction.Notes.UserMetadata is { } note) writer.WriteString("userMetadata", note);
            writer.WriteString("engineInfo", engineInfo);
            writer.WriteString("txnId", RandomId.Next().ToString());
            writer.WriteEndObject();
        }
        using JsonDocument document = JsonDocument.Parse(buffer.WrittenMemory);
        return new DeltaAction.CommitInfo(document.RootElement.Clone());
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, Dictionary<string, string> values)
    {
        writer.WriteStartObject(name);
        foreach ((string key, string value) in values) writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
