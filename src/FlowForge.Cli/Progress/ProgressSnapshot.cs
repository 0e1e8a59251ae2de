using System.Text;
using FlowForge.Cli.Settings;

namespace FlowForge.Cli.Progress;

/// <summary>Progress at one moment, and what follows from it.</summary>
internal readonly record struct ProgressSnapshot(long Bytes, long? TotalBytes, long Rows, TimeSpan Elapsed)
{
    private static readonly TimeSpan s_tooShortToJudge = TimeSpan.FromMilliseconds(500);

    /// <summary>0 to 1; null while the total is unknown.</summary>
    public double? Fraction => TotalBytes is > 0 and { } total ? Math.Min(1, (double)Bytes / total) : null;

    /// <summary>Since the start; null in the first half second, when it would say more about start-up than about speed.</summary>
    public double? BytesPerSecond => Elapsed < s_tooShortToJudge || Bytes == 0 ? null : Bytes / Elapsed.TotalSeconds;

    public TimeSpan? TimeLeft => TotalBytes is { } total && BytesPerSecond is { } speed ? TimeSpan.FromSeconds(Math.Max(0, total - Bytes) / speed) : null;

    /// <summary><c>41 %  98.4 MB of 240.0 MB  1,204,000 rows  52.1 MB/s  0:03 left</c>, without what is not known.</summary>
    public override string ToString()
    {
        // Work that is not measured in bytes, or has not begun to read.
        if (Bytes == 0 && TotalBytes is null) return Clock(Elapsed);
        var text = new StringBuilder();
        if (Fraction is { } fraction) text.Append($"{Math.Floor(fraction * 100)} %  ");
        text.Append(ByteSize.Round(Bytes));
        if (TotalBytes is { } total) text.Append(" of ").Append(ByteSize.Round(total));
        if (Rows > 0) text.Append($"  {Rows:N0} rows");
        if (BytesPerSecond is { } speed) text.Append("  ").Append(ByteSize.Round(speed)).Append("/s");
        if (TimeLeft is { } left) text.Append($"  {Clock(left)} left");
        return text.ToString();
    }

    /// <summary><c>0:03</c>, <c>12:40</c>, <c>1:02:03</c>.</summary>
    private static string Clock(TimeSpan time) => time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time:mm\\:ss}" : $"{time.Minutes}:{time:ss}";
}
