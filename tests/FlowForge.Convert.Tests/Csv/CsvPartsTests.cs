using FlowForge.Convert.Csv;

namespace FlowForge.Convert.Tests.Csv;

/// <summary>Several files as one table.</summary>
public sealed class CsvPartsTests
{
    [Fact]
    public void Read_SameHeaders_JoinsTheRows() =>
        Assert.Equal(["1|x", "2|y"], Read("id,name\n1,x\n", "id,name\n2,y\n").Lines);

    [Fact]
    public void Read_OtherOrderAndNewColumns_AreMatchedByName()
    {
        CsvContent content = Read("id,name\n1,x\n", "name,id,city\ny,2,Rome\n");
        Assert.Equal(["id", "name", "city"], content.Names);
        Assert.Equal(["1|x|~", "2|y|Rome"], content.Lines);
        Assert.Contains(content.Warnings, warning => warning.Id == "csv-other-header");
    }

    [Fact]
    public void Read_LaterFilesWithoutHeader_GoOnByPosition() =>
        Assert.Equal(["1|x", "2|y", "3|z"], Read("id,name\n1,x\n", "2,y\n3,z\n").Lines);

    [Fact]
    public void Read_EmptyPart_IsSkippedAndTold()
    {
        CsvContent content = Read("id,name\n1,x\n", "", "id,name\n2,y\n");
        Assert.Equal(["1|x", "2|y"], content.Lines);
        Assert.Contains(content.Warnings, warning => warning.Id == "csv-empty-part");
    }

    private static CsvContent Read(params string[] texts) =>
        CsvContent.Read(null, 64, BlockCutter.MaxRecordBytes, [.. texts.Select((text, i) => new TextFile(text, $"part-{i}.csv"))]);
}
