using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace FlowForge.Generate.Tests;

/// <summary>The vendor's JSON schema of asset bundles. Its definitions lie in folders of folders; here each has a name of its own.</summary>
internal sealed class VendorSchema
{
    private static readonly string[] s_keywords = ["type", "oneOf", "anyOf", "allOf", "enum", "$ref", "properties"];

    private readonly JsonSchema _schema;

    private VendorSchema(JsonSchema schema) => _schema = schema;

    /// <param name="root">The definition to hold documents against; null: a whole bundle.</param>
    internal static async Task<VendorSchema> LoadAsync(string? root = null)
    {
        JsonObject vendor = JsonNode.Parse(await File.ReadAllTextAsync(PlanFixture.Shared("reference/databricks-bundle-schema.json")))!.AsObject();
        var definitions = new JsonObject();
        Flatten(vendor["$defs"]!.AsObject(), "", definitions);
        vendor.Remove("$defs");
        JsonObject document = root is null ? vendor : new JsonObject { ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = $"#/$defs/{root}" }) };
        document["definitions"] = definitions;
        Rename(document);
        return new VendorSchema(await JsonSchema.FromJsonAsync(document.ToJsonString()));
    }

    internal IEnumerable<string> Faults(JsonNode document) => Said(_schema.Validate(document.ToJsonString()));

    private static IEnumerable<string> Said(IEnumerable<ValidationError> errors) => errors.SelectMany(error =>
        error is ChildSchemaValidationError child ? child.Errors.SelectMany(branch => Said(branch.Value)) : [$"{error.Path}: {error.Kind}"]);

    private static void Flatten(JsonObject folder, string path, JsonObject into)
    {
        foreach ((string key, JsonNode? value) in folder.ToList())
        {
            if (value is not JsonObject content) continue;
            if (content.Count == 0 || s_keywords.Any(content.ContainsKey)) into[NameOf(path + key)] = content.DeepClone();
            else Flatten(content, $"{path}{key}/", into);
        }
    }

    private static string NameOf(string path) => path.Replace('/', '_').Replace('.', '_');

    private static void Rename(JsonNode? node)
    {
        if (node is JsonArray list)
            foreach (JsonNode? item in list) Rename(item);
        if (node is not JsonObject map) return;
        if (map["$ref"]?.GetValue<string>() is { } reference) map["$ref"] = "#/definitions/" + NameOf(reference["#/$defs/".Length..]);
        foreach ((_, JsonNode? value) in map.ToList()) Rename(value);
    }
}
