using System.Xml.Linq;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Reports;

namespace FlowForge.Explore.Tests.Reports;

public class HtmlReportTests
{
    [Fact]
    public void Report_Shop_IsOnePageWithoutANetwork()
    {
        using Exploration shop = Shop.Open();
        string page = Write(shop.Explore("customers", "orders"));
        Assert.All(["http:", "https:", "//", "url(h", "@import", "<script", "<link", "<img", "src="], outside => Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("orders.customer_id", page, StringComparison.Ordinal);
        Assert.Contains("by weekday", page, StringComparison.Ordinal);
    }

    /// <summary>Names and values are other people's: markup, control characters, letters of two parts, from right to left, and very long.</summary>
    [Fact]
    public void Report_HostileNamesAndValues_AreShownAsTheyAre()
    {
        using var world = new Exploration();
        world.Table("t", """
            SELECT '<script>alert(1)</script>' AS "<b>name</b>", ['a & b', 'c"d', 'e' || chr(1) || 'f', 'שלום עולם', repeat('😀', 40), repeat('long ', 900)][1 + i % 6] AS "x' onload='y", i AS id FROM range(60) r(i)
            """);
        string page = Write(world.Explore("t"));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>name", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" onload='", page, StringComparison.Ordinal);
        Assert.Contains("שלום עולם", page, StringComparison.Ordinal);
        Assert.Contains("e\u2401f", page, StringComparison.Ordinal);
        Assert.True(page.Length < 60_000, $"{page.Length:N0} characters");
    }

    [Fact]
    public void Report_TwoHundredAndFiftyColumns_SaysWhatItLeavesOut()
    {
        using var world = new Exploration();
        world.Table("t", $"SELECT {string.Join(", ", Enumerable.Range(1, 250).Select(i => $"i * {i} AS \"a column with quite a long name number {i}\""))} FROM range(10) r(i)");
        Assert.Contains("50 more columns are in the findings", Write(world.Explore("t")), StringComparison.Ordinal);
    }

    /// <summary>What comes below the checks is seen too, and all checks can be.</summary>
    [Fact]
    public void Report_HundredFailedChecks_FoldsThoseBehindTheFirst()
    {
        using var world = new Exploration();
        world.Table("t", $"SELECT i AS id, {string.Join(", ", Enumerable.Range(1, 100).Select(i => $"NULL::INTEGER AS c{i}"))} FROM range(10) r(i)");
        string page = Write(world.Explore("t"));
        string checks = page[page.IndexOf("<h3>Failed checks</h3>", StringComparison.Ordinal)..page.IndexOf("<h3>Missing values</h3>", StringComparison.Ordinal)];
        string[] parts = checks.Split("<details>");
        Assert.Equal(2, parts.Length);
        Assert.Equal(20, parts[0].Split("completeness-empty-column").Length - 1);
        Assert.Equal(80, parts[1].Split("completeness-empty-column").Length - 1);
        Assert.Contains("<summary>80 more</summary>", parts[1], StringComparison.Ordinal);
    }

    /// <summary>A value with blanks around it looks like another one without.</summary>
    [Fact]
    public void Report_BlanksAroundValues_AreSeen()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT i AS id, ['paid', ' paid', 'paid  ', '  '][1 + i % 4] AS status FROM range(80) r(i)");
        string page = Write(world.Explore("t"));
        Assert.All([">paid<", ">␣paid<", ">paid␣␣<", ">␣␣<"], label => Assert.Contains(label, page, StringComparison.Ordinal));
    }

    /// <summary>Bars that are all of one row tell nothing of a key.</summary>
    [Fact]
    public void Report_ValuesThatAreThereOnce_HaveNoBars()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT 'E' || i AS code, ['a', 'b'][1 + i % 2] AS kind FROM range(40) r(i)");
        string page = Write(world.Explore("t"));
        Assert.DoesNotContain(">E7<", page, StringComparison.Ordinal);
        Assert.Contains(">a<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_NoRowsAndNoColumnsWithValues_SaysSo()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT 1 AS id, 'x' AS name, DATE '2024-01-01' AS day WHERE false").Table("nothing", "SELECT NULL::VARCHAR AS a, NULL::INTEGER AS b FROM range(3)");
        string page = Write(world.Explore("t", "nothing"));
        Assert.Contains("The dataset has no rows", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    /// <summary>The body is well-formed, so no value closes an element or an attribute.</summary>
    private static string Write(ExplorationFindings findings)
    {
        string page = HtmlReport.Write(findings, Exploration.FileOf(findings).Items);
        int from = page.IndexOf("<main>", StringComparison.Ordinal), to = page.IndexOf("</main>", StringComparison.Ordinal);
        Assert.NotEmpty(XElement.Parse(page[from..(to + "</main>".Length)]).Elements());
        return page;
    }
}
