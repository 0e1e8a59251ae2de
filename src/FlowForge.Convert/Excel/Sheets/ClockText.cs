using System.Buffers.Text;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Elapsed time as text: no type of a column holds it in every engine.</summary>
internal static class ClockText
{
    public const int MaxLength = 40;

    /// <summary><c>[-]HH:mm:ss[.f]</c>, hours as many as there are, up to three decimals.</summary>
    public static int WriteDuration(double days, Span<byte> target)
    {
        decimal milliseconds = decimal.Round((decimal)Math.Abs(days) * SerialDate.MillisecondsPerDay);
        int at = 0;
        if (days < 0 && milliseconds != 0) target[at++] = (byte)'-';
        return at + WriteClock((long)milliseconds, target[at..]);
    }

    private static int WriteClock(long milliseconds, Span<byte> target)
    {
        long seconds = milliseconds / 1_000;
        int at = WritePadded(seconds / 3_600, 2, target);
        target[at++] = (byte)':';
        at += WritePadded(seconds / 60 % 60, 2, target[at..]);
        target[at++] = (byte)':';
        at += WritePadded(seconds % 60, 2, target[at..]);
        if (milliseconds % 1_000 == 0) return at;
        target[at++] = (byte)'.';
        at += WritePadded(milliseconds % 1_000, 3, target[at..]);
        while (target[at - 1] == (byte)'0') at--;
        return at;
    }

    private static int WritePadded(long value, byte digits, Span<byte> target)
    {
        Utf8Formatter.TryFormat(value, target, out int written, value < (digits == 2 ? 10 : 100) ? new('D', digits) : default);
        return written;
    }
}
