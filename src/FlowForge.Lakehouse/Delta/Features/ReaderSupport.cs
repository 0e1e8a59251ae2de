using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Features;

/// <summary>Whether a table may be read: what is not known is refused by its name.</summary>
internal static class ReaderSupport
{
    private const int MaxVersion = 3;

    /// <exception cref="Core.Diagnostics.InputException">The version is too new, or a feature is not known.</exception>
    internal static void Check(string root, DeltaAction.Protocol protocol)
    {
        if (protocol.MinReaderVersion is < 1 or > MaxVersion)
            throw DeltaErrors.Unsupported(root, $"the table asks for a reader of version {protocol.MinReaderVersion}; versions 1 to {MaxVersion} are known here.");
        if (protocol.MinReaderVersion < MaxVersion) return;
        string[] unknown = [.. (protocol.ReaderFeatures ?? []).Where(name => TableFeature.Find(name) is not { IsReader: true })];
        if (unknown.Length > 0)
            throw DeltaErrors.Unsupported(root, $"reading the table needs {string.Join(", ", unknown)}, which this version of FlowForge does not know.");
    }
}
