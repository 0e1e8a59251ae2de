using System.Text.Json;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Actions from the lines of a log file.</summary>
/// <remarks>Token by token: a serializer would compile some three hundred methods before the first line, a fifth of the time that a small table takes (November 2026).</remarks>
internal static class ActionReader
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 128 };

    /// <summary>The action of one line; null when the line has none that is known here (an action of a newer kind says nothing about reading).</summary>
    /// <exception cref="JsonException">It is not JSON, a field has another type than the protocol gives it, or one that must be there is not.</exception>
    internal static DeltaAction? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line, s_options);
            json.Read();
            DeltaAction? action = Line(ref json);
            if (json.Read()) throw new JsonException("Something stands behind the action.");
            return action;
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or FormatException)
        {
            throw new JsonException("A field has another type than the protocol gives it.", wrong);
        }
    }

    private static DeltaAction? Line(ref Utf8JsonReader json)
    {
        DeltaAction? action = null;
        for (JsonFields fields = JsonFields.Begin(ref json); fields.TryNext(ref json, out string name);)
            action = name switch
            {
                "commitInfo" => Info(ref json),
                "protocol" => ActionFields.Protocol(ref json),
                "metaData" => ActionFields.Metadata(ref json),
                "add" => FileActionFields.Add(ref json),
                "remove" => FileActionFields.Remove(ref json),
                "cdc" => FileActionFields.ChangeFile(ref json),
                "txn" => ActionFields.Transaction(ref json),
                "domainMetadata" => ActionFields.Domain(ref json),
                "checkpointMetadata" => ActionFields.Checkpoint(ref json),
                "sidecar" => FileActionFields.Sidecar(ref json),
                _ => Other(ref json),
            } ?? action;
        return action;
    }

    private static DeltaAction.CommitInfo? Info(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Null ? null : new DeltaAction.CommitInfo(JsonElement.ParseValue(ref json));

    private static DeltaAction? Other(ref Utf8JsonReader json)
    {
        json.Skip();
        return null;
    }
}
