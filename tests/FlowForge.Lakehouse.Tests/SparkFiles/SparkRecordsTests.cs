using FlowForge.Core.Expressions.Syntax;
using FlowForge.Lakehouse.Expressions;
using FlowForge.Lakehouse.SparkFiles;

namespace FlowForge.Lakehouse.Tests.SparkFiles;

public sealed class SparkRecordsTests
{
    [Theory]
    [InlineData("a,b,c", "a|b|c")]
    [InlineData("a,,c", "a|∅|c")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"a\\\"b\",c", "a\"b|c")]
    [InlineData("\"a\\\\\",c", "a\\|c")]
    [InlineData("\"a\\nb\",c", "a\\nb|c")]
    [InlineData("\"say \"\"hi\"\"\",c", "\"say \"\"hi\"\"\"|c")]
    [InlineData("\"x\"  ,c", "x|c")]
    [InlineData("\"x\"y,c", "\"x\"y|c")]
    [InlineData("a\"b\",c", "a\"b\"|c")]
    [InlineData("'a',c", "'a'|c")]
    [InlineData("a,", "a|∅")]
    public void Csv_OfOneLine_IsCutAsSparkCuts(string line, string expected) => Assert.Equal(expected, Rows(SparkFileFormat.Csv, [line]));

    [Theory]
    [InlineData("escape=\"", "\"say \"\"hi\"\"\"", "say \"hi\"")]
    [InlineData("sep=||", "a||b", "a|b")]
    [InlineData("sep=\\t", "a\tb", "a|b")]
    [InlineData("quote=", "\"a,b\"", "\"a|b\"")]
    [InlineData("nullValue=NA", "NA,,\"\"", "∅|∅|")]
    [InlineData("ignoreLeadingWhiteSpace=true;ignoreTrailingWhiteSpace=true", " a , b ", "a|b")]
    public void Csv_WithOptions_IsCutAsTheySay(string options, string line, string expected) => Assert.Equal(expected, Rows(SparkFileFormat.Csv, [line], options.Split(';')));

    [Theory]
    [InlineData("1;2147483648", "bigint")]
    [InlineData("1;12345678901234567890", "decimal(20,0)")]
    [InlineData("1;1.5", "double")]
    [InlineData("1;1e3", "double")]
    [InlineData("007;8", "int")]
    [InlineData("true;FALSE", "boolean")]
    [InlineData("2024-01-02;2024-01-03 10:00:00", "timestamp")]
    [InlineData("2024-01-02;2024-02-30", "string")]
    [InlineData("2024-1-2", "timestamp")]
    [InlineData("1;true", "string")]
    [InlineData(" 1;2", "double")]
    [InlineData("NaN;-Inf", "double")]
    [InlineData(";", "string")]
    public void Csv_ColumnsType_IsWhatSparkInfers(string cells, string expected)
    {
        SparkRecords records = Records(SparkFileFormat.Csv, "inferSchema=true", "header=true");
        foreach (string line in cells.Split(';').Prepend("a")) records.Look(line);
        Assert.Equal(expected, TypeNames.Of(records.Columns[0].Type));
    }

    [Theory]
    [InlineData("PERMISSIVE", "1|2|∅;∅|3|x,3;4|∅|4;6|7|6,7,8")]
    [InlineData("DROPMALFORMED", "1|2|∅")]
    public void Csv_RecordsThatDoNotFit_GoWhereTheModeSays(string mode, string expected) =>
        Assert.Equal(expected, Rows(SparkFileFormat.Csv, ["1,2", "x,3", "4", "6,7,8"], "schema=a INT, b INT, bad STRING", "columnNameOfCorruptRecord=bad", $"mode={mode}"));

    [Fact]
    public void Csv_FailFast_EndsAtTheFirst() =>
        Assert.Equal("FAILED_READ_FILE.NO_HINT", Assert.Throws<SparkException>(() => Rows(SparkFileFormat.Csv, ["x"], "schema=a INT", "mode=failfast")).Condition);

    [Theory]
    [InlineData("{'a':1, 'b':'it'}", "a bigint, b string")]
    [InlineData("{\"a\":12345678901234567890}", "a decimal(20,0)")]
    [InlineData("{\"a\":[]}", "a array<string>")]
    [InlineData("{\"b\":{\"c\":null},\"a\":{}}", "b struct<c:string>")]
    [InlineData("[{\"a\":1},{\"a\":2.5}]", "a double")]
    [InlineData("{\"a\":1} and more", "a bigint")]
    [InlineData("{\"a\":1", "_corrupt_record string")]
    public void Json_ADocument_HasSparksColumns(string text, string expected)
    {
        SparkRecords records = Records(SparkFileFormat.Json);
        records.Look(text);
        Assert.Equal(expected, string.Join(", ", records.Columns.Select(column => $"{column.Name} {TypeNames.Of(column.Type)}")));
    }

    [Theory]
    [InlineData("allowComments=true", "{/* c */\"a\":1}", "1")]
    [InlineData("allowUnquotedFieldNames=true", "{a:1}", "1")]
    [InlineData("allowNumericLeadingZeros=true", "{\"a\":007}", "7")]
    [InlineData("allowSingleQuotes=false", "{'a':1}", "∅")]
    public void Json_Liberties_AreTakenWhereAllowed(string option, string text, string expected) =>
        Assert.Equal(expected, Rows(SparkFileFormat.Json, [text], "schema=a INT", option));

    [Fact]
    public void Xml_AttributesTextAndChildren_AreFieldsByName()
    {
        SparkRecords records = Records(SparkFileFormat.Xml, "rowTag=p");
        records.Look("<p id='1'><x y='2'>t</x><a>1</a><a>2.5</a></p>");
        Assert.Equal("_id bigint, a array<double>, x struct<_VALUE:string,_y:bigint>", string.Join(", ", records.Columns.Select(column => $"{column.Name} {TypeNames.Of(column.Type)}")));
    }

    [Fact]
    public void Options_Page_NamesEveryOne()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "plan-sources.md"));
        foreach (SparkFileFormat format in Enum.GetValues<SparkFileFormat>())
            Assert.All(OptionName.Of(format), name => Assert.Contains($"`{name}`", page));
    }

    private static SparkRecords Records(SparkFileFormat format, params string[] options)
    {
        var read = new SparkReadOptions { InferSchema = format == SparkFileFormat.Xml };
        foreach (string[] option in options.Select(option => option.Split('=', 2))) read = SparkReadOptions.Set(format, read, option[0], option[1]);
        return SparkRecords.Of(format, read);
    }

    private static string Rows(SparkFileFormat format, string[] texts, params string[] options)
    {
        SparkRecords records = Records(format, options);
        if (records.NeedsLook) records.Look(texts[0]);
        return string.Join(';', texts.SelectMany(records.Read).Select(row => string.Join('|', row.Select(value => value ?? "∅"))));
    }
}
