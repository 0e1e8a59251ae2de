using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Delta.Features;

/// <summary>The properties of Delta's that a new table may have. What a property asks for is done, or the table is not made.</summary>
/// <remarks>Source: docs.delta.io/latest/table-properties.html. Names that do not begin with <c>delta.</c> are the user's own.</remarks>
internal static class TableProperties
{
    private const string Prefix = "delta.";
    /// <summary>Before the name of a feature that a table shall have, whether it makes use of it or not.</summary>
    internal const string Feature = "delta.feature.";

    private const string Constraint = "delta.constraints.";

    private static readonly Func<string, bool> s_flag = value => bool.TryParse(value, out _);
    private static readonly Func<string, bool> s_interval = value => TableInterval.Parse(value, TimeSpan.Zero) is not null;
    private static readonly Func<string, bool> s_any = _ => true;

    /// <summary>Names, what values they take, and in which words that is said.</summary>
    private static readonly Dictionary<string, (Func<string, bool> Takes, string Words)> s_known = new()
    {
        ["delta.appendOnly"] = (s_flag, "true or false"),
        ["delta.checkpointInterval"] = (value => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int versions) && versions > 0, "a number of versions above 0"),
        ["delta.checkpointPolicy"] = (value => value == "classic", "classic; V2 checkpoints are read and not written"),
        ["delta.columnMapping.mode"] = (value => value is "none" or "name" or "id", "none, name or id"),
        ["delta.checkpoint.writeStatsAsJson"] = (s_flag, "true or false"),
        ["delta.checkpoint.writeStatsAsStruct"] = (s_flag, "true or false"),
        [StatisticsColumns.Property] = (value => StatisticsColumns.Parse(value) is not null, "names of columns with commas between"),
        ["delta.dataSkippingNumIndexedCols"] = (value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int columns) && columns >= -1, "a number of columns, or -1 for all"),
        ["delta.deletedFileRetentionDuration"] = (s_interval, "an interval such as 'interval 7 days'"),
        ["delta.enableChangeDataFeed"] = (s_flag, "true or false"),
        ["delta.enableDeletionVectors"] = (IsFalse, "false; deletion vectors are read and not written"),
        ["delta.enableExpiredLogCleanup"] = (s_flag, "true or false"),
        ["delta.enableInCommitTimestamps"] = (s_flag, "true or false"),
        ["delta.enableRowTracking"] = (IsFalse, "false; row tracking is not written"),
        ["delta.enableTypeWidening"] = (s_flag, "true or false"),
        ["delta.isolationLevel"] = (value => value is "Serializable" or "WriteSerializable", "Serializable or WriteSerializable"),
        ["delta.logRetentionDuration"] = (s_interval, "an interval such as 'interval 30 days'"),
        // These are for engines that come later.
        ["delta.autoOptimize.autoCompact"] = (s_any, ""),
        ["delta.autoOptimize.optimizeWrite"] = (s_any, ""),
        ["delta.setTransactionRetentionDuration"] = (s_interval, "an interval such as 'interval 7 days'"),
        ["delta.targetFileSize"] = (s_any, ""),
        ["delta.tuneFileSizesForRewrites"] = (s_flag, "true or false"),
    };

    /// <exception cref="InputException">A property of Delta's is not known, or asks for what is not written here.</exception>
    internal static void Check(string root, IReadOnlyDictionary<string, string> properties)
    {
        foreach ((string name, string value) in properties)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name.StartsWith(Constraint, StringComparison.Ordinal)) continue;
            if (name.StartsWith(Feature, StringComparison.Ordinal))
            {
                if (TableFeature.Find(name[Feature.Length..]) is not { IsWritten: true } || value is not ("supported" or "enabled"))
                    throw DeltaErrors.Unsupported(root, $"{name} = {value}: this version of FlowForge does not create such tables.");
                continue;
            }
            if (!s_known.TryGetValue(name, out (Func<string, bool> Takes, string Words) known)) throw Unknown(root, name);
            if (!known.Takes(value)) throw DeltaErrors.Unsupported(root, $"{name} = {value}: this version of FlowForge creates tables with {known.Words}.");
        }
    }

    private static bool IsFalse(string value) => bool.TryParse(value, out bool flag) && !flag;

    private static InputException Unknown(string root, string name) =>
        new("delta-property", new Location(root), $"{name} is no property that this version of FlowForge creates tables with.",
            Spelling.Nearest(name, s_known.Keys) is { } near ? $"Did you mean '{near}'?" : "Properties of your own have names that do not begin with 'delta.'.");
}
