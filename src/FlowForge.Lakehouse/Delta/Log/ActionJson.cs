using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Actions as the lines of a log file.</summary>
internal static class ActionJson
{
    private static readonly DeltaJson s_json = new(new JsonSerializerOptions(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 128,
    });

    /// <summary>The action of one line; null when the line has none that is known here (an action of a newer kind says nothing about reading).</summary>
    /// <exception cref="JsonException">It is not JSON, or a field has another type than the protocol gives it.</exception>
    internal static DeltaAction? Parse(ReadOnlySpan<byte> line)
    {
        ActionLine? read = JsonSerializer.Deserialize(line, s_json.ActionLine);
        DeltaAction? action = read?.Action;
        if (action is DeltaAction.Add { Path.Length: 0 } or DeltaAction.Remove { Path.Length: 0 } or DeltaAction.ChangeFile { Path.Length: 0 } or DeltaAction.Sidecar { Path.Length: 0 })
            throw new JsonException("An action of a file has no path.");
        if (action is DeltaAction.Metadata { SchemaString.Length: 0 }) throw new JsonException("metaData has no schemaString.");
        if (action is DeltaAction.Protocol { MinReaderVersion: 0 }) throw new JsonException("protocol has no minReaderVersion.");
        return action;
    }

    internal static byte[] Write(IEnumerable<DeltaAction> actions)
    {
        using var lines = new MemoryStream();
        foreach (DeltaAction action in actions)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(ActionLine.Of(action), s_json.ActionLine));
            lines.WriteByte((byte)'\n');
        }
        return lines.ToArray();
    }
}

/// <summary>A line: exactly one of its members is set.</summary>
internal sealed record ActionLine
{
    public JsonElement? CommitInfo { get; init; }
    public DeltaAction.Protocol? Protocol { get; init; }
    public DeltaAction.Metadata? MetaData { get; init; }
    public DeltaAction.Add? Add { get; init; }
    public DeltaAction.Remove? Remove { get; init; }
    public DeltaAction.ChangeFile? Cdc { get; init; }
    public DeltaAction.AppTransaction? Txn { get; init; }
    public DeltaAction.DomainMetadata? DomainMetadata { get; init; }
    public DeltaAction.CheckpointMetadata? CheckpointMetadata { get; init; }
    public DeltaAction.Sidecar? Sidecar { get; init; }

    [JsonIgnore]
    internal DeltaAction? Action =>
        Add ?? Remove ?? Protocol ?? MetaData ?? Cdc ?? Txn ?? DomainMetadata ?? CheckpointMetadata ?? Sidecar ?? (CommitInfo is { } info ? new DeltaAction.CommitInfo(info) : (DeltaAction?)null);

    internal static ActionLine Of(DeltaAction action) => action switch
    {
        DeltaAction.CommitInfo info => new ActionLine { CommitInfo = info.Content },
        DeltaAction.Protocol protocol => new ActionLine { Protocol = protocol },
        DeltaAction.Metadata metadata => new ActionLine { MetaData = metadata },
        DeltaAction.Add add => new ActionLine { Add = add },
        DeltaAction.Remove remove => new ActionLine { Remove = remove },
        DeltaAction.ChangeFile change => new ActionLine { Cdc = change },
        DeltaAction.AppTransaction transaction => new ActionLine { Txn = transaction },
        DeltaAction.DomainMetadata domain => new ActionLine { DomainMetadata = domain },
        DeltaAction.CheckpointMetadata checkpoint => new ActionLine { CheckpointMetadata = checkpoint },
        DeltaAction.Sidecar sidecar => new ActionLine { Sidecar = sidecar },
        _ => throw new UnreachableException(),
    };
}

[JsonSerializable(typeof(ActionLine))]
internal sealed partial class DeltaJson : JsonSerializerContext;
