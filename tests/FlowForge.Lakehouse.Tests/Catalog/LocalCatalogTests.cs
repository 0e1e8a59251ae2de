using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Catalog;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Catalog;

public sealed class LocalCatalogTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("catalog-").FullName;
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open();
    private readonly LocalCatalog _catalog;

    public LocalCatalogTests() => _catalog = new LocalCatalog(_root);

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("customers", "main.default.customers")]
    [InlineData("Silver.Customers", "main.silver.customers")]
    [InlineData("dev.silver.`order-lines`", "dev.silver.order-lines")]
    [InlineData("silver.`a``b`", "main.silver.a`b")]
    public void Parse_Names_AreLowerCaseInThreeParts(string text, string expected) => Assert.Equal(expected, UnityName.Parse(text).ToString());

    [Theory]
    [InlineData("a.b.c.d", "three parts")]
    [InlineData("silver.", "empty")]
    [InlineData("silver.`a b`", "blank")]
    [InlineData("silver.`a/b`", "'/'")]
    [InlineData("silver.`a.b`", "'.'")]
    [InlineData("silver.`a", "not closed")]
    [InlineData("information_schema.tables", "the catalog's own")]
    [InlineData("system.access.audit", "Databricks' own")]
    public void Parse_NotAName_SaysWhy(string text, string why) => Assert.Contains(why, Assert.Throws<InputException>(() => UnityName.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_TooLong_IsRefused() => Assert.Throws<InputException>(() => UnityName.Parse("s." + new string('x', 256)));

    [Fact]
    public void Tables_AfterCreate_AreListedAndFoundRegardlessOfCase()
    {
        Create("silver.customers");
        Create("dev.silver.`a:b`");
        Assert.Equal(["dev.silver.a:b", "main.silver.customers"], _catalog.Tables().Select(name => name.ToString()));
        Assert.True(_catalog.Exists(new TableName("MAIN", "Silver", "CUSTOMERS")));
        Assert.Equal(["dev", "main"], _catalog.Catalogs());
        Assert.Equal(3, TableDescription.Of(_catalog.Find(UnityName.Parse("silver.customers"), _engine).Latest(), null).Rows);
    }

    [Fact]
    public void Find_UnknownTable_HintsAtTheNearest()
    {
        Create("silver.customers");
        Assert.Contains("'silver.customers'", Assert.Throws<InputException>(() => _catalog.Find(UnityName.Parse("silver.custmers"), _engine)).Diagnostic.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Drop_Table_GoesToTheTrashWhole()
    {
        Create("silver.customers");
        string trash = _catalog.Drop(UnityName.Parse("silver.customers"), TimeProvider.System);
        Assert.Empty(_catalog.Tables());
        Assert.True(Directory.Exists(Path.Combine(trash, "_delta_log")));
        Assert.Equal(["main"], _catalog.Catalogs());
    }

    [Fact]
    public void Volume_Created_IsListed()
    {
        _catalog.CreateVolume("main", "Raw", "Landing");
        Assert.Equal(["landing"], _catalog.Volumes("main", "raw"));
        Assert.Equal(["raw"], _catalog.Schemas("main"));
    }

    private void Create(string name)
    {
        using DuckDbConnection connection = _engine.Connect();
        new DeltaWriter(_catalog.Table(UnityName.Parse(name), _engine), connection, ScratchTable.Options).Create(new NewTable { Rows = "SELECT range AS id FROM range(3)" });
    }
}
