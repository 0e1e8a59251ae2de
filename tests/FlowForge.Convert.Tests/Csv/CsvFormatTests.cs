using System.Text;
using FlowForge.Convert.Csv;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Csv;

public sealed class CsvFormatTests
{
    [Fact]
    public void Read_QuotedFields_KeepsDelimitersNewlinesAndQuotes()
    {
        CsvContent content = CsvContent.Read("id,text\r\n1,\"a, b\"\r\n2,\"two\r\nlines\"\r\n3,\"say \"\"hi\"\"\"\r\n");
        Assert.Equal(["id", "text"], content.Names);
        Assert.Equal(["1|a, b", "2|two\r\nlines", "3|say \"hi\""], content.Lines);
        Assert.Empty(content.Warnings);
    }

    [Fact]
    public void Read_EmptyFields_QuotedIsTextAndUnquotedIsNull()
    {
        CsvContent content = CsvContent.Read("a,b,c\n1,,\"\"\n2,x,y\n");
        string?[] expected = ["1", null, ""];
        Assert.Equal<string?[]>(expected, content.Rows[0]);
    }

    [Fact]
    public void Read_TextAfterClosingQuote_IsKeptAndWarned()
    {
        CsvContent content = CsvContent.Read("a,b\n\"abc\"def,1\n\"x\",2\n\"y\",3\n\"z, z\",4\n");
        Assert.Equal(["abcdef|1", "x|2", "y|3", "z, z|4"], content.Lines);
        Assert.Equal(("csv-text-after-quote", 2L), (content.Warnings[0].Id, content.Warnings[0].Where.Line!.Value));
    }

    [Fact]
    public void Read_QuoteInsideUnquotedField_IsOrdinary() =>
        Assert.Equal(["5\" pipe|1", "6\" pipe|2"], CsvContent.Read("name,n\n5\" pipe,1\n6\" pipe,2\n").Lines);

    [Fact]
    public void Read_BlanksAroundQuotes_AreNoPartOfTheValue() =>
        Assert.Equal(["a,b|1", "c|2"], CsvContent.Read("name,n\n  \"a,b\"  ,1\n\"c\"\t,2\n").Lines);

    [Fact]
    public void Read_QuoteNeverClosed_RestartsOnTheNextLine()
    {
        CsvContent content = CsvContent.Read("a,b\n1,\"x, x\"\n2,\"y\n3,z\n4,w\n", new ReadOptions { Quote = "\"" });
        Assert.Equal(["1|x, x", "2|\"y", "3|z", "4|w"], content.Lines);
        Assert.Equal(("csv-unclosed-quote", 3L), (content.Warnings[0].Id, content.Warnings[0].Where.Line!.Value));
    }

    [Fact]
    public void Read_FileCutOffInsideQuotes_KeepsTheValueSoFar() =>
        Assert.Equal(["1|x", "2|y, and"], CsvContent.Read("a,b\n1,x\n2,\"y, and").Lines);

    [Theory]
    [InlineData("time\n05:40\n21:30\n17:45", "05:40")]
    [InlineData("a\n01:02:03\n01:02:04\n1\n", "01:02:03")]
    [InlineData("at\n2024-01-31 10:00\n2024-02-01 11:30\n", "2024-01-31 10:00")]
    [InlineData("day\nJan 5, 2024\nFeb 6, 2024\n", "Jan 5, 2024")]
    public void Read_ListOfMoments_IsOneColumn(string text, string first)
    {
        CsvContent content = CsvContent.Read(text);
        Assert.Single(content.Names);
        Assert.Equal(first, content.Rows[0][0]);
    }

    [Fact]
    public void Read_OnlyTheLastRecordEscapes_ItsBackslashIsTheEscape() =>
        Assert.Equal(["1|x", "2|y", "3|she said \"no\""], CsvContent.Read("id,note\n1,x\n2,y\n3,\"she said \\\"no\\\"\"\n").Lines);

    [Fact]
    public void Read_DelimiterOfTwoAlsoAloneBetweenQuotes_StaysTheDelimiter() =>
        Assert.Equal(["1|a \u2502 b|x", "2|a \u2502 b|y", "3|a \u2502 b|z"], CsvContent.Read("id||note||w\n1||\"a | b\"||x\n2||\"a | b\"||y\n3||\"a | b\"||z\n").Lines.Select(line => line.Replace("a | b", "a \u2502 b", StringComparison.Ordinal)));

    [Fact]
    public void Read_ShortRow_IsPaddedAndWarnedWithItsLine()
    {
        CsvContent content = CsvContent.Read("a,b,c\n1,2,3\n4,5\n6,7,8\n");
        Assert.Equal(["1|2|3", "4|5|~", "6|7|8"], content.Lines);
        Assert.Equal(("csv-short-row", 3L), (content.Warnings[0].Id, content.Warnings[0].Where.Line!.Value));
    }

    [Fact]
    public void Read_RareLongRow_IsRejectedWithLineAndRawText()
    {
        string rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},x\n"));
        CsvContent content = CsvContent.Read("n,t\n" + rows + "9,y,\"z,\"\n" + rows);
        Assert.Equal(80, content.Rows.Count);
        (Location where, _, string raw) = Assert.Single(content.Rejects);
        Assert.Equal((42L, 5L, "9,y,\"z,\""), (where.Line!.Value, where.Column!.Value, raw));
    }

    [Fact]
    public void Read_ManyLongRows_MakeColumns()
    {
        CsvContent content = CsvContent.Read("a,b\n1,2,3\n4,5,6\n7,8\n");
        Assert.Equal(3, content.Names.Length);
        Assert.Equal(["1|2|3", "4|5|6", "7|8|~"], content.Lines);
    }

    [Fact]
    public void Read_LongRowsFarBehindTheSample_MakeColumnsToo()
    {
        string narrow = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},word\n")), wide = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},word,more\n"));
        CsvContent content = CsvContent.Read("n,t\n" + narrow + wide + narrow, blockBytes: 65_536);
        Assert.Equal(180_000, content.Rows.Count);
        Assert.Empty(content.Rejects);
        Assert.Equal("more", content.Rows[60_000][2]);
    }

    [Fact]
    public void Read_TrailingDelimiters_MakeNoColumn()
    {
        CsvContent content = CsvContent.Read("a|b|\n1|2|\n3|4|\n");
        Assert.Equal(["a", "b"], content.Names);
        Assert.Equal(["1|2", "3|4"], content.Lines);
    }

    [Fact]
    public void Read_HeaderOneNameShortAsRWritesIt_LeavesTheFirstColumnUnnamed()
    {
        CsvContent content = CsvContent.Read("mpg,cyl\n\"Mazda\",21,6\n\"Datsun\",22.8,4\n");
        Assert.Equal(["", "mpg", "cyl"], content.Names);
    }

    [Fact]
    public void Read_TitleLinesAboveTheHeader_AreSkippedAndTold()
    {
        CsvContent content = CsvContent.Read("Sales report\nas of 2024-01-05\n\nregion,year,amount\nNorth,2023,1.5\nSouth,2023,2.5\nWest,2024,3\n");
        Assert.Equal(["region", "year", "amount"], content.Names);
        Assert.Equal(3, content.Rows.Count);
        Assert.Contains(content.Warnings, warning => warning.Id == "csv-title-lines" && warning.Summary.Contains("Sales report", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_CommentLines_AreSkippedAndCounted()
    {
        CsvContent content = CsvContent.Read("# made by a tool, with \"quotes\na,b\n1,2\n# half, \"way\n3,4\n");
        Assert.Equal(["1|2", "3|4"], content.Lines);
        Assert.Equal("#", content.Facts["comment"]);
    }

    [Fact]
    public void Read_HeaderBehindCommentSign_IsTheHeader() =>
        Assert.Equal(["#id", "name"], CsvContent.Read("## version 2\n#id,name\n1,x\n2,y\n").Names);

    [Fact]
    public void Read_SeparatorLine_SetsTheDelimiter()
    {
        CsvContent content = CsvContent.Read("sep=;\r\na;b\r\n1,5;2\r\n");
        Assert.Equal(["a", "b"], content.Names);
        Assert.Equal(["1,5|2"], content.Lines);
    }

    [Fact]
    public void Read_JoinedParts_SkipRepeatedHeadersAndMarks()
    {
        CsvContent content = CsvContent.Read("\uFEFFid,name\n1,x\n2,y\n\uFEFFid,name\n\uFEFF\"3\",\"z\"\n");
        Assert.Equal(["1|x", "2|y", "3|z"], content.Lines);
        Assert.Contains(content.Warnings, warning => warning.Id == "csv-repeated-header");
    }

    [Fact]
    public void Read_ControlZAndZerosAtTheEnd_AreNoRow() =>
        Assert.Equal(["1|2"], CsvContent.Read("a,b\r\n1,2\r\n\u001A\0\0\0").Lines);

    [Theory]
    [InlineData("a,b\r1,2\r3,4\r")]
    [InlineData("a,b\r\n1,2\n3,4\r")]
    [InlineData("a,b\n\n1,2\n\r\n3,4\n\n\n")]
    public void Read_AnyNewlines_EndRecords(string text) => Assert.Equal(["1|2", "3|4"], CsvContent.Read(text).Lines);

    [Fact]
    public void Read_SingleColumn_KeepsBlankLinesAsNull() =>
        Assert.Equal(["1", "~", "2"], CsvContent.Read("n\n1\n\n2\n\n").Lines);

    [Fact]
    public void Read_HeaderOnly_IsATableWithoutRows()
    {
        CsvContent content = CsvContent.Read("id,name,price\n");
        Assert.Equal(["id", "name", "price"], content.Names);
        Assert.Empty(content.Rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\r\n \r\n")]
    public void Open_NothingInIt_Refuses(string text) =>
        Assert.Equal("empty-file", Assert.Throws<InputException>(() => CsvContent.Read(text)).Diagnostic.Id);

    [Fact]
    public void Read_VeryWideTable_HasAllColumns()
    {
        string header = string.Join(',', Enumerable.Range(0, 120_000).Select(i => $"c{i}")), row = string.Join(',', Enumerable.Range(0, 120_000));
        CsvContent content = CsvContent.Read($"{header}\n{row}\n{row}\n", blockBytes: 65_536);
        Assert.Equal(120_000, content.Names.Length);
        Assert.Equal("119999", content.Rows[1][^1]);
    }

    [Fact]
    public void Read_RecordBeyondTheLimit_IsRefused()
    {
        var file = new TextFile("a,b\n1," + new string('x', 5_000) + "\n");
        Assert.Equal("csv-record-too-long", Assert.Throws<InputException>(() => CsvContent.Read(null, 64, 1_024, file)).Diagnostic.Id);
    }

    [Fact]
    public void Read_UnclosedQuoteBeyondTheLimit_RestartsOnTheNextLine()
    {
        string rows = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"{i},x\n"));
        CsvContent content = CsvContent.Read(null, 64, 1_024, new TextFile("n,t\n1,\"oops\n" + rows));
        Assert.Equal(2_001, content.Rows.Count);
        Assert.Equal("\"oops", content.Rows[0][1]);
    }

    [Fact]
    public void Read_Options_AreObeyed()
    {
        var options = new ReadOptions { Delimiter = "::", Quote = "'", Escape = "\\", Header = false, Comment = "%", SkipRows = 1, NullTokens = ["none", "-"] };
        CsvContent content = CsvContent.Read("not::this\n'it\\'s'::none\n% no\na\\::b::-\n", options);
        Assert.Equal(["it's|~", "a::b|~"], content.Lines);
    }

    [Fact]
    public void Read_BackslashBeforeQuoteFarBehindTheSample_IsFoundToBeAnEscape()
    {
        string rows = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i},\"word {i}\"\n"));
        CsvContent content = CsvContent.Read("n,t\n" + rows + "1,\"W. H. \\\"Bud\\\" Barron, Jr.\"\n", blockBytes: 65_536);
        Assert.Equal("W. H. \"Bud\" Barron, Jr.", content.Rows[^1][1]);
    }

    [Fact]
    public void Read_FirstLettersOutsideAsciiFarBehindTheSample_AreInTheirEncoding()
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        string rows = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},plain\n"));
        string telling = string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},Müller aus Köln-Süd\n"));
        byte[] start = Encoding.ASCII.GetBytes("n,t\n" + rows), end = Encoding.ASCII.GetBytes(rows);
        CsvContent content = CsvContent.Read([.. start, .. encoding.GetBytes(telling), .. end], blockBytes: 65_536);
        Assert.Equal("Müller aus Köln-Süd", content.Rows[60_000][1]);
        Assert.StartsWith("windows-1252", content.Facts["encoding"], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FewInvalidBytesInUtf8_AreReplacedCountedAndWarned()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("a,b\né,ü\nñ,ö\nß,ä\n"), (byte)'x', 0xFF, (byte)',', (byte)'y', (byte)'\n'];
        CsvContent content = CsvContent.Read(bytes);
        Assert.Equal("x\uFFFD|y", content.Lines[^1]);
        Diagnostic warning = Assert.Single(content.Warnings, warning => warning.Id == "invalid-bytes");
        Assert.Equal((5L, 1L), (warning.Where.Line!.Value, warning.Count));
    }
}
