using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta;

/// <summary>The ways in which a Delta table cannot be read or written, each with its own id.</summary>
internal static class DeltaErrors
{
    internal static InputException NotATable(string root) =>
        new("delta-not-a-table", new Location(root), "there is no Delta table here: no folder _delta_log with commits in it.");

    internal static InputException NoVersion(string root, long version, long first, long last) =>
        new("delta-no-such-version", new Location(root), $"there is no version {version}; versions {first} to {last} can be read.");

    internal static InputException NoTimestamp(string root, DateTimeOffset wanted, DateTimeOffset first, DateTimeOffset last) =>
        new("delta-no-such-version", new Location(root), $"no version belongs to {wanted:O}; the first commit that can be read is of {first:O}, the latest of {last:O}.");

    internal static InputException MissingLogFile(string root, string file, string why) =>
        new("delta-log-gap", new Location($"{root}/{file}"), $"this file of the log is missing: {why}", "Restore it from a backup; without it the table's state cannot be known.");

    internal static InputException CorruptLogFile(string root, string file, long? line, string why, Exception? inner = null) =>
        new("delta-log-corrupt", new Location($"{root}/{file}", line), $"the log file is torn or damaged: {why}", "Restore it from a backup; without it the table's state cannot be known.", inner);

    internal static InputException NoAction(string root, long version, string action) =>
        new("delta-log-corrupt", new Location(root), $"the log up to version {version} has no {action} action, which every table has.");

    internal static InputException Unsupported(string root, string summary) =>
        new("delta-feature-unsupported", new Location(root), summary);

    internal static InputException Schema(string root, string why) =>
        new("delta-schema-invalid", new Location(root), $"the table's schema cannot be read: {why}");

    internal static InputException DeletionVector(string file, string why, Exception? inner = null) =>
        new("delta-deletion-vector", new Location(file), $"the deletion vector is damaged: {why}", null, inner);

    internal static InputException PartitionValue(string root, string file, string column, string value, string type) =>
        new("delta-partition-value", new Location(root, Part: file), $"the partition value '{value}' of column {column} is not a {type}.");

    internal static InputException ChangeFeed(string root, long version) =>
        new("delta-change-feed-off", new Location(root), $"changes were not recorded in version {version}: delta.enableChangeDataFeed was not true then.", "Begin with a later version.");

    internal static InputException NoColumn(string root, string name, TableSchema schema) =>
        new("delta-no-such-column", new Location(root), $"the table has no column {name}; it has {string.Join(", ", schema.Fields.Select(field => field.Name))}.");

    internal static InputException NoExclusiveName(string file) =>
        new("delta-file-system", new Location(file), "this file system can neither link a file nor rename one without replacing another, so that of two writers at one time one would lose its commit.", "Keep the table on a file system that can, and copy it here when it is written.");

    internal static InputException ForeignFile(string root, string file, string scheme) =>
        new("delta-foreign-file", new Location(root, Part: file), $"the log names a file in a {scheme} store, which is not read from here.");
}
