using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Tests.Typing;

public class ColumnEvidenceTests
{
    [Theory]
    [InlineData("1|22|-3", "BIGINT")]
    [InlineData("0|-1|9223372036854775807", "BIGINT")]
    [InlineData("1||NA|NULL|\\N|-", "BIGINT")]
    [InlineData("007|8", "VARCHAR")]
    [InlineData("00|1", "VARCHAR")]
    [InlineData("-0|1", "VARCHAR")]
    [InlineData("+4512345678|+4587654321", "VARCHAR")]
    [InlineData("12345678901234567890", "VARCHAR")]
    [InlineData("9223372036854775808", "VARCHAR")]
    [InlineData("1e5|2e6", "VARCHAR")]
    [InlineData("1.5|22.75|-3", "DECIMAL(18,2)")]
    [InlineData(".5|0.25", "DECIMAL(18,2)")]
    [InlineData("1234567890123456789.5", "DECIMAL(38,1)")]
    [InlineData("0.1234567890123456789012345678901234567890", "VARCHAR")]
    [InlineData("1.|2.", "VARCHAR")]
    [InlineData("1.5 |2", "VARCHAR")]
    [InlineData("1,5|22,75", "DECIMAL(18,2)")]
    [InlineData("1,234.5|12,345,678.25", "DECIMAL(18,2)")]
    [InlineData("1.234,5|12.345.678,25", "DECIMAL(18,2)")]
    [InlineData("1 234,5|12 345 678,25", "DECIMAL(18,2)")]
    [InlineData("1'234.5|12'345'678.25", "DECIMAL(18,2)")]
    [InlineData("1,234,567|2", "BIGINT")]
    [InlineData("1,234|2,345", "VARCHAR")]
    [InlineData("1,23,456|2", "VARCHAR")]
    [InlineData("true|FALSE|True", "BOOLEAN")]
    [InlineData("true|1", "VARCHAR")]
    [InlineData("yes|no", "VARCHAR")]
    [InlineData("2024-01-31|1999-12-01", "DATE")]
    [InlineData("2024-02-30", "VARCHAR")]
    [InlineData("1/0/00|2/1/00", "VARCHAR")]
    [InlineData("31/01/2024|01/02/2024", "DATE")]
    [InlineData("01/31/2024|02/01/2024", "DATE")]
    [InlineData("01/02/2024|03/04/2024", "VARCHAR")]
    [InlineData("31/01/2024|01/31/2024", "VARCHAR")]
    [InlineData("5.3.2024|13.3.2024", "DATE")]
    [InlineData("12-Jan-2024|3-feb-2023", "DATE")]
    [InlineData("January 5, 2024|Mar 12, 2023", "DATE")]
    [InlineData("2024-01-31|not a date", "VARCHAR")]
    [InlineData("2024-01-31 10:00:00|2024-02-01T23:59:59.123456", "TIMESTAMP")]
    [InlineData("2024-01-31|2024-02-01 10:00", "TIMESTAMP")]
    [InlineData("2024-02-01 10:00:00.1234567", "VARCHAR")]
    [InlineData("2024-01-31T10:00:00Z|2024-01-31T10:00:00+02:00", "TIMESTAMP WITH TIME ZONE")]
    [InlineData("2024-01-31T10:00:00Z|2024-01-31T10:00:00", "VARCHAR")]
    [InlineData("31/01/2024 11:30 PM|13/02/2024 1:05 am", "TIMESTAMP")]
    [InlineData("08:30|09:15", "VARCHAR")]
    [InlineData("6f9619ff-8b86-d011-b42d-00c04fc964ff", "UUID")]
    [InlineData("6F9619FF-8B86-D011-B42D-00C04FC964FF", "VARCHAR")]
    [InlineData("||", "VARCHAR")]
    [InlineData("NA|NULL", "VARCHAR")]
    [InlineData("1|two", "VARCHAR")]
    public void Decide_Texts_NarrowestTypeThatLosesNothing(string values, string expected) =>
        Assert.Equal(expected, Decide(values.Split('|')).Type.ToString());

    [Fact]
    public void Decide_DayAndMonthAlike_SaysSo() => Assert.Contains("day and month", Decide("01/02/2024", "03/04/2024").Doubt);

    [Fact]
    public void Decide_ThousandsOrDecimals_SaysSo() => Assert.Contains("thousands or decimals", Decide("1,234", "5,678").Doubt);

    [Fact]
    public void Decide_NoText_FollowsTheValuesOwnTypes()
    {
        Assert.Equal(DataType.Double, DecideValues(column => { column.Integer(1); column.Double(1.5); }));
        Assert.Equal(DataType.Varchar, DecideValues(column => { column.Integer((1L << 53) + 1); column.Double(1.5); }));
        Assert.Equal(DataType.Timestamp, DecideValues(column => { column.Date(1); column.Timestamp(1); }));
        Assert.Equal(DataType.Varchar, DecideValues(column => { column.Boolean(true); column.Integer(1); }));
        Assert.Equal(DataType.Varchar, DecideValues(column => column.Time(1)));
        Assert.Equal(new DataType.Decimal(18, 2), DecideValues(column => { column.Integer(10); column.Decimal(125, 2); }));
    }

    [Fact]
    public void Merge_PartsThatDisagree_AgreeOnWhatBothAllow()
    {
        var (first, second) = (new ColumnEvidence(TextInference.All), new ColumnEvidence(TextInference.All));
        first.Text("12"u8);
        second.Text("1.25"u8);
        first.Merge(second);
        Assert.Equal(new DataType.Decimal(18, 2), first.Decide().Type);
    }

    [Fact]
    public void Decide_AnyTextOfNumbers_CanBeHadBackFromTheValue()
    {
        const int seed = 20_261_120;
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++)
        {
            string text = RandomNumber(random);
            NumberForm form = NumberForm.Point;
            if (!form.TryRead(Encoding.UTF8.GetBytes(text), out NumberReading reading)) continue;
            string back = ValueText.OfDecimal(reading.Unscaled, reading.Scale);
            string wanted = text.StartsWith('.') ? "0" + text : text.StartsWith("-.", StringComparison.Ordinal) ? "-0" + text[1..] : text;
            Assert.True(back == wanted || (reading.NegativeZero && "-" + back == wanted), $"seed {seed}: {text} came back as {back}");
        }
    }

    private static string RandomNumber(Random random)
    {
        const string letters = "0123456789.-";
        return string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => letters[random.Next(letters.Length)]));
    }

    private static TypeDecision Decide(params string[] values)
    {
        var evidence = new ColumnEvidence(TextInference.All);
        foreach (string value in values) evidence.Text(Encoding.UTF8.GetBytes(value));
        return evidence.Decide();
    }

    private static DataType DecideValues(Action<ColumnWriter> write)
    {
        var evidence = new ColumnEvidence(TextInference.All);
        write(evidence);
        return evidence.Decide().Type;
    }
}
