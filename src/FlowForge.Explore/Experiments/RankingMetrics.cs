namespace FlowForge.Explore.Experiments;

/// <summary>How well scores order rows. Counted from groups of rows with equal scores, the highest first; rows of one score have no order among them.</summary>
/// <param name="PrAuc">Area under precision over recall: trapezoids between the thresholds, and from recall 0 the precision of the first.</param>
/// <param name="RocAuc">Area under true over false positive rate: the share of pairs in right order, a tie as one half.</param>
/// <param name="Lift">How many times more often the label is true among the best rows than among all.</param>
/// <remarks>Both areas as pyspark.ml's <c>BinaryClassificationEvaluator</c> with <c>numBins=0</c> computes them. Source: BinaryClassificationMetrics.scala of Spark 3.5.</remarks>
public sealed record RankingScores(double PrAuc, double RocAuc, double Lift)
{
    /// <summary>One score for all rows: no order.</summary>
    public static RankingScores OfConstant(double shareOfTrue) => new(shareOfTrue, 0.5, 1);
}

/// <summary>Adds up what <see cref="RankingScores"/> needs. Exact counts; memory does not grow with the rows.</summary>
/// <param name="trues">Rows with a true label, at least 1.</param>
/// <param name="falses">Rows with a false one, at least 1.</param>
/// <param name="best">How many rows from the top count for the lift. Where a group is only partly among them, so are its true labels, in proportion.</param>
public sealed class RankingMetrics(long trues, long falses, long best)
{
    private long _trues;
    private long _falses;
    private double _precision = double.NaN;
    private double _underPr;
    // Twice the pairs in right order: whole, so that rounding plays no part.
    private Int128 _pairs;
    private double _hits;

    /// <summary>The rows of the next lower score.</summary>
    public void Add(long trueRows, long falseRows)
    {
        long before = _trues + _falses, rows = trueRows + falseRows;
        long counted = Math.Clamp(best - before, 0, rows);
        if (counted > 0) _hits += counted == rows ? trueRows : (double)trueRows * counted / rows;
        double precision = (double)(_trues + trueRows) / (before + rows);
        _underPr += (double)trueRows / trues * (precision + (double.IsNaN(_precision) ? precision : _precision)) / 2;
        _pairs += (Int128)falseRows * (2 * _trues + trueRows);
        (_trues, _falses, _precision) = (_trues + trueRows, _falses + falseRows, precision);
    }

    /// <exception cref="InvalidOperationException">Not all rows were added.</exception>
    public RankingScores End() => _trues == trues && _falses == falses
        ? new RankingScores(_underPr, (double)_pairs / 2 / ((double)trues * falses), _hits / best / ((double)trues / (trues + falses)))
        : throw new InvalidOperationException($"{_trues + _falses} of {trues + falses} rows were added.");

    /// <summary>How far an area under the ROC curve may lie from what more rows would show.</summary>
    /// <remarks>The standard error of Hanley and McNeil, "The meaning and use of the area under a ROC curve", Radiology 143 (1982).</remarks>
    public static double ErrorOfRocAuc(double area, long trues, long falses)
    {
        double ofTrues = area / (2 - area), ofFalses = 2 * area * area / (1 + area);
        return Math.Sqrt((area * (1 - area) + (trues - 1) * (ofTrues - area * area) + (falses - 1) * (ofFalses - area * area)) / ((double)trues * falses));
    }
}
