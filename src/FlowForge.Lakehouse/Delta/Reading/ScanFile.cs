using FlowForge.Lakehouse.Delta.Log;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>A data file to read.</summary>
/// <param name="Path">As the log writes it.</param>
/// <param name="Rule">Null when all rows are read.</param>
/// <param name="Constants">In SQL, a value for each of the scan's constant columns.</param>
internal sealed record ScanFile(string Path, IReadOnlyDictionary<string, string?> PartitionValues, RowRule? Rule, IReadOnlyList<string> Constants)
{
    internal static ScanFile Of(DeltaAction.Add file) => new(file.Path, file.PartitionValues, RowRule.Without(file.DeletionVector), []);
}
