using System.Globalization;
using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Plans.Documents;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.Explore.Findings;
using FlowForge.Explore.Profiling;
using FlowForge.Explore.Recommendations;
using FlowForge.Explore.Reports;
using FlowForge.Lakehouse.Plans;

namespace FlowForge.Explore.Tests.Profiling;

/// <summary>Where DuckDB's SUMMARIZE and a profile measure the same, they give the same.</summary>
public class SummarizeTests
{
    private const int Tenth = 10;

    /// <summary>Every table of the corpus is profiled; each tenth file is explored whole: types, keys, checks, recommendations, documents and report.</summary>
    [Theory]
    [InlineData("csv", 200)]
    [InlineData("xlsx", 250)]
    [InlineData("xls", 100)]
    [InlineData("xlsb", 50)]
    public void Profile_CorpusFiles_EqualsSummarize(string format, int least)
    {
        var wrong = new List<string>();
        int tables = 0;
        var together = new Lock();
        Parallel.ForEach(Corpus.Files(format).Select((file, index) => (file, index)), () => new Exploration(),
            (one, _, world) =>
            {
                var differences = new List<string>();
                int compared = Compare(world, one.file, isWhole: one.index % Tenth == 0, differences);
                lock (together)
                {
                    tables += compared;
                    wrong.AddRange(differences);
                }
                return world;
            },
            world => world.Dispose());
        // Another corpus may be smaller.
        Assert.True(tables >= (Corpus.IsDefault ? least : 1), $"only {tables} tables were compared");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Profile_AllKindsOfNumbers_EqualsSummarize()
    {
        using var world = new Exploration();
        world.Table("t", """
            SELECT (i % 100)::TINYINT AS tiny, (i * 3)::SMALLINT AS small, i * 1000 AS whole, (i / 7.0)::DECIMAL(12, 3) AS exact, sqrt(i) AS root, i::HUGEINT * 10000000000000 AS huge, i::UBIGINT AS unsigned,
                   'v' || (i % 13) AS word, DATE '2020-01-01' + (i % 400)::INT AS day, TIMESTAMP '2020-01-01' + to_hours(i::INT) AS moment, i % 3 = 0 AS flag, CASE WHEN i % 4 = 0 THEN i END AS gaps
            FROM range(1, 2001) r(i)
            """);
        Assert.Empty(Differences(world, "t", world.Profile("t")));
    }

    private static int Compare(Exploration world, string file, bool isWhole, List<string> wrong)
    {
        string work = Directory.CreateTempSubdirectory("flowforge-explore").FullName;
        try
        {
            ConversionReport report = new Converter(FormatRegistry.Default, TimeProvider.System).Convert(new ConversionRequest { Input = file, Output = Path.Combine(work, "out"), TempDirectory = work }, null, CancellationToken.None);
            foreach (TableReport table in report.Tables)
            {
                string path = report.Tables.Count == 1 ? table.File : Path.Combine(work, "out", table.File);
                world.Connection.Execute($"CREATE OR REPLACE TABLE t AS SELECT * FROM read_parquet({SqlName.Literal(path)})");
                wrong.AddRange(Differences(world, "t", isWhole ? ExploreWhole(world) : world.Profile("t"), table.Columns).Select(difference => $"{Path.GetFileName(file)} {table.Name}: {difference}"));
            }
            return report.Tables.Count;
        }
        catch (InputException)
        {
            // Files that cannot be converted are in the corpus on purpose.
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static DatasetProfile ExploreWhole(Exploration world)
    {
        ExplorationFindings findings = world.Explore("t");
        RecommendationFile file = Exploration.FileOf(findings);
        string text = YamlText.Write(FindingsDocument.Write(findings.Datasets[0], Overrides.None, findings.At));
        Assert.Equal(text, YamlText.Write((PlanNode.Map)PlanYaml.Read(text, "f.yaml")));
        RecommendationFile.Read(PlanYaml.Read(YamlText.Write(file.Write()), "r.yaml"), "r.yaml");
        Assert.NotEmpty(HtmlReport.Write(findings, file.Items));
        return findings.Datasets[0].Profile;
    }

    private static List<string> Differences(Exploration world, string table, DatasetProfile profile, IReadOnlyList<ColumnReport>? converted = null)
    {
        var wrong = new List<string>();
        // SUMMARIZE stops at numbers whose squares leave the range of DOUBLE; a profile does not.
        if (profile.Columns.Any(column => column.Number is { } number && Math.Max(Math.Abs(number.Min), Math.Abs(number.Max)) > 1e150)) return wrong;
        using DuckDbResult summary = world.Connection.Query($"SELECT column_name, min, max, approx_unique, avg, std, q25, q50, q75, count, null_percentage, column_type FROM (SUMMARIZE {table})");
        foreach ((object?[] row, int index) in summary.Rows().Select((row, index) => (row, index)))
        {
            ColumnProfile column = profile.Columns[index];
            void Check(string what, bool same, object? theirs, object? ours)
            {
                if (!same) wrong.Add($"{column.Name} {what}: SUMMARIZE {theirs}, profile {ours}");
            }
            Check("name", column.Name == (string)row[0]!, row[0], column.Name);
            Check("rows", column.Rows == (long)row[9]!, row[9], column.Rows);
            double nulls = Scalars.Number(row[10]) ?? 0;
            Check("nulls", column.Rows == 0 || Math.Abs(100 * column.NullShare - nulls) < 0.0051, nulls, column.NullShare);
            Check("type", converted is null || converted[index].Type == column.Type.ToString(), converted?[index].Type, column.Type);
            if (column.Kind != ColumnKind.Other && column.Rows < 2_000) Check("min", Same(column, row[1], column.Min) && Same(column, row[2], column.Max), $"{row[1]}…{row[2]}", $"{column.Min}…{column.Max}");
            // SUMMARIZE estimates; what the profile counted is held against a count.
            long unique = column.DistinctIsExact ? world.Connection.Scalar<long>($"SELECT count(DISTINCT {SqlName.Quote(column.Name)}) FROM {table}") : Math.Min((long)row[3]!, column.Values);
            Check("distinct", column.Distinct == unique, unique, column.Distinct);
            if (column.Number is not { Infinities: 0, NaNs: 0 } number || row[4] is null) continue;
            Check("avg", Near(row[4], number.Mean, 1e-9), row[4], number.Mean);
            Check("std", number.Std is null || Near(row[5], number.Std.Value, 1e-9), row[5], number.Std);
            // SUMMARIZE rounds the quantiles of exact numbers.
            double slack = column.Kind == ColumnKind.Float ? 0 : 1;
            Check("quantiles", Near(row[6], number.Q1, 1e-9, slack) && Near(row[7], number.Median, 1e-9, slack) && Near(row[8], number.Q3, 1e-9, slack), $"{row[6]}, {row[7]}, {row[8]}", $"{number.Q1}, {number.Median}, {number.Q3}");
        }
        return wrong;
    }

    // Long texts are cut, and infinite numbers are no extremes, in a profile.
    private static bool Same(ColumnProfile column, object? theirs, string? ours) =>
        theirs is null ? ours is null : ours == (string)theirs || column.Kind == ColumnKind.Text && ((string)theirs).StartsWith(ours ?? "\0", StringComparison.Ordinal) || column.Number is { } number && number.Infinities + number.NaNs > 0;

    private static bool Near(object? theirs, double ours, double relative, double slack = 0) =>
        double.TryParse((string?)theirs, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && Math.Abs(value - ours) <= slack + relative * Math.Max(1, Math.Abs(value));
}
