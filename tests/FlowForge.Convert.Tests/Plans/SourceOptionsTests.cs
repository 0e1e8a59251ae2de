using FlowForge.Convert.Conversion;
using FlowForge.Convert.Plans;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Convert.Tests.Plans;

public sealed class SourceOptionsTests
{
    [Fact]
    public void Of_FlagsAndSparksNames_AreTheSameReading()
    {
        ReadOptions flags = Of("in.csv", ("delimiter", ";"), ("header", "yes"), ("null", "NA"), ("skip_rows", "2"), ("types", "text"));
        ReadOptions spark = Of("in.csv", ("sep", ";"), ("header", "true"), ("nullValue", "NA"), ("skip-rows", "2"), ("types", "text"));
        Assert.Equal((";", true, 2, true), (flags.Delimiter, flags.Header, flags.SkipRows, flags.AllText));
        Assert.Equal((flags.Delimiter, flags.Header, flags.SkipRows, flags.AllText), (spark.Delimiter, spark.Header, spark.SkipRows, spark.AllText));
        Assert.Equal(flags.NullTokens, spark.NullTokens);
    }

    [Fact]
    public void Of_ReaderSpark_IsSparksReading()
    {
        SparkReading reading = Of("in.csv", ("reader", "spark"), ("Header", "True"), ("MODE", "failfast"), ("schema", "a INT")).Spark!;
        Assert.Equal((SparkFileFormat.Csv, true, ParseMode.FailFast, "a"), (reading.Format, reading.Options.Header, reading.Options.Mode, reading.Options.Schema![0].Name));
    }

    [Theory]
    [InlineData("headr", "yes", "there is no option headr")]
    [InlineData("header", "maybe", "expected true or false")]
    [InlineData("quote", "''", "expected one character")]
    [InlineData("reader", "pandas", "expected spark")]
    public void Of_AWrongOption_IsToldWithItsName(string name, string value, string says) =>
        Assert.Contains(says, Assert.Throws<InputException>(() => Of("in.csv", (name, value))).Message);

    [Theory]
    [InlineData("rowTag", "p", "no such option")]
    [InlineData("mode", "LOOSE", "PERMISSIVE, DROPMALFORMED or FAILFAST")]
    [InlineData("schema", "a WORD", "write names and types")]
    public void Of_AWrongOptionOfSpark_IsToldWithItsName(string name, string value, string says) =>
        Assert.Contains(says, Assert.Throws<InputException>(() => Of("in.csv", ("reader", "spark"), (name, value))).Message);

    [Fact]
    public void Convert_ReaderSpark_WritesSparksRowsOfEveryFile()
    {
        string folder = Directory.CreateTempSubdirectory("spark-").FullName;
        File.WriteAllText(Path.Combine(folder, "1.csv"), "id,name\n01,\"a\nb\"\n");
        File.WriteAllText(Path.Combine(folder, "2.csv"), "id,name\n2,\n");
        PlanSource source = Source("*.csv", ("reader", "spark"), ("header", "true"), ("inferSchema", "true"), ("multiLine", "true"));
        ConversionReport report = new Converter(FormatRegistry.Default, TimeProvider.System).Convert(SourceOptions.Request(source, Path.Combine(folder, "*.csv"), Path.Combine(folder, "out.parquet"), "UTC"), null, CancellationToken.None);
        Assert.Equal((2L, "id INTEGER, name VARCHAR"), (report.Tables[0].Rows, string.Join(", ", report.Tables[0].Columns.Select(column => $"{column.Name} {column.Type}"))));
        Directory.Delete(folder, recursive: true);
    }

    private static ReadOptions Of(string path, params (string Name, string Value)[] options) => SourceOptions.Of(Source(path, options), "UTC");

    private static PlanSource Source(string path, params (string Name, string Value)[] options) =>
        new("raw", path) { Options = [.. options.Select(option => new Named<PlanText>(option.Name, option.Value))] };
}
