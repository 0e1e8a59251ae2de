using FlowForge.Core.Schemas;
using FlowForge.DuckDb;

namespace FlowForge.Bench.Comparisons;

/// <summary>All rounds of one contender.</summary>
internal sealed record Standing(Contender Contender, IReadOnlyList<Measurement> Rounds, long Rows)
{
    internal double Wall => Median(Rounds.Select(round => round.Wall));

    internal double Cpu => Median(Rounds.Select(round => round.Cpu));

    internal double PeakMb => Rounds.Max(round => round.PeakMb);

    internal (double Least, double Most) WallRange => (Rounds.Min(round => round.Wall), Rounds.Max(round => round.Wall));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>Runs the contenders of a comparison in turns, so that what the machine does besides hits all of them alike.</summary>
internal static class Race
{
    /// <exception cref="InvalidOperationException">A contender failed, or they did not find the same rows.</exception>
    internal static IReadOnlyList<Standing> Run(Comparison comparison, string input, int rounds, Action<string> tell)
    {
        Warm(input);
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("flowforge-bench-");
        try
        {
            var measured = comparison.Contenders.ToDictionary(contender => contender, _ => new List<Measurement>());
            var rows = new Dictionary<Contender, long>();
            for (int round = 1; round <= rounds; round++)
            {
                // Odd rounds in this order, even ones in the other: nobody always runs in another's warm wake.
                foreach (Contender contender in round % 2 == 1 ? comparison.Contenders : comparison.Contenders.Reverse())
                {
                    string output = Path.Combine(scratch.FullName, contender.OutputName);
                    Measurement measurement = MeasuredProcess.Run([.. contender.Command.Select(word => word == Contender.Input ? input : word == Contender.Output ? output : word == Contender.OutputFolder ? scratch.FullName : word)]);
                    measured[contender].Add(measurement);
                    rows[contender] = CountRows(contender, measurement, output);
                    if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
                    else File.Delete(output);
                    tell($"{comparison.Name} {round}/{rounds} {contender.Name}: {measurement.Wall:N2} s, {measurement.PeakMb:N0} MB, {rows[contender]:N0} rows");
                }
            }
            if (rows.Values.Distinct().Count() > 1)
                throw new InvalidOperationException($"{comparison.Name}: they found different rows: {string.Join(", ", rows.Select(pair => $"{pair.Key.Name} {pair.Value:N0}"))}.");
            return [.. comparison.Contenders.Select(contender => new Standing(contender, measured[contender], rows[contender]))];
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Brings the file into the system's cache, so that the first of them does not pay for the disk.</summary>
    private static void Warm(string input)
    {
        using FileStream file = File.OpenRead(input);
        file.CopyTo(Stream.Null);
    }

    private static long CountRows(Contender contender, Measurement measurement, string output)
    {
        if (contender.RowsFrom == RowsFrom.LastLine) return long.Parse(measurement.LastLine);
        if (contender.RowsFrom == RowsFrom.Findings) return long.Parse(File.ReadLines(output).First(line => line.StartsWith("  rows: ", StringComparison.Ordinal))[8..]);
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        string file = SqlName.Literal(output);
        return contender.RowsFrom == RowsFrom.Parquet
            ? connection.Scalar<long>($"SELECT sum(num_rows) FROM parquet_file_metadata({file})")
            : connection.Scalar<long>($"SELECT count(*) FROM read_csv({file}, all_varchar = true)");
    }
}
