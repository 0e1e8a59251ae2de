using System.Globalization;
using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>From which version on a table's commits tell their own times. Readers take the times of files for those before it.</summary>
/// <remarks>Source: github.com/delta-io/delta/blob/master/PROTOCOL.md#in-commit-timestamps</remarks>
internal static class InCommitTimes
{
    internal const string Property = "delta.enableInCommitTimestamps";
    private const string Version = "delta.inCommitTimestampEnablementVersion";
    private const string Time = "delta.inCommitTimestampEnablementTimestamp";

    /// <summary>Metadata of a version that begins with it.</summary>
    /// <param name="time">Milliseconds since 1970-01-01 UTC.</param>
    internal static DeltaAction.Metadata BegunAt(DeltaAction.Metadata metadata, long version, long time) =>
        With(metadata, version.ToString(CultureInfo.InvariantCulture), time.ToString(CultureInfo.InvariantCulture));

    /// <summary>An older version's metadata with the beginning that holds now: between the two there may be commits without times.</summary>
    internal static DeltaAction.Metadata Kept(DeltaAction.Metadata wanted, Snapshot now)
    {
        bool stays = now.IsSet(Property) && bool.TryParse(wanted.Configuration.GetValueOrDefault(Property), out bool isOn) && isOn;
        return With(wanted, stays ? now.Property(Version) : null, stays ? now.Property(Time) : null);
    }

    private static DeltaAction.Metadata With(DeltaAction.Metadata metadata, string? version, string? time)
    {
        var properties = new Dictionary<string, string>(metadata.Configuration);
        foreach ((string name, string? value) in ((string, string?)[])[(Version, version), (Time, time)])
            if (value is null) properties.Remove(name);
            else properties[name] = value;
        return metadata with { Configuration = properties };
    }
}
