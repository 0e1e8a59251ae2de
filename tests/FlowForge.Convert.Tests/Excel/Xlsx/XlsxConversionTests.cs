using FlowForge.Convert.Conversion;
using FlowForge.Convert.Excel.Xlsx;
using FlowForge.Convert.Tests.Conversion;

namespace FlowForge.Convert.Tests.Excel.Xlsx;

public sealed class XlsxConversionTests
{
    [Fact]
    public void Convert_ErrorValues_AreToldOnceThoughTheSheetIsReadTwice()
    {
        using var folder = new TestFolder();

        ConversionReport report = Convert(folder, new XlsxBuilder().Sheet("Data", XlsxBuilder.Rows("id|x\n1|#N/A\n2|#N/A\n3|4")));

        Assert.Equal([("excel-error-value", 2L)], report.Warnings.Select(warning => (warning.Id, warning.Count)));
    }

    [Fact]
    public void Convert_ARowOfAboveFarDown_IsKeptWhereItStands()
    {
        using var folder = new TestFolder();
        string grid = "id|name\n" + string.Join('\n', Enumerable.Range(1, 3_000).Select(i => $"{i}|x"));

        ConversionReport report = Convert(folder, new XlsxBuilder().Sheet("Data", XlsxBuilder.Rows(grid) + "<row r=\"7\"><c r=\"A7\"><v>-1</v></c></row>"));

        Assert.Equal(["3001|1|3000"], TestFolder.Rows(
            $"SELECT count(*), count(*) FILTER (id = -1 AND file_row_number = 3000), count(*) FILTER (id = file_row_number + 1) FROM read_parquet('{folder.Output}.parquet', file_row_number = true)"));
        Assert.Contains(report.Warnings, warning => warning.Id == "excel-rows-out-of-order");
    }

    private static ConversionReport Convert(TestFolder folder, XlsxBuilder book)
    {
        ConversionRequest request = folder.Request("in.xlsx");
        File.WriteAllBytes(request.Input, book.Build());
        return new Converter(new FormatRegistry([new XlsxFormat()]), TimeProvider.System).Convert(request, null, CancellationToken.None);
    }
}
