using System.Text;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Tests.Excel.Sheets;

public sealed class NumberFormatsTests
{
    [Theory]
    [InlineData("General", "General")]
    [InlineData("GENERAL", "General")]
    [InlineData("0.00", "General")]
    [InlineData("#,##0 ;[Red](#,##0)", "General")]
    [InlineData("0.00E+00", "General")]
    [InlineData("##0.0E+0", "General")]
    [InlineData("@", "General")]
    [InlineData("0 \"days\"", "General")]
    [InlineData("0\\d", "General")]
    [InlineData("_-* #,##0_-;-* #,##0_-", "General")]
    [InlineData("[Red]0;[Blue]0", "General")]
    [InlineData("0.0%", "Percent")]
    [InlineData("$#,##0.00", "Currency")]
    [InlineData("#,##0.00 [$€-407]", "Currency")]
    [InlineData("\"£\"#,##0", "Currency")]
    [InlineData("yyyy-mm-dd", "Date")]
    [InlineData("[$-409]d\\-mmm\\-yy;@", "Date")]
    [InlineData("dd/mm/yyyy hh:mm", "Date")]
    [InlineData("mmm", "Date")]
    [InlineData("mm", "Date")]
    [InlineData("m/d", "Date")]
    [InlineData("yyyy\"年\"m\"月\"", "Date")]
    [InlineData("d [h]:mm", "Date")]
    [InlineData("h:mm AM/PM", "Time")]
    [InlineData("[$-F400]h:mm:ss\\ AM/PM", "Time")]
    [InlineData("mm:ss.0", "Time")]
    [InlineData("hh:mm", "Time")]
    [InlineData("[h]:mm:ss", "Duration")]
    [InlineData("[mm]:ss", "Duration")]
    [InlineData("[ss].00", "Duration")]
    [InlineData("", "General")]
    [InlineData("\"", "General")]
    [InlineData("\\", "General")]
    [InlineData("[", "General")]
    public void Of_Code_TellsWhatItShows(string code, string expected) => Assert.Equal(expected, NumberFormats.Of(code).ToString());

    [Theory]
    [InlineData(1, "1900-01-01")]
    [InlineData(59, "1900-02-28")]
    [InlineData(61, "1900-03-01")]
    [InlineData(43_831.5, "2020-01-01 12:00:00")]
    [InlineData(43_831.999999999, "2020-01-02")]
    [InlineData(2_958_465, "9999-12-31")]
    public void SerialDate_1900_IsTheDayShown(double serial, string expected)
    {
        Assert.True(SerialDate.TryFrom(serial, is1904: false, out SerialDate date));
        Assert.Equal(expected, Show(date));
    }

    [Theory]
    [InlineData(0, "1904-01-01")]
    [InlineData(1_462, "1908-01-02")]
    [InlineData(42_369, "2020-01-01")]
    public void SerialDate_1904_IsTheDayShown(double serial, string expected)
    {
        Assert.True(SerialDate.TryFrom(serial, is1904: true, out SerialDate date));
        Assert.Equal(expected, Show(date));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(60)]
    [InlineData(60.5)]
    [InlineData(2_958_466)]
    [InlineData(double.NaN)]
    [InlineData(1e300)]
    public void SerialDate_NoDayOfTheCalendar_IsANumber(double serial) => Assert.False(SerialDate.TryFrom(serial, is1904: false, out _));

    [Theory]
    [InlineData(0, "00:00:00")]
    [InlineData(1.5, "36:00:00")]
    [InlineData(-0.25, "-06:00:00")]
    [InlineData(0.000_011_574_074, "00:00:01")]
    [InlineData(296_296.678_9, "7111120:17:36.96")]
    public void Duration_AnyLength_KeepsItsHours(double days, string expected)
    {
        var text = new byte[ClockText.MaxLength];
        Assert.Equal(expected, Encoding.ASCII.GetString(text.AsSpan(0, ClockText.WriteDuration(days, text))));
    }

    private static string Show(SerialDate date) =>
        DateTime.UnixEpoch.AddMicroseconds(date.EpochMicroseconds).ToString(date.Milliseconds == 0 ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss");
}
