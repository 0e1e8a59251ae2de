using System.Text.Encodings.Web;
using System.Text.Json;

namespace FlowForge.Explore.Experiments;

/// <summary>An experiment that was made: its result, when and with what.</summary>
/// <param name="Id">Begins with the time, as that of a run does.</param>
/// <param name="Engine"><c>FlowForge/0.1.0</c>.</param>
public sealed record ExperimentRecord(string Id, string Engine, DateTimeOffset BeganAt, DateTimeOffset EndedAt, ExperimentResult Result)
{
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the model is, in words.</summary>
    public const string ModelName = "logistic_regression";

    internal const string ConstantName = "constant_guess";

    /// <summary>One JSON document: what <c>docs/reference/experiments.md</c> tells.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_indented)) Write(json);
        return bytes.ToArray();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("experiment_id", Id);
        json.WriteString("plan", Result.Design.Plan.Plan.Name);
        json.WriteString("table", Result.Table.ToString());
        json.WriteNumber("table_version", Result.TableVersion);
        json.WriteString("label", Result.Label);
        json.WriteString("split", Result.Design.How);
        json.WriteString("train", Result.Design.Train);
        json.WriteString("test", Result.Design.Test);
        WriteParts(json);
        WriteScores(json);
        WriteModel(json);
        json.WriteStartArray("left_out");
        foreach (LeftOutColumn one in Result.LeftOut) WriteObject(json, () => { json.WriteString("column", one.Column); json.WriteString("reason", one.Reason); });
        json.WriteEndArray();
        json.WriteStartArray("warnings");
        foreach (string warning in Result.Warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteString("engine", Engine);
        json.WriteString("began_at", BeganAt);
        json.WriteString("ended_at", EndedAt);
        json.WriteEndObject();
    }

    private void WriteParts(Utf8JsonWriter json)
    {
        json.WriteStartObject("parts");
        foreach (LabelledPart part in Result.Parts)
        {
            json.WriteStartObject(part.Name);
            json.WriteNumber("rows", part.Rows);
            json.WriteNumber("true", part.True);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void WriteScores(Utf8JsonWriter json)
    {
        json.WriteStartObject("results");
        foreach ((string name, RankingScores scores) in new[] { (ModelName, Result.Scores), (ConstantName, Result.Constant) })
        {
            json.WriteStartObject(name);
            json.WriteNumber("pr_auc", scores.PrAuc);
            json.WriteNumber("roc_auc", scores.RocAuc);
            json.WriteNumber("lift_at_10_percent", scores.Lift);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void WriteModel(Utf8JsonWriter json)
    {
        json.WriteStartObject("model");
        json.WriteString("kind", ModelName);
        json.WriteNumber("reg_param", Core.Plans.Experiments.ExperimentDesign.Regularisation);
        json.WriteNumber("passes", Result.Model.Passes);
        json.WriteNumber("intercept", Result.Model.Intercept);
        json.WriteStartArray("features");
        foreach ((FittedFeature feature, double coefficient) in Result.Strongest)
            WriteObject(json, () =>
            {
                json.WriteString("column", feature.Column);
                json.WriteNumber("coefficient", coefficient);
                json.WriteNumber("mean", feature.Mean);
                json.WriteNumber("deviation", feature.Deviation);
                if (feature.Fill is { } fill) json.WriteNumber("missing_is", fill);
            });
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, Action content)
    {
        json.WriteStartObject();
        content();
        json.WriteEndObject();
    }
}
