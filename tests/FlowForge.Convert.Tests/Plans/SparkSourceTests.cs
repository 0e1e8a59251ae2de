using FlowForge.Convert.Conversion;
using FlowForge.Convert.Plans;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Documents;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Convert.Tests.Plans;

public sealed class SparkSourceTests
{
    [Fact]
    public void Of_ReaderSpark_IsSparksReading()
    {
        SparkReading reading = Of("in.csv", ("reader", "spark"), ("Header", "True"), ("MODE", "failfast"), ("schema", "a INT")).Spark!;
        Assert.Equal((SparkFileFormat.Csv, true, ParseMode.FailFast, "a"), (reading.Format, reading.Options.Header, reading.Options.Mode, reading.Options.Schema![0].Name));
    }

    [Fact]
    public void Of_AnotherReader_IsRefused() =>
        Assert.Contains("expected spark", Assert.Throws<InputException>(() => Of("in.csv", ("reader", "pandas"))).Message);

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
        ConversionReport report = new Converter(FormatRegistry.Default, TimeProvider.System).Convert(new ConversionRequest { Input = Path.Combine(folder, "*.csv"), Output = Path.Combine(folder, "out.parquet"), Read = SparkSource.Of(source, "UTC") }, null, CancellationToken.None);
        Assert.Equal((2L, "id INTEGER, name VARCHAR"), (report.Tables[0].Rows, string.Join(", ", report.Tables[0].Columns.Select(column => $"{column.Name} {column.Type}"))));
        Directory.Delete(folder, recursive: true);
    }

    private static ReadOptions Of(string path, params (string Name, string Value)[] options) => SparkSource.Of(Source(path, options), "UTC");

    private static PlanSource Source(string path, params (string Name, string Value)[] options) =>
        new("raw", path) { Options = [.. options.Select(option => new Named<PlanText>(option.Name, option.Value))] };
}
