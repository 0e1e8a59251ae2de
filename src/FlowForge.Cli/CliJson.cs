using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FlowForge.Cli.Batches;
using FlowForge.Cli.Conversions;
using FlowForge.Cli.Generations;
using FlowForge.Cli.Plans;
using FlowForge.Cli.Settings;
using FlowForge.Cli.Tables;
using FlowForge.Lakehouse.Catalog;

namespace FlowForge.Cli;

/// <summary>Everything that <c>--json</c> writes. Generated code: nothing is looked up by reflection, so trimming is safe.</summary>
[JsonSerializable(typeof(ShownSetting[]))]
[JsonSerializable(typeof(ShownFormat[]))]
[JsonSerializable(typeof(ValidationResult))]
[JsonSerializable(typeof(BatchReport))]
[JsonSerializable(typeof(BatchLedgerContent))]
[JsonSerializable(typeof(ListedTable[]))]
[JsonSerializable(typeof(TableDescription))]
[JsonSerializable(typeof(ShownCommit[]))]
[JsonSerializable(typeof(WrittenVersion))]
[JsonSerializable(typeof(VacuumedFiles))]
[JsonSerializable(typeof(DroppedTable))]
[JsonSerializable(typeof(ShownTable[]))]
[JsonSerializable(typeof(ShownEdge[]))]
[JsonSerializable(typeof(ShownFile[]))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Snake case as in manifests, indented, letters as they are: the output goes to a pipe, never into a web page.</summary>
    public static CliJson Relaxed { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
