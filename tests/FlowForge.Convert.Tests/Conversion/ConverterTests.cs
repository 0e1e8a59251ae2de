using System.Text;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Tests.Conversion;

public class ConverterTests
{
    private static readonly SourceColumn s_id = new("id");

    [Fact]
    public void Convert_ManyBlocks_RowsStayInOrder()
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("t", [s_id])], 50, (block, writers, _) =>
        {
            for (int row = 0; row < 3_000; row++) Row(writers[0], $"{(block * 3_000) + row}");
        });
        ConversionReport report = folder.Convert(new ScriptedFormat(_ => [reader]));
        Assert.Equal(150_000, report.Rows);
        Assert.Equal(["0|149999|150000|0"], TestFolder.Rows($"SELECT min(id), max(id), count(*), count(*) FILTER (id <> file_row_number) FROM read_parquet('{folder.Output}.parquet', file_row_number = true)"));
        Assert.Equal(["out.parquet"], folder.Left());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Convert_RowGroupsOnSeveralThreads_RowsStayInOrder(int threads)
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("t", [s_id, new SourceColumn("text")])], 50, (block, writers, _) =>
        {
            for (int row = 0; row < 3_000; row++)
            {
                writers[0][0].Integer((block * 3_000) + row);
                writers[0][1].Text(Encoding.UTF8.GetBytes($"a text too long to lie inline {row % 100}"));
                writers[0].EndRow();
            }
        });
        folder.Convert(new ScriptedFormat(_ => [reader]), request => request with { Threads = threads, Parquet = new() { RowGroupRows = 2_048 } });
        Assert.Equal(["150000|0|0"], TestFolder.Rows(
            $"SELECT count(*), count(*) FILTER (id <> file_row_number), count(*) FILTER (text <> 'a text too long to lie inline ' || id % 3000 % 100) FROM read_parquet('{folder.Output}.parquet', file_row_number = true)"));
        Assert.Equal(["true"], TestFolder.Rows($"SELECT bool_and(row_group_num_rows BETWEEN 1 AND 4096) AND count(*) > 35 FROM parquet_metadata('{folder.Output}.parquet') WHERE column_id = 0"));
        Assert.Equal(["out.parquet"], folder.Left());
    }

    [Fact]
    public void Convert_FirstRowsOfTablesThatFillTogether_NoneWaitsForAnother()
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("often", [s_id]), new SourceTable("seldom", [s_id])], 300, (block, writers, _) =>
        {
            for (int row = 0; row < 3_000; row++) Row(writers[0], $"{(block * 3_000) + row}");
            if (block >= 290) Row(writers[1], $"{block}");
        });
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        ConversionReport report = folder.Convert(new ScriptedFormat(_ => [reader]), request => request with { FirstRows = 5 }, limit.Token);
        Assert.Equal([5, 5], report.Tables.Select(table => table.Rows));
        Assert.Equal(["0|4|5"], TestFolder.Rows($"SELECT min(id), max(id), count(*) FROM '{folder.Output}/often.parquet'"));
        Assert.Equal(["290|294|5"], TestFolder.Rows($"SELECT min(id), max(id), count(*) FROM '{folder.Output}/seldom.parquet'"));
    }

    [Fact]
    public void Convert_ALateValueContradicts_TheColumnIsDecidedAgainFromAllRows()
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("t", [s_id, new SourceColumn("other")])], 10, (block, writers, _) =>
        {
            for (int row = 0; row < 5_000; row++)
            {
                writers[0][0].Text(Encoding.UTF8.GetBytes(block == 9 && row == 4_999 ? "007" : $"{row}"));
                writers[0][1].Text("1.25"u8);
                writers[0].EndRow();
            }
        });
        ConversionReport report = folder.Convert(new ScriptedFormat(_ => [reader]));
        Assert.Equal(["VARCHAR", "DECIMAL(18,2)"], report.Tables[0].Columns.Select(column => column.Type));
        Assert.Equal(["50000|1"], TestFolder.Rows($"SELECT count(*), count(*) FILTER (id = '007') FROM '{folder.Output}.parquet'"));
    }

    [Fact]
    public void Convert_ALateColumnAppears_TheInputIsOpenedAgainInFull()
    {
        using var folder = new TestFolder();
        var format = new ScriptedFormat(options => [new ScriptedReader([new SourceTable("t", options.Scan == ScanDepth.Full ? [s_id, new SourceColumn("late")] : [s_id])], 1, (_, writers, _) =>
        {
            for (int row = 0; row < 30_000; row++)
            {
                writers[0][0].Text("1"u8);
                if (row == 29_999)
                {
                    if (writers[0].Columns.Count == 1) throw new LayoutChangedException("column late");
                    writers[0][1].Text("here"u8);
                }
                if (!writers[0].EndRow()) return;
            }
        })]);
        ConversionReport report = folder.Convert(format);
        Assert.Equal(["30000|1"], TestFolder.Rows($"SELECT count(*), count(late) FROM '{folder.Output}.parquet'"));
        Assert.Equal(30_000, report.Rows);
    }

    [Fact]
    public void Convert_SeveralTablesOfOnePass_EachGetsItsRows()
    {
        using var folder = new TestFolder();
        SourceTable[] tables = [.. Enumerable.Range(0, 5).Select(number => new SourceTable("child", [s_id]))];
        ScriptedReader reader = new(tables, 1, (_, writers, _) =>
        {
            // One table gets everything first: the others must not stand in its way.
            for (int row = 0; row < 400_000; row++) if (!Row(writers[0], "1")) return;
            for (int table = 1; table < 5; table++) Row(writers[table], $"{table}");
        });
        ConversionReport report = folder.Convert(new ScriptedFormat(_ => [reader]));
        Assert.Equal(["child", "child_2", "child_3", "child_4", "child_5"], report.Tables.Select(table => table.Name));
        Assert.Equal([400_000, 1, 1, 1, 1], report.Tables.Select(table => table.Rows));
        Assert.True(File.Exists(Path.Combine(folder.Output, "_manifest.json")));
        Assert.Equal(["out"], folder.Left());
    }

    [Fact]
    public void Convert_RejectedRows_AreKeptWithLineReasonAndText()
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("t", [s_id])], 1, (_, writers, _) =>
        {
            Row(writers[0], "1");
            writers[0].Reject(new Location("in.scripted", 7, 3), "too many cells", "a,b,\"c"u8);
        });
        ConversionReport report = folder.Convert(new ScriptedFormat(_ => [reader]));
        Assert.Equal(1, report.Tables[0].Rejected);
        Assert.Equal(["7|3|too many cells|a,b,\"c"], TestFolder.Rows($"SELECT line, \"column\", reason, raw FROM '{folder.Output}._rejected.parquet'"));
        Assert.Contains(report.Warnings, warning => warning.Id == "rejected-rows");
    }

    [Fact]
    public void Convert_BadRowPolicyFail_EndsAtTheFirstAndLeavesNothing()
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("t", [s_id])], 1, (_, writers, _) => writers[0].Reject(new Location("in.scripted", 7), "too many cells", "x"u8));
        InputException failure = Assert.Throws<InputException>(() => folder.Convert(new ScriptedFormat(_ => [reader]), request => request with { OnBadRow = BadRowPolicy.Fail }));
        Assert.Equal("bad-row", failure.Diagnostic.Id);
        Assert.Empty(folder.Left());
    }

    [Fact]
    public void Convert_AReaderFails_TheVeryExceptionComesOutAndNothingIsLeft()
    {
        using var folder = new TestFolder();
        var wanted = new InputException("corrupt", new Location("in.scripted", 12), "broken");
        ScriptedReader reader = new([new SourceTable("t", [s_id])], 8, (block, writers, _) =>
        {
            for (int row = 0; row < 30_000; row++) if (!Row(writers[0], "1")) return;
            if (block == 5) throw wanted;
        });
        Assert.Same(wanted, Assert.Throws<InputException>(() => folder.Convert(new ScriptedFormat(_ => [reader]))));
        Assert.Empty(folder.Left());
    }

    [Fact]
    public void Convert_CancelledWhileReading_LeavesNothing()
    {
        using var folder = new TestFolder();
        using var cancel = new CancellationTokenSource();
        ScriptedReader reader = new([new SourceTable("t", [s_id])], 1, (_, writers, token) =>
        {
            for (int row = 0; row < 10_000_000; row++)
            {
                if (row == 500_000) cancel.Cancel();
                token.ThrowIfCancellationRequested();
                if (!Row(writers[0], "1")) return;
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => folder.Convert(new ScriptedFormat(_ => [reader]), cancellationToken: cancel.Token));
        Assert.Empty(folder.Left());
    }

    [Fact]
    public void Convert_AFileOfAnotherProgramIsInTheWay_IsNotTouched()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Output);
        File.WriteAllText(Path.Combine(folder.Output, "thesis.txt"), "mine");
        SourceTable[] tables = [new SourceTable("a", [s_id]), new SourceTable("b", [s_id])];
        Assert.Throws<InputException>(() => folder.Convert(new ScriptedFormat(_ => [new ScriptedReader(tables, 1, (_, writers, _) => Row(writers[0], "1"))])));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(folder.Output, "thesis.txt")));
        Assert.Equal(["out"], folder.Left());
    }

    [Fact]
    public void Convert_Twice_TheSecondOutputReplacesTheFirst()
    {
        using var folder = new TestFolder();
        for (int round = 1; round <= 2; round++)
        {
            string value = $"{round}";
            SourceTable[] tables = [.. Enumerable.Range(0, round + 1).Select(number => new SourceTable($"t{number}", [s_id]))];
            folder.Convert(new ScriptedFormat(_ => [new ScriptedReader(tables, 1, (_, writers, _) => Row(writers[0], value))]));
        }
        Assert.Equal(["_manifest.json", "t0.parquet", "t1.parquet", "t2.parquet"], Directory.GetFiles(folder.Output).Select(file => Path.GetFileName(file)).Order());
        Assert.Equal(["2"], TestFolder.Rows($"SELECT * FROM '{folder.Output}/t0.parquet'"));
    }

    [Fact]
    public void Convert_AnOptionTheFormatDoesNotHave_IsRefusedByName()
    {
        using var folder = new TestFolder();
        OptionException failure = Assert.Throws<OptionException>(() =>
            folder.Convert(new ScriptedFormat(_ => []), request => request with { Read = new ReadOptions { RowTags = ["row"], Header = true } }));
        Assert.Contains("--row-tag", failure.Message);
        Assert.DoesNotContain("--header", failure.Message);
    }

    [Fact]
    public void Convert_NestedValues_AreListsAndStructs()
    {
        using var folder = new TestFolder();
        var item = new DataType.Struct([new Column("code", DataType.Varchar), new Column("n", DataType.BigInt)]);
        SourceTable table = new("t", [s_id, new SourceColumn("items", new DataType.List(item))]);
        ScriptedReader reader = new([table], 1, (_, writers, _) =>
        {
            for (int row = 0; row < 5_000; row++)
            {
                writers[0][0].Integer(row);
                ColumnWriter items = writers[0][1];
                if (row % 7 == 0)
                {
                    writers[0].EndRow();
                    continue;
                }
                items.BeginList();
                for (int i = 0; i < row % 4; i++)
                {
                    items.Element.Field(0).Text(Encoding.UTF8.GetBytes($"a text of more than twelve bytes {row}"));
                    if (i != 1) items.Element.Field(1).Integer(i);
                    items.Element.EndStruct();
                }
                items.EndList();
                writers[0].EndRow();
            }
        });
        folder.Convert(new ScriptedFormat(_ => [reader]));
        Assert.Equal(["5000|715|6427"], TestFolder.Rows($"SELECT count(*), count(*) FILTER (items IS NULL), sum(len(items)) FROM '{folder.Output}.parquet'"));
        Assert.Equal(["[{'code': a text of more than twelve bytes 3, 'n': 0}, {'code': a text of more than twelve bytes 3, 'n': NULL}, {'code': a text of more than twelve bytes 3, 'n': 2}]"],
            TestFolder.Rows($"SELECT items FROM '{folder.Output}.parquet' WHERE id = 3"));
    }

    [Fact]
    public void Convert_MixedKinds_BecomeTextInTheirCanonicalSpelling()
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("t", [new SourceColumn("v") { Inference = TextInference.None }])], 1, (_, writers, _) =>
        {
            Action<ColumnWriter>[] values =
            [
                column => column.Text("007"u8), column => column.Integer(-5), column => column.Double(0.1), column => column.Double(1e21), column => column.Boolean(true),
                column => column.Date(19_723), column => column.Timestamp(1_704_067_200_500_000), column => column.Time(30_600_000_000), column => column.Decimal(-125, 2),
                column => column.Decimal(5, 3), column => column.Timestamp(-1), column => column.Null(),
            ];
            foreach (Action<ColumnWriter> write in values)
            {
                write(writers[0][0]);
                writers[0].EndRow();
            }
        });
        folder.Convert(new ScriptedFormat(_ => [reader]));
        Assert.Equal(["007", "-5", "0.1", "1E+21", "true", "2024-01-01", "2024-01-01 00:00:00.5", "08:30:00", "-1.25", "0.005", "1969-12-31 23:59:59.999999", "∅"],
            TestFolder.Rows($"SELECT v FROM '{folder.Output}.parquet'"));
    }

    [Fact]
    public void Convert_AllText_KeepsEverySpelling()
    {
        using var folder = new TestFolder();
        ScriptedReader reader = new([new SourceTable("t", [s_id, new SourceColumn("n", DataType.BigInt)])], 1, (_, writers, _) =>
        {
            writers[0][1].Integer(5);
            Row(writers[0], "1");
            Row(writers[0], "NA");
        });
        ConversionReport report = folder.Convert(new ScriptedFormat(_ => [reader]), request => request with { Read = new ReadOptions { AllText = true } });
        Assert.All(report.Tables[0].Columns, column => Assert.Equal("VARCHAR", column.Type));
        Assert.Equal(["1|5", "NA|∅"], TestFolder.Rows($"SELECT * FROM '{folder.Output}.parquet'"));
    }

    [Fact]
    public void Convert_SchemaFile_WinsOrSaysWhyItCannot()
    {
        using var folder = new TestFolder();
        string schema = Path.Combine(folder.Path, "schema.yaml");
        File.WriteAllText(schema, "columns:\n  id: varchar\n  born: {type: date, format: DD/MM/YYYY}\n  amount: decimal(6,1)\n");
        ScriptedFormat Format(string amount) => new(_ => [new ScriptedReader([new SourceTable("t", [s_id, new SourceColumn("born"), new SourceColumn("amount")])], 1, (_, writers, _) =>
        {
            writers[0][1].Text("01/02/2024"u8);
            writers[0][2].Text(Encoding.UTF8.GetBytes(amount));
            Row(writers[0], "7");
        })]);
        folder.Convert(Format("12.5"), request => request with { SchemaFile = schema });
        Assert.Equal(["7|2024-02-01|12.5"], TestFolder.Rows($"SELECT * FROM '{folder.Output}.parquet'"));

        InputException failure = Assert.Throws<InputException>(() => folder.Convert(Format("12.25"), request => request with { SchemaFile = schema }));
        Assert.Contains("'12.25' does not fit the column's type DECIMAL(6,1)", failure.Message);
    }

    [Theory]
    [InlineData("columns:\n  id: numbr\n", 2, 7)]
    [InlineData("colums:\n  id: bigint\n", 1, 1)]
    [InlineData("columns: [a\n", 2, 1)]
    public void Convert_ASchemaFileWithAMistake_NamesLineAndColumn(string yaml, long line, long column)
    {
        using var folder = new TestFolder();
        string schema = Path.Combine(folder.Path, "schema.yaml");
        File.WriteAllText(schema, yaml);
        InputException failure = Assert.Throws<InputException>(() => folder.Convert(new ScriptedFormat(_ => []), request => request with { SchemaFile = schema }));
        Assert.Equal((line, column), (failure.Diagnostic.Where.Line, failure.Diagnostic.Where.Column));
    }

    private static bool Row(RowWriter writer, string first)
    {
        writer[0].Text(Encoding.UTF8.GetBytes(first));
        return writer.EndRow();
    }
}
