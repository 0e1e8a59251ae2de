using FlowForge.Convert.Conversion;

namespace FlowForge.Convert.Tests.Conversion;

public class InspectTests
{
    [Fact]
    public void Inspect_ValuesInOtherForms_TellsTheForm()
    {
        InspectionReport report = Inspect("t.csv", "a;b;c;d;e;f\n1.234,5;31.12.2024;2024-12-31;12;x;12/31/2024 5:06 PM\n2.345,67;1.2.2024;2024-01-01;7;y;1/2/2024 11:06 am\n");
        Assert.Equal(["1.234,5", "DD.MM.YYYY", null, null, null, "MM/DD/YYYY AM/PM"], Assert.Single(report.Tables).Columns.Select(column => column.Form));
    }

    [Theory]
    [InlineData("p:policy", "<p:r xmlns:p='urn:p'><p:policy id='1'/><p:policy id='2'/></p:r>", "nested")]
    [InlineData(null, "<p:r xmlns:p='urn:p'><p:policy id='1'/><p:policy id='2'/></p:r>", "flat")]
    public void Inspect_NestedXml_TellsTheRowsTagAsItIsWritten(string? row, string xml, string strategy)
    {
        InspectionReport report = Inspect("t.xml", xml, request => request with { Read = request.Read with { RowTags = ["policy"], XmlStrategy = Enum.Parse<Tables.XmlStrategy>(strategy, ignoreCase: true) } });
        Assert.Equal(row, report.Facts.GetValueOrDefault("row"));
    }

    private static InspectionReport Inspect(string name, string text, Func<ConversionRequest, ConversionRequest>? change = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("flowforge-inspect-");
        try
        {
            string path = Path.Combine(folder.FullName, name);
            File.WriteAllText(path, text);
            var request = new ConversionRequest { Input = path, Output = "", TempDirectory = folder.FullName };
            return new Converter(FormatRegistry.Default, TimeProvider.System).Inspect(change is null ? request : change(request), exact: true, CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
