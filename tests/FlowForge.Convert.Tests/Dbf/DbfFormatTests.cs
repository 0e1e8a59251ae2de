using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FlowForge.Convert.Conversion;
using FlowForge.Convert.Dbf;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Conversion;
using FlowForge.Convert.Typing;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Dbf;

public class DbfFormatTests
{
    [Fact]
    public void Convert_PlainTypes_GiveTypedColumns()
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile().Field("NAME", 'C', 10).Field("QTY", 'N', 5).Field("PRICE", 'N', 9, 2).Field("DAY", 'D', 8).Field("OK", 'L', 1)
            .Row("Änne", "12", "3.50", "20240229", "T").Row("", "", "-0.25", "", "?").Row("Bo", "*****", "12345.00", "00000000", "n").ToArray();
        ConversionReport report = Convert(folder, table);
        Assert.Equal(["VARCHAR", "BIGINT", "DECIMAL(9,2)", "DATE", "BOOLEAN"], Types(report));
        Assert.Equal(["Änne|12|3.50|2024-02-29|true", "-|-|-0.25|-|-", "Bo|-|12345.00|-|false"], Rows(folder));
        Assert.Contains(report.Warnings, warning => warning.Id == "dbf-number-overflow");
    }

    [Theory]
    [InlineData(6, 2, "DECIMAL(8,4)", new[] { "0.125", "3", "1.0625" }, new[] { "0.1250", "3.0000", "1.0625" })]
    [InlineData(20, 0, "DECIMAL(20,0)", new[] { "12345678901234567890", "1" }, new[] { "12345678901234567890", "1" })]
    [InlineData(5, 0, "DECIMAL(6,1)", new[] { "1.5", "2" }, new[] { "1.5", "2.0" })]
    [InlineData(9, 3, "DECIMAL(15,9)", new[] { "1.2E+003", "1.2e-008" }, new[] { "1200.000000000", "0.000000012" })]
    [InlineData(6, 3, "DOUBLE", new[] { "1E60", "0.5" }, new[] { "1e+60", "0.5" })]
    [InlineData(6, 3, "VARCHAR", new[] { "12-34", "0.5" }, new[] { "12-34", "0.5" })]
    [InlineData(8, 2, "DECIMAL(8,2)", new[] { "1,5", "-2" }, new[] { "1.50", "-2.00" })]
    public void Convert_NumbersThatAreNotAsDeclared_GetATypeThatHoldsAll(int length, int decimals, string type, string[] written, string[] read)
    {
        using var folder = new TestFolder();
        DbfFile file = new DbfFile().Field("N", 'N', length, decimals);
        foreach (string value in written) file.Row(value);
        ConversionReport report = Convert(folder, file.ToArray());
        Assert.Equal(type, Types(report)[0]);
        Assert.Equal(read, Rows(folder));
    }

    [Fact]
    public void Convert_ASurpriseBeyondTheSample_IsFoundByLookingAtAll()
    {
        using var folder = new TestFolder();
        DbfFile file = new DbfFile().Field("PAD", 'C', 250).Field("N", 'N', 6, 1);
        for (int i = 0; i < 6_000; i++) file.Row("x", "1.5");
        ConversionReport report = Convert(folder, file.Row("x", "1.2345").ToArray());
        Assert.Equal("DECIMAL(9,4)", Types(report)[1]);
        Assert.Equal(["1.2345|6001"], TestFolder.Rows($"SELECT min(N), count(*) FROM '{folder.Output}.parquet'"));
    }

    [Fact]
    public void Convert_VisualFoxPro_ReadsBinaryTypesAndNulls()
    {
        using var folder = new TestFolder();
        byte[] moment = [.. BitConverter.GetBytes(2_460_370), .. BitConverter.GetBytes(43_199_999)];
        byte[] table = new DbfFile(0x32).Field("I", 'I', 4, 0, 2).Field("Y", 'Y', 8).Field("B", 'B', 8).Field("T", 'T', 8).Field("V", 'V', 6).Field("_NullFlags", '0', 1, 0, 5)
            .Row(-7, 12_345_678L, 0.1, moment, "abc\0\0\u0003", new byte[] { 0b010 })
            .Row(5, -1L, -2.5, new byte[8], "abcdef", new byte[] { 0b001 }).ToArray();
        ConversionReport report = Convert(folder, table);
        Assert.Equal(["BIGINT", "DECIMAL(19,4)", "DOUBLE", "TIMESTAMP", "VARCHAR"], Types(report));
        Assert.Equal(["-7|1234.5678|0.1|2024-02-29 12:00:00|abc", "-|-0.0001|-2.5|-|abcdef"], Rows(folder));
    }

    [Fact]
    public void Convert_DBase7_ReadsSortableNumbersAndLongNames()
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile(0x04).Field("A long field name", '+', 4).Field("Amount", 'O', 8).Field("At", '@', 8)
            .Row(new byte[] { 0x80, 0, 0, 3 }, Sortable(-2.5), Sortable(719_163.5 * 86_400_000))
            .Row(new byte[] { 0x7F, 0xFF, 0xFF, 0xFF }, Sortable(1.25), new byte[8]).ToArray();
        ConversionReport report = Convert(folder, table);
        Assert.Equal("A long field name", report.Tables[0].Columns[0].Name);
        Assert.Equal(["3|-2.5|1970-01-01 12:00:00", "-1|1.25|-"], Rows(folder));
    }

    [Fact]
    public void Convert_DeletedRecords_AreSkippedAndCountedOrKept()
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile().Field("C", 'C', 1).Row("a").DeletedRow("b").DeletedRow("c").ToArray();
        ConversionReport report = Convert(folder, table);
        Assert.Equal(["a"], Rows(folder));
        Assert.Equal(2, report.Warnings.Single(warning => warning.Id == "dbf-deleted-records").Count);
        Convert(folder, table, new ReadOptions { IncludeDeleted = true });
        Assert.Equal(["a|false", "b|true", "c|true"], Rows(folder));
    }

    [Fact]
    public void Convert_AllText_KeepsValuesAsWritten()
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile().Field("N", 'N', 6, 2).Field("D", 'D', 8).Field("L", 'L', 1).Row("007.10", "20240101", "Y").ToArray();
        Convert(folder, table, new ReadOptions { AllText = true });
        Assert.Equal(["007.10|20240101|Y"], Rows(folder));
    }

    [Theory]
    [InlineData(0x68, new byte[] { 0x80, 0x87, 0xA8 }, "Ččš")]
    [InlineData(0x69, new byte[] { 0x86, 0x9C, 0xA7 }, "ąŁż")]
    [InlineData(0x26, new byte[] { 0x8F, 0xE0 }, "Пр")]
    [InlineData(0x7B, new byte[] { 0x93, 0xFA, 0x96, 0x7B }, "日本")]
    [InlineData(0x00, new byte[] { 0xC3, 0xA9 }, "é")]
    public void Convert_LanguageDriver_DecidesTheCodePage(byte mark, byte[] text, string expected)
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile { CodePage = mark }.Field("C", 'C', 8).Row(Encoding.Latin1.GetString(text)).ToArray();
        Convert(folder, table);
        Assert.Equal([expected], Rows(folder));
    }

    [Fact]
    public void Convert_CpgFileAndOption_WinOverTheHeader()
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile { CodePage = 0x57 }.Field("C", 'C', 4).Row("\u00C0").ToArray();
        File.WriteAllText(Path.Combine(folder.Path, "in.cpg"), "ANSI 1251");
        Convert(folder, table);
        Assert.Equal(["А"], Rows(folder));
        Convert(folder, table, new ReadOptions { Encoding = "437" });
        Assert.Equal(["└"], Rows(folder));
    }

    [Fact]
    public void Convert_Memos_AreReadFromTheFileBeside()
    {
        using var folder = new TestFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "IN.DBT"), [.. new byte[512], .. "first\u001A\u001A"u8, .. new byte[505], .. new byte[] { 0xFF, 0xFF, 8, 0, 14, 0, 0, 0 }, .. "second"u8]);
        byte[] table = new DbfFile(0x83).Field("M", 'M', 10).Row("         1").Row("         2").Row("").Row("        99").ToArray();
        ConversionReport report = Convert(folder, table);
        Assert.Equal(["first", "second", "-", "-"], Rows(folder));
        Assert.Equal(1, report.Warnings.Single(warning => warning.Id == "dbf-memo-broken").Count);
    }

    [Fact]
    public void Convert_MemosInAZip_AreFoundBesideTheirTable()
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile(0x83).Field("M", 'M', 10).Row("         1").ToArray();
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            // Two tables of one name in two folders, each with memos of its own; the names differ in case.
            foreach (string name in (string[])["one", "two"])
            {
                Write(archive, $"{name}/T.DBT", [.. new byte[512], .. Encoding.ASCII.GetBytes(name), 0x1A, 0x1A]);
                Write(archive, $"{name}/t.dbf", table);
                Write(archive, $"{name}/t.ntx", [1, 2, 3]);
            }
        }
        ConversionReport report = Convert(folder, zip.ToArray(), name: "in.zip");
        Assert.Equal(2, report.Tables.Count);
        Assert.Equal(["one", "two"], TestFolder.Rows($"SELECT M FROM read_parquet('{folder.Output}/*.parquet') ORDER BY M"));
    }

    [Fact]
    public void Convert_FoxProMemosWithBlocksOfOneByte_AreRead()
    {
        using var folder = new TestFolder();
        byte[] memos = new byte[560];
        memos[7] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(memos.AsSpan(520), 1);
        BinaryPrimitives.WriteUInt32BigEndian(memos.AsSpan(524), 5);
        "hello"u8.CopyTo(memos.AsSpan(528));
        File.WriteAllBytes(Path.Combine(folder.Path, "in.FPT"), memos);
        Convert(folder, new DbfFile(0x30).Field("M", 'M', 4).Row(520).Row(0).ToArray());
        Assert.Equal(["hello", "-"], Rows(folder));
    }

    [Fact]
    public void Convert_MissingMemoFile_GivesNullsAndAWarning()
    {
        using var folder = new TestFolder();
        ConversionReport report = Convert(folder, new DbfFile(0x83).Field("C", 'C', 1).Field("M", 'M', 10).Row("a", "         1").Row("b", "").ToArray());
        Assert.Equal(["a|-", "b|-"], Rows(folder));
        Assert.Equal(1, report.Warnings.Single(warning => warning.Id == "dbf-memo-missing").Count);
    }

    [Fact]
    public void Convert_MemosThatAllMeanOneBlock_AreStopped()
    {
        using var folder = new TestFolder();
        byte[] memos = new byte[3 << 20];
        BinaryPrimitives.WriteUInt16BigEndian(memos.AsSpan(6), 512);
        BinaryPrimitives.WriteUInt32BigEndian(memos.AsSpan(516), 2 << 20);
        File.WriteAllBytes(Path.Combine(folder.Path, "in.fpt"), memos);
        DbfFile file = new DbfFile(0x30).Field("M", 'M', 4);
        for (int i = 0; i < 200; i++) file.Row(1);
        Assert.Equal("dbf-memo-overlap", Assert.Throws<InputException>(() => Convert(folder, file.ToArray())).Diagnostic.Id);
    }

    [Fact]
    public void Convert_HeaderCountsMoreOrFewerRecords_ReadsWhatIsThereAndWarns()
    {
        using var folder = new TestFolder();
        Assert.Contains(Convert(folder, new DbfFile { CountedRecords = 9 }.Field("C", 'C', 1).Row("a").Row("b").ToArray()).Warnings, warning => warning.Id == "dbf-record-count");
        Assert.Equal(["a", "b"], Rows(folder));
        Assert.Contains(Convert(folder, new DbfFile { CountedRecords = 1 }.Field("C", 'C', 1).Row("a").Row("b").ToArray()).Warnings, warning => warning.Id == "dbf-record-count");
        Assert.Equal(["a", "b"], Rows(folder));
    }

    [Fact]
    public void Convert_FileEndsWithinARecord_TheRecordIsRejected()
    {
        using var folder = new TestFolder();
        byte[] table = new DbfFile { EndMark = false }.Field("A", 'C', 4).Field("B", 'C', 4).Row("a", "b").Row("c", "d").ToArray();
        ConversionReport report = Convert(folder, table[..^6]);
        Assert.Equal(1, report.Rows);
        Assert.Equal(1, report.Tables[0].Rejected);
    }

    [Fact]
    public void Convert_LongTextOfClipper_KeepsItsLengthInTheDecimals()
    {
        using var folder = new TestFolder();
        string text = new('x', 300);
        Convert(folder, new DbfFile().Field("C", 'C', 300).Field("N", 'N', 2).Row(text, "5").ToArray());
        Assert.Equal([text + "|5"], Rows(folder));
    }

    [Fact]
    public void Convert_Encrypted_IsRefusedByName()
    {
        using var folder = new TestFolder();
        byte[] garbled = new DbfFile { Encrypted = true }.Field("N", 'N', 6).Row("\u0091\u0003ab\u0007z").ToArray();
        Assert.Equal("encrypted", Assert.Throws<InputException>(() => Convert(folder, garbled)).Diagnostic.Id);
        Convert(folder, new DbfFile { Encrypted = true }.Field("N", 'N', 6).Row("12").ToArray());
        Assert.Equal(["12"], Rows(folder));
    }

    [Fact]
    public void Convert_ImplodedRecords_AreReadAsTheTableTheyWere()
    {
        using var folder = new TestFolder();
        DbfFile file = new DbfFile { EndMark = false }.Field("N", 'N', 6).Field("C", 'C', 4);
        byte[] header = file.ToArray();
        for (int row = 0; row < 5_000; row++) file.Row($"{row}", "ab");
        byte[] table = file.ToArray();
        var packer = new Imploder(codeLiterals: true, window: 6);
        foreach (byte value in table.AsSpan(header.Length)) packer.Literal(value);
        byte[] imploded = [.. table[..header.Length], 1, 2, 3, 4, .. packer.ToArray()];
        ConversionReport report = Convert(folder, imploded, name: "x.dbc");
        Assert.Equal(5_000, report.Rows);
        Assert.Equal(["0|4999|ab"], TestFolder.Rows($"SELECT min(N), max(N), any_value(C) FROM '{folder.Output}.parquet'"));
    }

    [Fact]
    public void Convert_ImplodedRecordsCutShort_AreRefused()
    {
        using var folder = new TestFolder();
        byte[] header = new DbfFile { CountedRecords = 100, EndMark = false }.Field("N", 'N', 6).ToArray();
        Assert.Equal("corrupt", Assert.Throws<InputException>(() => Convert(folder, [.. header, 0x74, 6, 0xFC, 2, 0, 6, 0x40, 0x80], name: "x.dbc")).Diagnostic.Id);
    }

    [Fact]
    public void Convert_DamagedBytes_NeverCrashes()
    {
        const int Seed = 20_261_121;
        var random = new Random(Seed);
        byte[] good = new DbfFile(0x30).Field("C", 'C', 10).Field("N", 'N', 8, 2).Field("D", 'D', 8).Field("M", 'M', 4).Field("T", 'T', 8).Field("V", 'V', 5, 0, 2).Field("_NullFlags", '0', 1)
            .Row("abc", "1.25", "20240101", 8, new byte[8], "ab\0\0\u0002", new byte[] { 1 }).Row("d", "2", "", 0, new byte[8], "", new byte[] { 3 }).ToArray();
        for (int round = 0; round < 400; round++)
        {
            byte[] bad = [.. good];
            for (int hits = random.Next(1, 6); hits > 0; hits--) bad[random.Next(bad.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bad = bad[..random.Next(1, bad.Length)];
            using var folder = new TestFolder();
            try
            {
                Read(folder, bad);
            }
            catch (InputException)
            {
            }
            catch (Exception failure) when (failure is not InputException)
            {
                Assert.Fail($"seed {Seed}, round {round}: {failure}");
            }
        }
    }

    /// <summary>The conversion without the engine: both scans, every block.</summary>
    private static void Read(TestFolder folder, byte[] bytes)
    {
        string path = Path.Combine(folder.Path, "in.dbf");
        File.WriteAllBytes(path, bytes);
        var file = new LocalFile(path, path, null);
        new DbfFormat().Recognise(file);
        foreach (ScanDepth scan in Enum.GetValues<ScanDepth>())
        {
            try
            {
                using TableSet tables = new DbfFormat().Open(new SourceInput(path, [file]), new ReadOptions { Scan = scan }, CancellationToken.None);
                TableReader reader = tables.Readers[0];
                foreach (Block block in reader.Blocks(CancellationToken.None))
                    using (block)
                        reader.Read(block, [new EvidenceRowWriter(reader.Tables[0], allText: false, long.MaxValue)], CancellationToken.None);
            }
            catch (LayoutChangedException) when (scan == ScanDepth.Sample)
            {
            }
        }
    }

    private static byte[] Sortable(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        bits = value < 0 ? ~bits : bits | (1UL << 63);
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, bits);
        return bytes;
    }

    private static ConversionReport Convert(TestFolder folder, byte[] table, ReadOptions? options = null, string name = "in.dbf")
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, table);
        return new Converter(new FormatRegistry([new DbfFormat()]), TimeProvider.System)
            .Convert(new ConversionRequest { Input = path, Output = folder.Output, Read = options ?? ReadOptions.Default, Threads = 2 }, null, CancellationToken.None);
    }

    private static void Write(ZipArchive archive, string name, byte[] content)
    {
        using Stream entry = archive.CreateEntry(name).Open();
        entry.Write(content);
    }

    private static string[] Types(ConversionReport report) => [.. report.Tables[0].Columns.Select(column => column.Type)];

    private static string[] Rows(TestFolder folder) => [.. TestFolder.Rows($"SELECT * FROM '{folder.Output}.parquet'").Select(row => row.Replace('∅', '-'))];
}
