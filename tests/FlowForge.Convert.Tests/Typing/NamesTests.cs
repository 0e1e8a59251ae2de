using FlowForge.Convert.Conversion;

namespace FlowForge.Convert.Tests.Typing;

public class NamesTests
{
    [Theory]
    [InlineData("a|a|A", "a|a_2|A_3")]
    [InlineData("a|a|a_2", "a|a_3|a_2")]
    [InlineData("||x", "column_1|column_2|x")]
    [InlineData(" total \n net |\0", "total net|column_2")]
    [InlineData("column_2||y", "column_2|column_2_2|y")]
    public void OfColumns_BlankAndRepeated_BecomeUnique(string given, string expected) =>
        Assert.Equal(expected.Split('|'), Names.OfColumns(given.Split('|')));

    [Theory]
    [InlineData("a/b", "a_b")]
    [InlineData("..", "table")]
    [InlineData("CON", "CON_")]
    [InlineData("_manifest", "table_manifest")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    public void OfTables_NamesThatFilesCannotHave_BecomeSafe(string given, string expected) =>
        Assert.Equal(expected, Assert.Single(Names.OfTables([given])));
}
