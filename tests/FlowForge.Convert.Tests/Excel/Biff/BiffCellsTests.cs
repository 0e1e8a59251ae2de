using System.Text;
using FlowForge.Convert.Excel.Biff;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using static FlowForge.Convert.Tests.Excel.Biff.BiffBuilder;

namespace FlowForge.Convert.Tests.Excel.Biff;

public sealed class BiffCellsTests
{
    [Fact]
    public void Biff8_CellsOfEveryKind_AreTold()
    {
        byte[] stream = Workbook(
            book => book
                .Record(BiffRecord.Format, U16(164), Unicode("yyyy-mm-dd"))
                .Record(BiffRecord.Xf, U16(0, 0), new byte[16])
                .Record(BiffRecord.Xf, U16(0, 164), new byte[16])
                .Record(BiffRecord.Xf, U16(0, 21), new byte[16])
                .Record(BiffRecord.Sst, U32(2), U32(2), Unicode("naïve"), Unicode("価格")),
            ("Sheet", 0, 0, sheet => sheet
                .Record(BiffRecord.LabelSst, U16(0, 0, 0), U32(0))
                .Record(BiffRecord.LabelSst, U16(0, 1, 0), U32(1))
                .Record(BiffRecord.Number, U16(1, 0, 0), F64(1.5))
                .Record(BiffRecord.Number, U16(1, 1, 1), F64(43_831))
                .Record(BiffRecord.Rk, U16(1, 2, 2), U32(BitConverter.DoubleToUInt64Bits(0.5) is var half ? (uint)(half >> 32) : 0))
                .Record(BiffRecord.MulRk, U16(2, 0), U16(0), U32(unchecked((uint)-7 << 2) | 2), U16(0), U32((1_234 << 2) | 3), U16(1))
                .Record(BiffRecord.BoolErr, U16(3, 0, 0), [1, 0])
                .Record(BiffRecord.BoolErr, U16(3, 1, 0), [0x2A, 1])
                .Record(BiffRecord.Label, U16(3, 2, 0), Unicode("inline"))
                .Record(0x0201, U16(3, 3, 0))));

        Assert.Equal(
            ["A1 text naïve", "B1 text 価格", "A2 number 1.5", "B2 number 43831 date", "C2 number 0.5 time",
             "A3 integer -7", "B3 number 12.34", "A4 true", "B4 error #N/A", "C4 text inline"],
            Read(stream));
    }

    [Fact]
    public void Biff8_FormulasOfEveryResult_GiveTheStoredOne()
    {
        static byte[] Marked(params byte[] start) => [.. start, .. new byte[6 - start.Length], 0xFF, 0xFF];

        byte[] stream = OneSheet(sheet => sheet
            .Record(BiffRecord.Formula, U16(0, 0, 0), F64(2.5), new byte[8])
            .Record(BiffRecord.Formula, U16(0, 1, 0), Marked(1, 0, 1), new byte[8])
            .Record(BiffRecord.Formula, U16(0, 2, 0), Marked(2, 0, 0x07), new byte[8])
            .Record(BiffRecord.Formula, U16(0, 3, 0), Marked(3), new byte[8])
            .Record(BiffRecord.Formula, U16(0, 4, 0), Marked(0), new byte[8])
            .Record(0x04BC, new byte[10])
            .Record(BiffRecord.String, Unicode("result"))
            .Record(BiffRecord.Formula, U16(0, 5, 0), Marked(0), new byte[8])
            .Record(BiffRecord.Formula4, U16(0, 6, 0), F64(4), new byte[8]));

        Assert.Equal(["A1 number 2.5", "B1 true", "C1 error #DIV/0!", "D1 text ", "E1 text result", "F1 text ", "G1 number 4"], Read(stream));
    }

    [Fact]
    public void Biff2_CellsWithThreeAttributeBytes_AreTold()
    {
        byte[] stream = new BiffBuilder()
            .Record(BiffRecord.Bof2, U16(2, 0x10))
            .Record(BiffRecord.Format2, [7], Encoding.ASCII.GetBytes("General"))
            .Record(BiffRecord.Format2, [8], Encoding.ASCII.GetBytes("d/m/yyyy"))
            .Record(BiffRecord.Xf2, [0, 0, 0, 0])
            .Record(BiffRecord.Xf2, [0, 0, 1, 0])
            .Record(BiffRecord.Label2, U16(0, 0), [0, 0, 0, 4], Encoding.ASCII.GetBytes("date"))
            .Record(BiffRecord.Integer2, U16(1, 0), [1, 0, 0], U16(40_000))
            .Record(BiffRecord.Ixfe, U16(1))
            .Record(BiffRecord.Number2, U16(2, 0), [0x3F, 0, 0], F64(40_000.5))
            .Record(BiffRecord.BoolErr2, U16(3, 0), [0, 0, 0, 0, 0])
            .Record(BiffRecord.Formula, U16(4, 0), [0, 0, 0], F64(9), new byte[4])
            .Eof().ToArray();

        Assert.Equal(["A1 text date", "A2 integer 40000 date", "A3 number 40000.5 date", "A4 false", "A5 number 9"], Read(stream));
    }

    [Theory]
    [InlineData(BiffRecord.Bof3, BiffRecord.Xf3, BiffRecord.Format2)]
    [InlineData(BiffRecord.Bof4, BiffRecord.Xf4, BiffRecord.Format)]
    public void Biff3And4_FormatsByPlace_MakeDates(int bof, int xf, int format)
    {
        byte[] unused = format == BiffRecord.Format ? [0, 0] : [];
        byte[] stream = new BiffBuilder()
            .Record(bof, U16(0, 0x10, 0))
            .Record(format, unused, [7], Encoding.ASCII.GetBytes("General"))
            .Record(format, unused, [5], Encoding.ASCII.GetBytes("hh:mm"))
            .Record(xf, [0, 1], new byte[10])
            .Record(BiffRecord.Number, U16(0, 0, 0), F64(0.25))
            .Record(BiffRecord.Label, U16(0, 1, 0), U16(2), Encoding.ASCII.GetBytes("ok"))
            .Eof().ToArray();

        Assert.Equal(["A1 number 0.25 time", "B1 text ok"], Read(stream));
    }

    [Fact]
    public void Biff5_CodePage1251_IsCyrillic()
    {
        byte[] stream = Biff5(book => book.Record(BiffRecord.CodePage, U16(1251)), [0xCF, 0xF0, 0xE8]);

        Assert.Equal(["A1 text При"], Read(stream));
    }

    [Fact]
    public void Biff5_NoCodePage_FontsDecide()
    {
        var warnings = new Warnings();
        byte[] font = [.. new byte[12], 204, 0, 0];
        byte[] stream = Biff5(book => book.Record(BiffRecord.Font, font), [0xCF, 0xF0, 0xE8]);

        Assert.Equal(["A1 text При"], Read(stream, warnings));
        Assert.Equal("excel-code-page-assumed", Assert.Single(warnings.All).Id);
    }

    [Fact]
    public void Biff5_EncodingGiven_Wins()
    {
        byte[] stream = Biff5(book => book.Record(BiffRecord.CodePage, U16(1252)), [0x93, 0xFA, 0x96, 0x7B]);

        Assert.Equal(["A1 text 日本"], Read(stream, encoding: CodePagesEncodingProvider.Instance.GetEncoding(932)));
    }

    [Fact]
    public void Sheet_ChartInside_IsSteppedOver()
    {
        byte[] stream = OneSheet(sheet => sheet
            .Record(BiffRecord.Number, U16(0, 0, 0), F64(1))
            .Bof8(BiffContent.Chart).Record(BiffRecord.Number, U16(0, 0, 0), F64(99)).Eof()
            .Record(BiffRecord.Number, U16(1, 0, 0), F64(2)));

        Assert.Equal(["A1 number 1", "A2 number 2"], Read(stream));
    }

    [Fact]
    public void Sheet_RowsOutOfOrder_ComeInOrder()
    {
        byte[] stream = OneSheet(sheet => sheet
            .Record(BiffRecord.Number, U16(2, 0, 0), F64(3))
            .Record(BiffRecord.Number, U16(0, 0, 0), F64(1))
            .Record(BiffRecord.Number, U16(0, 1, 0), F64(1.5))
            .Record(BiffRecord.Formula, U16(1, 0, 0), [0, 0, 0, 0, 0, 0, 0xFF, 0xFF], new byte[8])
            .Record(BiffRecord.String, Unicode("two")));

        Assert.Equal(["A1 number 1", "B1 number 1.5", "A2 text two", "A3 number 3"], Read(stream));
    }

    [Fact]
    public void Sheet_StringThatDoesNotExist_IsAnError()
    {
        byte[] stream = OneSheet(sheet => sheet
            .Record(BiffRecord.LabelSst, U16(0, 0, 0), U32(7))
            .Record(BiffRecord.LabelSst, U16(1, 0, 0), U32(uint.MaxValue))
            .Record(BiffRecord.Number, U16(2, 0, 0), F64(1))
            .Record(BiffRecord.Number, U16(3, 0), [1]));

        Assert.Equal(["A1 error missing text 7", "A2 error missing text 4294967295", "A3 number 1"], Read(stream));
    }

    [Fact]
    public void Sheet_NumberThatIsNone_IsAnError()
    {
        byte[] stream = OneSheet(sheet => sheet.Record(BiffRecord.Number, U16(0, 0, 0), F64(double.PositiveInfinity)));

        Assert.Equal(["A1 error #NUM!"], Read(stream));
    }

    [Fact]
    public void Sheet_CutInARecord_IsRefused()
    {
        byte[] stream = OneSheet(sheet => sheet.Record(BiffRecord.Number, U16(0, 0, 0), F64(1)).Record(BiffRecord.Number, U16(1, 0, 0), F64(2)));

        var failure = Assert.Throws<InputException>(() => Read(stream[..^10]));

        Assert.Equal("excel-truncated", failure.Diagnostic.Id);
        Assert.Equal("Sheet", failure.Diagnostic.Where.Part);
    }

    [Fact]
    public void Workbook_PlacesOfSheetsAreWrong_TheirOrderDecides()
    {
        byte[] stream = Workbook(_ => { },
            ("One", 0, 0, sheet => sheet.Record(BiffRecord.Number, U16(0, 0, 0), F64(1))),
            ("Two", 1, 0, sheet => sheet.Record(BiffRecord.Number, U16(0, 0, 0), F64(2))));
        int place = stream.AsSpan().IndexOf((ReadOnlySpan<byte>)[(byte)BiffRecord.BoundSheet, 0]) + 4;
        stream.AsSpan(place, 4).Fill(0x7F);

        Assert.Equal(["A1 number 1", "A1 number 2"], Read(stream));
    }

    private static byte[] Biff5(Action<BiffBuilder> globals, byte[] text)
    {
        var book = new BiffBuilder().Record(BiffRecord.Bof, U16(0x0500, (int)BiffContent.Globals, 0, 0));
        globals(book);
        int place = book.Position;
        book.Record(BiffRecord.BoundSheet, U32((uint)place + 4 + 8 + 4), [0, 0, 1, (byte)'S']).Eof();
        return book.Record(BiffRecord.Bof, U16(0x0500, (int)BiffContent.Worksheet, 0, 0))
            .Record(BiffRecord.RString, U16(0, 0, 0, text.Length), text, [1, 0, 0])
            .Eof().ToArray();
    }
}
