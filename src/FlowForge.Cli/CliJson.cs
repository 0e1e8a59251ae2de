using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlowForge.Cli.Settings;

namespace FlowForge.Cli;

/// <summary>Everything that <c>--json</c> writes. Generated code: nothing is looked up by reflection, so trimming is safe.</summary>
[JsonSerializable(typeof(ShownSetting[]))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Camel case, indented, letters as they are: the output goes to a pipe, never into a web page.</summary>
    public static CliJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
