using System.Globalization;

namespace FlowForge.Cli.Settings;

/// <summary>Byte counts as people write them: <c>1000MB</c> is decimal, <c>4MiB</c> binary, a bare number is bytes.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] s_units =
    [
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        string trimmed = text.Trim();
        long unitBytes = 1;
        foreach ((string unit, long size) in s_units)
        {
            if (!trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase)) continue;
            (trimmed, unitBytes) = (trimmed[..^unit.Length].TrimEnd(), size);
            break;
        }

        if (!decimal.TryParse(trimmed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out decimal number)) return false;
        if (number > long.MaxValue / unitBytes) return false;
        bytes = (long)(number * unitBytes);
        return true;
    }

    /// <summary>The largest unit that says it exactly: <c>4MiB</c>, <c>1000MB</c>, <c>65537B</c>. Reads back to the same count.</summary>
    public static string Format(long bytes)
    {
        if (bytes == 0) return "0B";
        foreach ((string unit, long size) in s_units)
        {
            if (bytes % size == 0) return $"{bytes / size}{unit}";
        }

        return $"{bytes}B";
    }

    /// <summary>For people: three digits, decimal units: <c>98.4 MB</c>.</summary>
    public static string Round(double bytes) => bytes switch
    {
        < 1e3 => $"{bytes:0} B",
        < 1e6 => $"{bytes / 1e3:0.0} kB",
        < 1e9 => $"{bytes / 1e6:0.0} MB",
        < 1e12 => $"{bytes / 1e9:0.00} GB",
        _ => $"{bytes / 1e12:0.00} TB",
    };
}
