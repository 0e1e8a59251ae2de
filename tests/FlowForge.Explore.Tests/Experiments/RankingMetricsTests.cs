using FlowForge.Explore.Experiments;

namespace FlowForge.Explore.Tests.Experiments;

public class RankingMetricsTests
{
    /// <summary>Groups of equal scores, the highest first: true rows, false rows. By hand: points of the curves and the trapezoids between them.</summary>
    public static TheoryData<(long, long)[], double, double> ByHand => new()
    {
        // Scores 0.9+ 0.8− 0.7+ 0.6−. Precision over recall: (0, 1) (1/2, 1) (1/2, 1/2) (1, 2/3) (1, 1/2).
        { [(1, 0), (0, 1), (1, 0), (0, 1)], 1.0 / 2 + 1.0 / 2 * (1.0 / 2 + 2.0 / 3) / 2, 3.0 / 4 },
        // All true rows above all false ones, and the other way round.
        { [(2, 0), (0, 2)], 1, 1 },
        { [(0, 2), (1, 0), (1, 0)], 1.0 / 2 * (0 + 1.0 / 3) / 2 + 1.0 / 2 * (1.0 / 3 + 1.0 / 2) / 2, 0 },
        // One score for all: the share of true rows, and no order.
        { [(3, 7)], 0.3, 0.5 },
        // Two ties of one and one: (0, 1/2) (1/2, 1/2) (1, 1/2).
        { [(1, 1), (1, 1)], 0.5, 0.5 },
        // A tie at the top, then two false rows: pairs right 4 of 6, one of each tie counts half.
        { [(2, 1), (0, 2)], 2.0 / 3, (2 * 2 + 2 * 0.5) / 6 },
    };

    [Theory]
    [MemberData(nameof(ByHand))]
    public void Areas_OfSmallSets_AreThoseFoundByHand((long, long)[] groups, double prAuc, double rocAuc)
    {
        RankingScores scores = Measure(groups, 1);
        Assert.Equal(prAuc, scores.PrAuc, 12);
        Assert.Equal(rocAuc, scores.RocAuc, 12);
    }

    [Fact]
    public void Constant_IsWhatOneScoreForAllMeasures() => Assert.Equal(RankingScores.OfConstant(0.3), Measure([(3, 7)], 2));

    [Theory]
    [InlineData(2, 2.5)]                    // both of the best two are true: 1 against 4 of 10
    [InlineData(3, (2 + 1.0 / 4) / 3 / 0.4)] // the third is one of four that share a score, one of which is true
    [InlineData(10, 1)]
    public void Lift_CountsAGroupOfEqualScoresInPart(long best, double lift) => Assert.Equal(lift, Measure([(2, 0), (1, 3), (1, 3)], best).Lift, 12);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RocAuc_OfRandomScores_IsTheShareOfPairsInRightOrder(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 50; round++)
        {
            (int Score, bool IsTrue)[] rows = [.. Enumerable.Range(0, random.Next(2, 60)).Select(_ => (random.Next(random.Next(1, 12)), random.Next(3) == 0)).Append((0, true)).Append((0, false))];
            double right = (from high in rows where high.IsTrue from low in rows where !low.IsTrue select high.Score > low.Score ? 1 : high.Score == low.Score ? 0.5 : 0).Average();
            double area = Measure([.. rows.GroupBy(row => row.Score).OrderByDescending(group => group.Key).Select(group => ((long)group.Count(row => row.IsTrue), (long)group.Count(row => !row.IsTrue)))], 1).RocAuc;
            Assert.True(Math.Abs(right - area) < 1e-12, $"Seed {seed}, round {round}: {area}, and by pairs {right}.");
        }
    }

    [Fact]
    public void End_BeforeAllRowsWereAdded_Throws()
    {
        var metrics = new RankingMetrics(2, 2, 1);
        metrics.Add(1, 2);
        Assert.Throws<InvalidOperationException>(metrics.End);
    }

    /// <summary>The formula holds for exponential scores: there it must tell how far areas of many draws scatter.</summary>
    [Theory]
    [InlineData(1, 2, 40, 60)]
    [InlineData(2, 5, 20, 200)]
    public void ErrorOfRocAuc_OfExponentialScores_IsHowFarTheAreasScatter(int seed, double ratio, int trues, int falses)
    {
        var random = new Random(seed);
        double Exponential(double mean) => -mean * Math.Log(1 - random.NextDouble());
        double[] areas = [.. Enumerable.Range(0, 3_000).Select(_ =>
        {
            IEnumerable<(double Score, bool IsTrue)> rows = [.. Enumerable.Range(0, trues).Select(_ => (Exponential(ratio), true)), .. Enumerable.Range(0, falses).Select(_ => (Exponential(1), false))];
            return Measure([.. rows.OrderByDescending(row => row.Score).Select(row => row.IsTrue ? (1L, 0L) : (0L, 1L))], 1).RocAuc;
        })];
        double mean = areas.Average(), deviation = Math.Sqrt(areas.Average(area => Math.Pow(area - mean, 2)));
        double told = RankingMetrics.ErrorOfRocAuc(ratio / (1 + ratio), trues, falses);
        Assert.True(Math.Abs(told / deviation - 1) < 0.06, $"Seed {seed}: {told}, and the areas scatter by {deviation}.");
    }

    private static RankingScores Measure((long True, long False)[] groups, long best)
    {
        var metrics = new RankingMetrics(groups.Sum(group => group.True), groups.Sum(group => group.False), best);
        foreach ((long trues, long falses) in groups) metrics.Add(trues, falses);
        return metrics.End();
    }
}
