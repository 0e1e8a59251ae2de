using FlowForge.Convert.Conversion;
using FlowForge.Convert.Excel.Biff;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Excel.Ole;
using FlowForge.Core.Diagnostics;
using static FlowForge.Convert.Tests.Excel.Biff.BiffBuilder;

namespace FlowForge.Convert.Tests.Excel.Biff;

public sealed class XlsFormatTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xls").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_WorkbookInACompoundFile_ListsWorksheetsOnly()
    {
        byte[] stream = Workbook(_ => { },
            ("Data", 0, 0, Rows), ("Chart", 0, 2, _ => { }), ("Secret", 2, 0, Rows));

        using TableSet tables = Open("book.xls", new CompoundBuilder().Add("Workbook", stream).Build());

        Assert.Equal(["Data", "Secret"], tables.Readers.SelectMany(reader => reader.Tables).Select(table => table.Name));
        Assert.Equal("veryHidden", tables.Readers[1].Tables[0].Facts["visibility"]);
        Assert.Equal("BIFF8", tables.Facts["version"]);
        Assert.Contains(tables.Warnings.All, finding => finding.Id == "excel-no-worksheet" && finding.Where.Part == "Chart");
    }

    [Fact]
    public void Open_BareStream_IsOneSheet()
    {
        byte[] stream = new BiffBuilder().Record(BiffRecord.Bof2, U16(2, 0x10))
            .Record(BiffRecord.Integer2, U16(0, 0), [0, 0, 0], U16(1)).Eof().ToArray();

        using TableSet tables = Open("old.xls", stream);

        Assert.Single(tables.Readers);
        Assert.Equal("BIFF2", tables.Facts["version"]);
    }

    [Fact]
    public void Open_EncryptedPackage_SaysEncrypted()
    {
        byte[] bytes = new CompoundBuilder().Add("EncryptionInfo", new byte[100]).Add("EncryptedPackage", new byte[5_000]).Build();

        Assert.Equal("encrypted", Assert.Throws<InputException>(() => Open("book.xlsx", bytes)).Diagnostic.Id);
    }

    [Fact]
    public void Open_WordDocument_NamesWhatItFound()
    {
        byte[] bytes = new CompoundBuilder().Add("WordDocument", new byte[5_000]).Build();

        var failure = Assert.Throws<InputException>(() => Open("letter.xls", bytes));

        Assert.Equal("excel-no-workbook", failure.Diagnostic.Id);
        Assert.Contains("WordDocument", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ChartsOnly_SaysThereIsNoWorksheet()
    {
        byte[] bytes = new CompoundBuilder().Add("Workbook", Workbook(_ => { }, ("Chart", 0, 2, _ => { }))).Build();

        Assert.Equal("excel-no-worksheet", Assert.Throws<InputException>(() => Open("book.xls", bytes)).Diagnostic.Id);
    }

    [Theory]
    [InlineData("a.xls", "D0CF11E0A1B11AE1", Recognition.Certain)]
    [InlineData("a.xlsx", "D0CF11E0A1B11AE1", Recognition.Certain)]
    [InlineData("a.doc", "D0CF11E0A1B11AE1", Recognition.Likely)]
    [InlineData("a.xls", "0904060000001000", Recognition.Certain)]
    [InlineData("a.xls", "3C68746D6C3E0D0A", Recognition.No)]
    [InlineData("a.xls", "612C620A312C320A", Recognition.No)]
    [InlineData("a.xls", "504B030414000600", Recognition.No)]
    [InlineData("a.xls", "0001020304050607", Recognition.Extension)]
    [InlineData("a.csv", "0001020304050607", Recognition.No)]
    public void Recognise_ByContentThenName(string name, string head, Recognition expected)
    {
        SourceFile file = Save(name, System.Convert.FromHexString(head));

        Assert.Equal(expected, new XlsFormat().Recognise(file));
    }

    private static void Rows(BiffBuilder sheet)
    {
        sheet.Record(BiffRecord.Label, U16(0, 0, 0), Unicode("id"));
        for (int i = 1; i < 5; i++) sheet.Record(BiffRecord.Number, U16(i, 0, 0), F64(i));
    }

    private LocalFile Save(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return new LocalFile(path, name, maxBytes: null);
    }

    private TableSet Open(string name, byte[] bytes) =>
        new XlsFormat().Open(new SourceInput(name, [Save(name, bytes)]), ReadOptions.Default, CancellationToken.None);
}
