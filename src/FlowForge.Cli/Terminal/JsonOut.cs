using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FlowForge.Cli.Terminal;

/// <summary>Writes a value for programs: one indented JSON document and a newline on stdout.</summary>
internal static class JsonOut
{
    public static void WriteJson<T>(this Shell shell, T value, JsonTypeInfo<T> type) => shell.Out.WriteLine(JsonSerializer.Serialize(value, type));
}
