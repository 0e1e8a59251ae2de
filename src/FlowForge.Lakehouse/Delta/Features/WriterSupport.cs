using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Features;

/// <summary>Whether a table may be written: a feature that is not honoured here is refused by its name, when it is in use.</summary>
internal static class WriterSupport
{
    private const int MaxVersion = 7;

    // A table may have a feature because of its version alone; these matter only where a column makes use of them.
    private static readonly (string Feature, string MetadataKey)[] s_marks =
    [
        ("identityColumns", "delta.identity.start"),
    ];

    /// <exception cref="Core.Diagnostics.InputException">Writing would break what the table promises.</exception>
    internal static void Check(Snapshot snapshot)
    {
        string root = snapshot.Store.Root;
        if (snapshot.Protocol.MinWriterVersion > MaxVersion)
            throw DeltaErrors.Unsupported(root, $"the table asks for a writer of version {snapshot.Protocol.MinWriterVersion}; versions up to {MaxVersion} are known here.");
        CheckColumns(root, snapshot.Schema.Fields);
        if (snapshot.Protocol.MinWriterVersion < MaxVersion) return;
        string[] refused = [.. TableFeature.Of(snapshot.Protocol).Where(name => !s_marks.Any(mark => mark.Feature == name) && TableFeature.Find(name) is not { IsWritten: true })];
        if (refused.Length > 0) throw DeltaErrors.Unsupported(root, $"writing the table needs {string.Join(", ", refused)}, which this version of FlowForge does not write.");
    }

    /// <summary>The protocol that a new table needs for its schema and properties.</summary>
    /// <exception cref="Core.Diagnostics.InputException">A column makes use of a feature that is not written here.</exception>
    internal static DeltaAction.Protocol For(string root, IReadOnlyList<DeltaField> schema, IReadOnlyDictionary<string, string> properties)
    {
        CheckColumns(root, schema);
        var features = new List<string> { "appendOnly", "invariants" };
        if (IsTrue(properties, "delta.enableChangeDataFeed")) features.Add("changeDataFeed");
        if (properties.Keys.Any(name => name.StartsWith("delta.constraints.", StringComparison.Ordinal))) features.Add("checkConstraints");
        if (properties.GetValueOrDefault("delta.columnMapping.mode") is not (null or "none")) features.Add("columnMapping");
        if (IsTrue(properties, "delta.enableInCommitTimestamps")) features.Add("inCommitTimestamp");
        if (schema.Any(field => field.Metadata.Text("delta.generationExpression") is not null)) features.Add("generatedColumns");
        if (schema.Any(field => field.Metadata.Text("CURRENT_DEFAULT") is not null)) features.Add("allowColumnDefaults");
        if (IsTrue(properties, "delta.enableTypeWidening")) features.Add("typeWidening");
        if (schema.Any(field => Uses(field.Type, "timestamp_ntz"))) features.Add("timestampNtz");
        return Of([.. features.Union(properties.Keys.Where(name => name.StartsWith(TableProperties.Feature, StringComparison.Ordinal)).Select(name => name[TableProperties.Feature.Length..]))]);
    }

    private static void CheckColumns(string root, IReadOnlyList<DeltaField> schema)
    {
        foreach ((string feature, string key) in s_marks)
            if (schema.FirstOrDefault(field => field.Metadata.Keys.Contains(key)) is { } column)
                throw DeltaErrors.Unsupported(root, $"column {column.Name} uses {feature}, which this version of FlowForge reads but does not write.");
        if (schema.FirstOrDefault(field => Uses(field.Type, "variant")) is { } variant)
            throw DeltaErrors.Unsupported(root, $"column {variant.Name} uses variantType, which this version of FlowForge reads but does not write.");
    }

    /// <summary>A protocol with one feature more. One of older versions becomes one of named features, with all that its versions meant.</summary>
    internal static DeltaAction.Protocol With(DeltaAction.Protocol protocol, string feature)
    {
        string[] features = [.. TableFeature.Of(protocol).Append(feature).Distinct()];
        string[] readers = [.. (protocol.ReaderFeatures ?? []).Union(features.Where(name => TableFeature.Find(name) is { IsReader: true }))];
        return new DeltaAction.Protocol { MinReaderVersion = readers.Length > 0 ? 3 : protocol.MinReaderVersion, MinWriterVersion = MaxVersion, ReaderFeatures = readers.Length > 0 ? readers : null, WriterFeatures = features };
    }

    private static DeltaAction.Protocol Of(IReadOnlyList<string> features)
    {
        TableFeature[] known = [.. features.Select(name => TableFeature.Find(name)!)];
        if (known.All(feature => feature.Writer is not null))
            return new DeltaAction.Protocol { MinReaderVersion = features.Contains("columnMapping") ? 2 : 1, MinWriterVersion = known.Max(feature => feature.Writer!.Value) };
        string[] readers = [.. known.Where(feature => feature.IsReader).Select(feature => feature.Name)];
        return new DeltaAction.Protocol { MinReaderVersion = readers.Length > 0 ? 3 : 1, MinWriterVersion = MaxVersion, ReaderFeatures = readers.Length > 0 ? readers : null, WriterFeatures = features };
    }

    internal static bool Uses(DeltaType type, string spark) => type switch
    {
        DeltaType.Scalar scalar => scalar.SparkName == spark,
        DeltaType.Variant => spark == "variant",
        DeltaType.Struct structure => structure.Fields.Any(field => Uses(field.Type, spark)),
        DeltaType.Array array => Uses(array.Element, spark),
        DeltaType.Map map => Uses(map.Key, spark) || Uses(map.Value, spark),
        _ => false,
    };

    private static bool IsTrue(IReadOnlyDictionary<string, string> properties, string name) => bool.TryParse(properties.GetValueOrDefault(name), out bool value) && value;
}
