using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Json;

public class JsonFormatTests
{
    [Theory]
    [InlineData("""[{"a":1,"b":"x"},{"b":"y","c":true}]""", "a BIGINT;b VARCHAR;c BOOLEAN", """{"a":1,"b":"x","c":null};{"a":null,"b":"y","c":true}""")]
    [InlineData("""{"a":1,"b":{"c":[1,2]}}""", "a BIGINT;b STRUCT(\"c\" BIGINT[])", """{"a":1,"b":{"c":[1,2]}}""")]
    [InlineData("{\"a\":1}\n\n{\"a\":2}\r\n  {\"a\":null}", "a BIGINT", """{"a":1};{"a":2};{"a":null}""")]
    [InlineData("{\"a\":1}\r{\"a\":2}", "a BIGINT", """{"a":1};{"a":2}""")]
    [InlineData("""{"a":1}{"a":2} {"a":3}""", "a BIGINT", """{"a":1};{"a":2};{"a":3}""")]
    [InlineData("{\n\"a\":1\n}\n{\n\"a\":2}", "a BIGINT", """{"a":1};{"a":2}""")]
    [InlineData("[1,2]\n[3]", "value BIGINT[]", """{"value":[1,2]};{"value":[3]}""")]
    [InlineData("\u001e{\"a\":1}\n\u001e{\"a\":2}\n", "a BIGINT", """{"a":1};{"a":2}""")]
    [InlineData("\"one\"", "value VARCHAR", """{"value":"one"}""")]
    [InlineData("1\n2", "value BIGINT", """{"value":1};{"value":2}""")]
    [InlineData("[1,null,3]", "value BIGINT", """{"value":1};{"value":null};{"value":3}""")]
    [InlineData("[[1,2],[]]", "value BIGINT[]", """{"value":[1,2]};{"value":[]}""")]
    [InlineData("""[{"a":1},[2],"x"]""", "a BIGINT;value VARCHAR", """{"a":1,"value":null};{"a":null,"value":"[2]"};{"a":null,"value":"\"x\""}""")]
    [InlineData("{}", "value VARCHAR", """{"value":"{}"}""")]
    [InlineData("[]", "value VARCHAR", "")]
    public void Convert_Layouts_RecordsBecomeRows(string json, string columns, string rows)
    {
        using var result = JsonConversion.Of(json);
        Assert.Equal(columns, string.Join(';', result.Columns));
        Assert.Equal(rows, string.Join(';', result.Rows));
    }

    [Theory]
    [InlineData("[9223372036854775807,-9223372036854775808]", "BIGINT", "9223372036854775807;-9223372036854775808")]
    [InlineData("[9223372036854775808]", "DECIMAL(38,0)", "9223372036854775808")]
    [InlineData("[1,2.50]", "DECIMAL(18,2)", "1.00;2.50")]
    [InlineData("[1.000000000000000005]", "DECIMAL(38,18)", "1.000000000000000005")]
    [InlineData("[-65.613616999999977]", "DECIMAL(18,15)", "-65.613616999999977")]
    [InlineData("[1e3,0.5]", "DOUBLE", "1000.0;0.5")]
    [InlineData("[1.7976931348623157e308]", "DOUBLE", "1.7976931348623157e308")]
    [InlineData("[1e400]", "VARCHAR", "1e400")]
    [InlineData("[1e0,9007199254740993]", "VARCHAR", "1e0;9007199254740993")]
    [InlineData("[123456789012345678901234567890123456789]", "VARCHAR", "123456789012345678901234567890123456789")]
    [InlineData("[1,\"x\",true]", "VARCHAR", "1;x;true")]
    [InlineData("[true,false,null]", "BOOLEAN", "true;false;∅")]
    [InlineData("[\"2024-01-31\",\"2024-02-29\"]", "DATE", "2024-01-31;2024-02-29")]
    [InlineData("[\"007\",\"12\"]", "VARCHAR", "007;12")]
    [InlineData("[null]", "VARCHAR", "∅")]
    public void Convert_Scalars_NothingIsRounded(string json, string type, string values)
    {
        using var result = JsonConversion.Of(json);
        Assert.Equal([$"value {type}"], result.Columns);
        string[] written = result.Rows.Select(row => System.Text.Json.JsonDocument.Parse(row).RootElement.GetProperty("value")).Select(value => value.ValueKind == System.Text.Json.JsonValueKind.Null ? "∅" : value.ToString().Replace("True", "true").Replace("False", "false")).ToArray();
        Assert.Equal(values, string.Join(';', written));
    }

    [Fact]
    public void Convert_AnArrayThatIsMostOfAnObject_BecomesATableBesideTheRest()
    {
        using var result = JsonConversion.Of("""{"meta":{"version":2},"reply":{"ok":true,"docs":[{"id":1,"t":"the first of the documents, which are most of this text"},{"id":2}]},"next":null}""");
        Assert.Equal(["docs", "in"], result.Report.Tables.Select(table => table.Name));
        Assert.Equal(["""{"id":1,"t":"the first of the documents, which are most of this text"}""", """{"id":2,"t":null}"""], result.RowsOf(0));
        Assert.Equal(["""{"meta":{"version":2},"reply":{"ok":true},"next":null}"""], result.RowsOf(1));
    }

    [Fact]
    public void Convert_NothingBesideTheArray_OneTable()
    {
        using var result = JsonConversion.Of("""{"value":[{"id":1},{"id":2}]}""");
        Assert.Equal(["""{"id":1}""", """{"id":2}"""], result.Rows);
    }

    [Fact]
    public void Convert_KeysThatDifferInCase_BothStay()
    {
        using var result = JsonConversion.Of("""[{"A":1,"a":2,"in":{"B":3,"b":4,"":5}}]""");
        Assert.Equal(["""{"A":1,"a_2":2,"in":{"B":3,"b_2":4,"field_3":5}}"""], result.Rows);
    }

    [Fact]
    public void Convert_ADuplicateKey_TheLastValueWinsAndItIsTold()
    {
        using var result = JsonConversion.Of("{\"a\":1,\"a\":2}\n{\"a\":3}\n{\"m\":{\"x\":1,\"x\":2}}");
        Assert.Equal(["""{"a":2,"m":null}""", """{"a":3,"m":null}""", """{"a":null,"m":{"x":2}}"""], result.Rows);
        Assert.Equal(2, Assert.Single(result.Report.Warnings).Count);
    }

    [Fact]
    public void Convert_ContainersAndScalarsMixed_JsonText()
    {
        using var result = JsonConversion.Of("""[{"a":{"x": [1, 2]}},{"a":"{}"},{"a":7}]""");
        Assert.Equal(["a VARCHAR"], result.Columns);
        Assert.Equal(["""{"a":"{\"x\":[1,2]}"}""", """{"a":"\"{}\""}""", """{"a":"7"}"""], result.Rows);
        Assert.Contains("json-kept-as-text", result.WarningIds);
    }

    [Fact]
    public void Convert_KeysThatAreData_Map()
    {
        string json = "{\"stock\":{" + string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"sku{i}\":{{\"n\":{i}}}")) + "}}";
        using var result = JsonConversion.Of(json);
        Assert.Equal(["stock MAP(VARCHAR, STRUCT(\"n\" BIGINT))"], result.Columns);
        Assert.Contains("\"sku299\":{\"n\":299}", result.Rows[0]);
    }

    [Fact]
    public void Convert_ManyFieldsInEachObject_Struct()
    {
        string record = "{\"wide\":{" + string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"c{i}\":{i}")) + "}}";
        using var result = JsonConversion.Of(record + "\n" + record);
        Assert.StartsWith("wide STRUCT(\"c0\" BIGINT", result.Columns[0]);
    }

    [Fact]
    public void Convert_MoreKeysThanFieldsMayBe_Map()
    {
        string json = string.Join('\n', Enumerable.Range(0, 6_000).Select(i => $"{{\"id\":{i},\"by\":{{\"k{i}\":{i},\"k{i}\":{(i % 2 == 0 ? "1" : "\"x\"")}}}}}"));
        using var result = JsonConversion.Of(json);
        Assert.Equal(["id BIGINT", "by MAP(VARCHAR, VARCHAR)"], result.Columns);
        Assert.Equal("""{"id":5999,"by":{"k5999":"x"}}""", result.Rows[^1]);
    }

    [Fact]
    public void Convert_Flatten_ObjectsBecomeColumns()
    {
        using var result = JsonConversion.Of("""[{"a":{"b":{"c":1},"d":[{"e":2}]},"f":"2024-05-06"},{"a":null}]""", options: new ReadOptions { Flatten = true });
        Assert.Equal(["a.b.c BIGINT", "a.d STRUCT(\"e\" BIGINT)[]", "f DATE"], result.Columns);
        Assert.Equal(["""{"a.b.c":1,"a.d":[{"e":2}],"f":"2024-05-06"}""", """{"a.b.c":null,"a.d":null,"f":null}"""], result.Rows);
    }

    [Fact]
    public void Convert_AllText_ValuesAsWritten()
    {
        using var result = JsonConversion.Of("""[{"n":1.50,"s":"2024-01-01","o":{"x": 1e5},"b":true}]""", options: new ReadOptions { AllText = true });
        Assert.Equal(["""{"n":"1.50","s":"2024-01-01","o":"{\"x\":1e5}","b":"true"}"""], result.Rows);
    }

    [Fact]
    public void Convert_ABrokenLine_IsOneReject()
    {
        using var result = JsonConversion.Of("{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", "in.ndjson");
        Assert.Equal(["""{"a":1}""", """{"a":3}"""], result.Rows);
        Assert.Contains("rejected-rows", result.WarningIds);
        Assert.Contains("{\"a\":2", Assert.Single(result.Rejected("*")));
    }

    [Theory]
    [InlineData("[1,\n2 3]", 2, 3, "found '3', expected ',' or ']'")]
    [InlineData("[1,2,]", 1, 6, "found ']', expected a value")]
    [InlineData("{\"a\":1,}", 1, 8, "found '}', expected a name in double quotes")]
    [InlineData("{\"a\":\n  tru}", 2, 6, "found '}', expected 'e'")]
    [InlineData("[1,2", 1, 5, "found the end of the text, expected ',' or ']'")]
    [InlineData("[1]\n]", 2, 1, "found ']', expected the end of the text")]
    [InlineData("[1][2]", 1, 4, "found '[', expected the end of the text")]
    [InlineData("{\"a\":true} \"x\"", 1, 12, "found '\"', expected the end of the text")]
    [InlineData("[\"a\tb\"]", 1, 4, "found the character U+0009, expected '\"' at the end of the string")]
    [InlineData("[01]", 1, 3, "found '1', expected ',' or ']'")]
    [InlineData("[\"é\", \\u0041]", 1, 7, "found '\\', expected a value")]
    [InlineData("abc", 1, 1, "found 'a', expected a value")]
    public void Convert_BrokenJson_SaysWhereAndWhat(string json, long line, long column, string what)
    {
        var failure = Assert.Throws<InputException>(() => JsonConversion.Of(json));
        Assert.Equal("json-invalid", failure.Diagnostic.Id);
        Assert.Equal(new Location("in.json", line, column), failure.Diagnostic.Where);
        Assert.Contains(what, failure.Diagnostic.Summary);
    }

    [Theory]
    [InlineData(" \n")]
    [InlineData("\uFEFF")]
    public void Convert_NoValue_SaysThatItIsEmpty(string json) => Assert.Equal("json-empty", Assert.Throws<InputException>(() => JsonConversion.Of(json)).Diagnostic.Id);

    [Fact]
    public void Convert_TooDeep_IsRefused()
    {
        var failure = Assert.Throws<InputException>(() => JsonConversion.Of(new string('[', 100_000)));
        Assert.Contains("1,000 levels", failure.Message);
    }

    [Fact]
    public void Convert_DeepWithinTheLimit_TheInnerPartIsJsonText()
    {
        using var result = JsonConversion.Of(new string('[', 900) + "7" + new string(']', 900));
        Assert.Contains(new string('[', 800), result.Rows[0]);
        Assert.Contains("json-kept-as-text", result.WarningIds);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    public void Convert_UnicodeEncodings_AreRecognised(string name, bool mark)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] text = encoding.GetBytes("""[{"name":"Grüße, 世界 😀"}]""");
        using var result = JsonConversion.Of(mark ? [.. encoding.GetPreamble(), .. text] : text);
        Assert.Equal(["""{"name":"Grüße, 世界 😀"}"""], result.Rows);
    }

    [Fact]
    public void Convert_ANamedCodePage_IsHonoured()
    {
        using var result = JsonConversion.Of([.. "[\"caf"u8, 0xE9, .. "\"]"u8], options: new ReadOptions { Encoding = "windows-1252" });
        Assert.Equal(["""{"value":"café"}"""], result.Rows);
    }

    [Fact]
    public void Convert_NoUtf8AndLoneSurrogates_AreReplacedAndCounted()
    {
        using var result = JsonConversion.Of([.. "[\"a"u8, 0xFF, .. "b\",\"\\uDADA\",\"\\uD83D\\uDE00\"]"u8]);
        Assert.Equal(["""{"value":"a�b"}""", """{"value":"�"}""", """{"value":"😀"}"""], result.Rows);
        Assert.Equal(2, Assert.Single(result.Report.Warnings).Count);
    }

    [Fact]
    public void Convert_ANulInANameAndAValue_BothArrive()
    {
        using var result = JsonConversion.Of("""{"foo\u0000bar": "x\u0000y"}""");
        Assert.Equal(["foo\u2400bar VARCHAR"], result.Columns);
        Assert.Equal(["""{"foo␀bar":"x\u0000y"}"""], result.Rows);
    }

    [Fact]
    public void Convert_SurprisesBehindTheSample_AreReadInFull()
    {
        var json = new StringBuilder("[");
        for (int i = 0; i < 60_000; i++) json.Append($"{{\"id\":{i},\"in\":{{\"v\":{i}}}}},\n");
        json.Append("""{"id":1.5,"in":{"v":"late","w":[true]},"new":{}}]""");
        using var result = JsonConversion.Of(json.ToString());
        Assert.Equal(["id DECIMAL(18,1)", "in STRUCT(\"v\" VARCHAR, \"w\" BOOLEAN[])", "new VARCHAR"], result.Columns);
        Assert.Equal(60_001, result.Report.Rows);
        Assert.Equal("""{"id":1.5,"in":{"v":"late","w":[true]},"new":"{}"}""", result.Rows[^1]);
    }

    [Fact]
    public void Convert_AHugeString_Arrives()
    {
        string huge = new('x', 20_000_000);
        using var result = JsonConversion.Of($$"""[{"a":1,"s":"{{huge}}"},{"a":2,"s":"y"}]""");
        Assert.Equal(20_000_000 + """{"a":1,"s":""}""".Length, result.Rows[0].Length);
    }
}
