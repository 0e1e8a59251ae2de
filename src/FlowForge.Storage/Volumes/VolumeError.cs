using System.Text.Json;

namespace FlowForge.Storage.Volumes;

/// <summary>An error of the Databricks API.</summary>
/// <param name="Reason">Of the ErrorInfo among its details: the stable name of what is wrong.</param>
internal sealed record VolumeError(string? Code, string? Message, string? Reason)
{
    public static VolumeError? Read(string body)
    {
        try
        {
            using var error = JsonDocument.Parse(body);
            if (error.RootElement.ValueKind != JsonValueKind.Object) return null;
            return new VolumeError(Text(error.RootElement, "error_code"), Text(error.RootElement, "message"), ReasonOf(error.RootElement));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? ReasonOf(JsonElement error)
    {
        if (!error.TryGetProperty("details", out JsonElement details) || details.ValueKind != JsonValueKind.Array) return null;
        return details.EnumerateArray().Where(detail => detail.ValueKind == JsonValueKind.Object).Select(detail => Text(detail, "reason")).FirstOrDefault(reason => reason is not null);
    }

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
