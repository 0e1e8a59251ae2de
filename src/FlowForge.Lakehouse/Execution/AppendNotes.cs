using System.Text.Json;
using System.Text.Json.Serialization;
using FlowForge.Lakehouse.Delta;

namespace FlowForge.Lakehouse.Execution;

/// <summary>What an appending run writes into its commit, to find again when it was stopped behind it.</summary>
/// <param name="Number">Of the load.</param>
internal sealed record AppendNotes(string Plan, long Number, Dictionary<string, string> Watermarks)
{
    internal string ToJson() => JsonSerializer.Serialize(this, AppendNotesJson.Default.AppendNotes);

    /// <summary>The notes of a load in the table; null for none.</summary>
    internal static AppendNotes? Find(DeltaTable table, string plan, long number, CancellationToken cancellationToken)
    {
        foreach (HistoryEntry entry in table.History(cancellationToken).OrderByDescending(entry => entry.Version))
            if (entry.UserMetadata is { } text && Parse(text) is { } notes && notes.Plan == plan && notes.Number == number)
                return notes;
        return null;
    }

    // Other writers put in what they like.
    private static AppendNotes? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, AppendNotesJson.Default.AppendNotes) is { Plan: not null, Watermarks: not null } notes ? notes : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(AppendNotes)), JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class AppendNotesJson : JsonSerializerContext;
