using System.Text;
using FlowForge.Convert.Excel.Biff;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Tests.Excel.Xlsx;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Excel.Encryption;

public class EncryptedWorkbookTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_BuiltInPassword_ReadsTheWorkbook(bool agile)
    {
        byte[] book = Book();
        Assert.True(book.Length > 4_096, "More than one segment.");
        using TableSet tables = Open(agile ? WorkbookEncryptor.Agile(book, BiffEncryption.BuiltInPassword) : WorkbookEncryptor.Standard(book, BiffEncryption.BuiltInPassword));
        IReadOnlyList<string> rows = RecordedTable.Of(tables)["Data"].Rows;
        Assert.Equal(2_000, rows.Count);
        Assert.Equal("1999|" + ValueOf(1_999), rows[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_AnotherPassword_IsRefused(bool agile)
    {
        byte[] bytes = agile ? WorkbookEncryptor.Agile(Book(), "secret") : WorkbookEncryptor.Standard(Book(), "secret");
        Assert.Equal("encrypted", Assert.Throws<InputException>(() => Open(bytes)).Diagnostic.Id);
    }

    [Fact]
    public void Open_DamagedDescription_IsRefusedOrRead()
    {
        const int Seed = 20_261_122;
        var random = new Random(Seed);
        byte[] good = WorkbookEncryptor.Agile(Book(), BiffEncryption.BuiltInPassword, spins: 1);
        int info = good.AsSpan().IndexOf("<encryption"u8);
        for (int round = 0; round < 200; round++)
        {
            byte[] bad = [.. good];
            // The count of rounds is left alone: a large one is slow, as its author wanted it.
            int at = info + random.Next(1_400);
            if (Encoding.ASCII.GetString(bad, Math.Max(0, at - 12), 24).Contains("spinCount", StringComparison.Ordinal)) continue;
            bad[at] ^= (byte)(1 << random.Next(8));
            try
            {
                Open(bad).Dispose();
            }
            catch (InputException refusal)
            {
                Assert.NotEmpty(refusal.Message);
            }
        }
    }

    private static string ValueOf(int row) => $"{(row * 2_654_435_761L) % 1_000_003}";

    private static byte[] Book()
    {
        var rows = new StringBuilder("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>value</t></is></c></row>");
        for (int row = 0; row < 2_000; row++) rows.Append($"<row><c><v>{row}</v></c><c><v>{ValueOf(row)}</v></c></row>");
        return new XlsxBuilder().Sheet("Data", rows.ToString()).Build();
    }

    private static TableSet Open(byte[] bytes) =>
        new XlsFormat().Open(new SourceInput("book.xlsx", [XlsxBuilder.FileOf(bytes)]), ReadOptions.Default, CancellationToken.None);
}
