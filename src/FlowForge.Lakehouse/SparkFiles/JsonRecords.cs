using System.Text.Json;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>JSON as <c>spark.read.json</c> has it: a document a line, or one for the whole file; the elements of an array are rows.</summary>
internal sealed class JsonRecords : SparkRecords
{
    private readonly LooseJson _json;
    private readonly JsonSchema _schema;
    private readonly JsonValues _values;
    private DataType _found = DataType.Null;
    private bool _hasCorrupt;

    public JsonRecords(SparkReadOptions options) : base(options)
    {
        var texts = new TextValues(options);
        (_json, _schema, _values) = (new LooseJson(options), new JsonSchema(options, texts), new JsonValues(options, texts));
    }

    public override bool NeedsLook => Options.Schema is null;

    public override void Look(string record)
    {
        using JsonDocument? document = _json.Parse(record);
        JsonElement[] rows = document is null ? [] : Rows(document.RootElement);
        bool isWhole = document is not null;
        foreach (JsonElement row in rows)
        {
            if (row.ValueKind == JsonValueKind.Object) _found = _schema.Common(_found, _schema.TypeOf(row));
            else isWhole = false;
        }
        _hasCorrupt |= !isWhole;
    }

    protected override IReadOnlyList<Column> Decide()
    {
        if (Options.Schema is { } given) return given;
        IEnumerable<Column> found = (_schema.Settled(_found) as DataType.Struct)?.Fields ?? [];
        bool tellsCorrupt = _hasCorrupt && Options.Mode == ParseMode.Permissive && !found.Any(column => column.Name == Options.CorruptColumn);
        return [.. (tellsCorrupt ? found.Append(new Column(Options.CorruptColumn, DataType.Varchar)) : found).OrderBy(column => column.Name, StringComparer.Ordinal)];
    }

    protected override IEnumerable<(object?[], bool)> Parse(string record)
    {
        using JsonDocument? document = _json.Parse(record);
        if (document is null)
        {
            yield return (new object?[Columns.Count], false);
            yield break;
        }
        foreach (JsonElement row in Rows(document.RootElement))
        {
            _values.IsWhole = row.ValueKind == JsonValueKind.Object;
            var values = new object?[Columns.Count];
            for (int i = 0; i < values.Length && row.ValueKind == JsonValueKind.Object; i++)
                if (i != CorruptPlace && row.TryGetProperty(Columns[i].Name, out JsonElement member)) values[i] = _values.Read(member, Columns[i].Type);
            yield return (values, _values.IsWhole);
        }
    }

    private static JsonElement[] Rows(JsonElement root) => root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
}
