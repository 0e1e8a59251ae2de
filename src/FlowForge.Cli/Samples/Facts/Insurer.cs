using System.Globalization;

namespace FlowForge.Cli.Samples.Facts;

/// <summary>The insurer of the sample, as it truly is: who has which pet, policy and claim, before any flaw is planted. Nothing is stored; each fact is computed when it is asked for, in O(1).</summary>
/// <remarks>Rows count from 1. Thread-safe: it holds numbers only.</remarks>
internal sealed class Insurer(ulong seed, int scale)
{
    /// <summary>The day of the first export; the files of day 1 know nothing of later ones.</summary>
    public static readonly DateOnly FirstDay = new(2026, 10, 31);

    public SampleSize Size { get; } = new(scale);

    public Draws Draw(Subject subject, long row) => new(seed, subject, row);

    /// <summary>Whether a flaw is planted in a row.</summary>
    /// <param name="among">The share of rows in which it can be at all; in those it is the more frequent.</param>
    public bool Has(Flaw flaw, long row, double among = 1) => FlawDraws(flaw, row).Chance(flaw.Share / among);

    /// <summary>Numbers for what a flaw looks like; the first one decided whether it is there.</summary>
    public Draws FlawDetails(Flaw flaw, long row)
    {
        Draws draws = FlawDraws(flaw, row);
        draws.Next();
        return draws;
    }

    // By place in the table and not by reference: the bytes must not depend on the run.
    private Draws FlawDraws(Flaw flaw, long row) => new(seed + (ulong)(1 + IndexOf(flaw)) * 0x1_0000_0001UL, Subject.Flaw, row);

    private static int IndexOf(Flaw flaw)
    {
        for (int i = 0; i < Flaw.All.Count; i++)
            if (ReferenceEquals(Flaw.All[i], flaw)) return i;
        throw new ArgumentException($"{flaw.Id} is not in the table of flaws.", nameof(flaw));
    }

    /// <summary>When the export of a day ends, in UTC.</summary>
    public static DateTime EndOf(int day) => FirstDay.AddDays(day - 1).ToDateTime(new TimeOnly(20, 0), DateTimeKind.Utc);

    public static string Id(string prefix, long row, int digits) => prefix + row.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');

    public static string CustomerId(long row) => Id("C", row, 6);

    public static string PetId(long row) => Id("P", row, 6);

    public static string PolicyId(long row) => Id("PO", row, 6);

    public static string ProviderId(long row) => Id("V", row, 5);

    public static string ClaimId(long row) => Id("CL", row, 7);
}
