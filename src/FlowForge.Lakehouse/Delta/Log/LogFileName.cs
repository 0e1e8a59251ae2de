using System.Globalization;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>What a file of <c>_delta_log</c> is, told by its name. A closed set: only the records below derive from it.</summary>
internal abstract record LogFileName
{
    internal const string Folder = "_delta_log";
    private const int VersionDigits = 20;
    private const int PartDigits = 10;

    private LogFileName() { }

    /// <summary><c>00000000000000000007.json</c></summary>
    internal sealed record Commit(long Version) : LogFileName;

    /// <summary><c>00000000000000000004.00000000000000000006.compacted.json</c>: what the commits from the first to the last did together.</summary>
    internal sealed record Compaction(long First, long Last) : LogFileName;

    /// <summary><c>00000000000000000007.crc</c>: what a version is made of, for those who check.</summary>
    internal sealed record Checksum(long Version) : LogFileName;

    /// <summary>A checkpoint, or a part of one. Files with one version and set belong together.</summary>
    /// <param name="Set">Empty for a classic checkpoint, the number of parts for a multi-part one, the name's UUID for a V2 one.</param>
    internal sealed record Checkpoint(long Version, string Set, int Part, int Parts) : LogFileName;

    internal static string OfCommit(long version) => $"{Folder}/{Digits(version)}.json";

    internal static string OfCheckpoint(long version) => $"{Folder}/{Digits(version)}.checkpoint.parquet";

    internal static string Digits(long version) => version.ToString(CultureInfo.InvariantCulture).PadLeft(VersionDigits, '0');

    /// <summary>Null for every other file: drafts, <c>_last_checkpoint</c>.</summary>
    internal static LogFileName? Parse(string name)
    {
        string[] words = name.Split('.');
        if (words.Length < 2 || !TryNumber(words[0], VersionDigits, out long version)) return null;
        return words switch
        {
            [_, "json"] => new Commit(version),
            [_, "crc"] => new Checksum(version),
            [_, { } last, "compacted", "json"] when TryNumber(last, VersionDigits, out long end) && end >= version => new Compaction(version, end),
            [_, "checkpoint", "parquet"] => new Checkpoint(version, "", 1, 1),
            [_, "checkpoint", { } part, { } parts, "parquet"] when TryNumber(part, PartDigits, out long number) && TryNumber(parts, PartDigits, out long count) && number >= 1 && number <= count && count <= int.MaxValue =>
                new Checkpoint(version, parts, (int)number, (int)count),
            [_, "checkpoint", { } id, "parquet" or "json"] when Guid.TryParse(id, out _) => new Checkpoint(version, id, 1, 1),
            _ => null,
        };
    }

    private static bool TryNumber(string text, int digits, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text.Length == digits;
}
