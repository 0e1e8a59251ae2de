using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Features;

/// <summary>A feature of the protocol, and how far it is known here.</summary>
/// <param name="Writer">The writer version below 7 from which every table has it; null when it must be named.</param>
/// <param name="IsReader">Whether readers must know it too.</param>
/// <param name="IsWritten">Whether tables with it are written.</param>
internal sealed record TableFeature(string Name, int? Writer, bool IsReader, bool IsWritten)
{
    /// <summary>Every feature that is known. Reading knows all reader features in it; a feature that is not in it is refused.</summary>
    /// <remarks>Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#valid-feature-names-in-table-features</remarks>
    internal static IReadOnlyList<TableFeature> Known { get; } =
    [
        new("appendOnly", 2, false, true),
        new("invariants", 2, false, true),
        new("checkConstraints", 3, false, true),
        new("changeDataFeed", 4, false, true),
        new("generatedColumns", 4, false, true),
        new("columnMapping", 5, true, true),
        new("identityColumns", 6, false, false),
        new("deletionVectors", null, true, true),
        new("timestampNtz", null, true, true),
        new("v2Checkpoint", null, true, true),
        new("vacuumProtocolCheck", null, true, true),
        new("typeWidening", null, true, true),
        new("typeWidening-preview", null, true, true),
        new("variantType", null, true, false),
        new("variantType-preview", null, true, false),
        new("allowColumnDefaults", null, false, true),
        new("domainMetadata", null, false, true),
        new("clustering", null, false, true),
        new("inCommitTimestamp", null, false, true),
    ];

    internal static TableFeature? Find(string name) => Known.FirstOrDefault(feature => feature.Name == name);

    /// <summary>The features that a table has, named or by its versions.</summary>
    internal static IEnumerable<string> Of(DeltaAction.Protocol protocol) => protocol.MinWriterVersion >= 7
        ? protocol.WriterFeatures ?? []
        : Known.Where(feature => feature.Writer <= protocol.MinWriterVersion).Select(feature => feature.Name);
}
