using System.Globalization;
using System.Text;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Names of columns and tables out of a sheet's cells.</summary>
internal static class SheetNames
{
    /// <summary>The name that a header cell gives: white space joined to single blanks; numbers and dates as they are.</summary>
    public static string OfHeader(ScannedCell cell) => cell.Kind switch
    {
        CellKind.Text or CellKind.Boolean => JoinSpaces(cell.Text),
        CellKind.Number => cell.Value.ToString("R", CultureInfo.InvariantCulture),
        CellKind.Date => OfDate(cell.Value),
        CellKind.Time => Clock(cell.Value),
        CellKind.Missing => "",
    };

    /// <summary>What two headers must share to be the same: letters without case, white space apart.</summary>
    public static string Normalise(string name) => JoinSpaces(name).ToLowerInvariant();

    public static string JoinSpaces(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string OfDate(double daysSince1970)
    {
        DateTime date = DateTime.UnixEpoch.AddDays(daysSince1970);
        return date.TimeOfDay == TimeSpan.Zero ? date.ToString("yyyy-MM-dd") : date.ToString("yyyy-MM-dd HH:mm:ss");
    }

    private static string Clock(double days)
    {
        Span<byte> text = stackalloc byte[ClockText.MaxLength];
        return Encoding.ASCII.GetString(text[..ClockText.WriteDuration(days, text)]);
    }
}
