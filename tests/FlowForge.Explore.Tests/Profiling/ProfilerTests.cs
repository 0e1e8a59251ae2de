using FlowForge.Explore.Profiling;
using FlowForge.Explore.Profiling.Texts;

namespace FlowForge.Explore.Tests.Profiling;

public class ProfilerTests
{
    [Fact]
    public void Profile_OddNumbers_DoNotStopIt()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT * FROM (VALUES (1e308, 1), (-1e308, 2), ('inf'::DOUBLE, 3), ('-inf'::DOUBLE, 4), ('nan'::DOUBLE, 5), (NULL, 6), (2.5, 7)) v(x, i)");
        NumberProfile number = world.Profile("t").Find("x")!.Number!;
        Assert.Equal((2, 1, 1e308, 2.5), (number.Infinities, number.NaNs, number.Max, number.Mean));
    }

    [Fact]
    public void Profile_EmptyTableAndOddNames_DoNotStopIt()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT 1 AS \"a \"\"b\"\"\", 'x' AS \"select\", DATE '2024-01-01' AS \"größe\", [1, 2] AS list, {'a': 1} AS struct, TIME '12:00' AS clock, 'x'::BLOB AS bytes WHERE false");
        DatasetProfile empty = world.Profile("t");
        Assert.Equal((0, 7), (empty.Rows, empty.Columns.Count));
        world.Connection.Execute("INSERT INTO t VALUES (1, 'x', DATE 'infinity', [1], {'a': 1}, NULL, NULL), (2, '', DATE '290000-01-01', NULL, NULL, NULL, NULL)");
        Assert.Equal(2, world.Profile("t").Rows);
    }

    [Fact]
    public void Histogram_EveryValue_IsInOneBin()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT (hash(i) % 10007) / 13.0 AS x, CASE WHEN i = 5 THEN 1e9 ELSE i % 50 END AS tail, (i % 4)::INT AS few FROM range(5000) r(i)");
        Assert.All(world.Profile("t").Columns, column => Assert.Equal(5000, column.Number!.Histogram.Counts.Sum()));
    }

    [Fact]
    public void Outliers_KnownBounds_AreCountedExactly()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT CASE WHEN i < 3 THEN -1000.0 WHEN i < 8 THEN 5000.0 ELSE i % 100 END AS x FROM range(1000) r(i)");
        NumberProfile number = world.Profile("t").Find("x")!.Number!;
        Assert.Equal((3, 5), (number.Iqr.Below, number.Iqr.Above));
    }

    [Fact]
    public void Order_Columns_AreTold()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT i AS up, -i AS down, i // 10 AS steps, (hash(i) % 1000)::BIGINT AS mixed FROM range(60000) r(i)");
        DatasetProfile profile = world.Profile("t");
        Assert.Equal([ValueOrder.StrictlyAscending, ValueOrder.StrictlyDescending, ValueOrder.Ascending, ValueOrder.Unordered], profile.Columns.Select(column => column.Order));
    }

    [Fact]
    public void Distinct_AboveTheLimit_IsEstimatedUnlessItMayBeAKey()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT i AS id, (hash(i) % 3000)::BIGINT AS many, i % 5 AS few FROM range(10000) r(i)");
        DatasetProfile profile = world.Profile("t", new ExploreOptions { Now = Exploration.Now, ExactDistinctLimit = 100 });
        Assert.Equal([true, false, true], profile.Columns.Select(column => column.DistinctIsExact));
        Assert.True(profile.Columns[0].IsUnique);
    }

    [Fact]
    public void Sample_Asked_IsSaidAndRepeatable()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT i, hash(i) % 7 AS g FROM range(10000) r(i)");
        var options = new ExploreOptions { Now = Exploration.Now, SampleRows = 500 };
        DatasetProfile first = world.Profile("t", options), second = world.Profile("t", options);
        Assert.Equal((500, 10000L), (first.Rows, first.SampledFrom));
        Assert.Equal(first.Columns[0].Number!.Mean, second.Columns[0].Number!.Mean);
    }

    [Fact]
    public void Texts_MixedForms_AreCountedWithShapesAndVariants()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT * FROM (VALUES ('AB-12'), ('CD-34'), (' ef-56'), ('Berlin'), ('BERLIN'), ('berlin '), (''), ('n/a')) v(x)");
        TextProfile text = world.Profile("t").Find("x")!.Text!;
        Assert.Equal((3, 3, 1, 1), (text.CountOf(ValueForm.Code), text.CountOf(ValueForm.Word), text.CountOf(ValueForm.Empty), text.CountOf(ValueForm.Placeholder)));
        Assert.Equal(("AA-99", 2), (text.Shapes[0].Shape, text.Shapes[0].Count));
        Assert.Equal((2, 2), (text.Untrimmed, text.VariantRows));
    }

    /// <summary>Addresses and numbers among words, not dates, amounts or order numbers.</summary>
    [Theory]
    [InlineData("please call back +49 351 1234567", true)]
    [InlineData("Tel: 0351/1234567 mornings", true)]
    [InlineData("send it to anna.b+x@mail.example.org, thanks", true)]
    [InlineData("paid on 03/04/2024 10:30 at the desk", false)]
    [InlineData("order 0012345678 of 2024-01-05", false)]
    [InlineData("from 1.234.567,00 to 99 EUR", false)]
    [InlineData("meet @home or at a@b", false)]
    [InlineData("+1.5 % more than in 2023", false)]
    public void Text_WithAPersonInIt_IsSeen(string text, bool isSeen) => Assert.Equal(isSeen, PersonInText.IsIn(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Calendar_GapsSeriesAndPlaceholders_AreFound()
    {
        using var world = new Exploration();
        world.Table("t", "SELECT CASE WHEN i % 100 = 0 THEN DATE '9999-12-31' ELSE DATE '2023-01-01' + i::INT + CASE WHEN i > 200 THEN 30 ELSE 0 END END AS d FROM range(400) r(i)");
        TimeProfile time = world.Profile("t").Find("d")!.Time!;
        Assert.Equal(("9999-12-31", 4L), (time.Placeholders[0].Value, time.Placeholders[0].Count));
        Assert.Equal(31, time.Gaps[0].Days);
        Assert.Equal(0, time.Future);
        Assert.Equal(396, time.Series.Counts.Sum());
    }
}
