namespace FlowForge.Cli.Samples;

/// <summary>What a row of numbers is drawn for. Facts and flaws draw apart, so that planting another flaw changes no fact.</summary>
internal enum Subject { Customer, Pet, Policy, Provider, Claim, Move, Flaw }

/// <summary>Random numbers of one thing: the same seed, subject and row always give the same ones, so any row's facts can be computed again and none need be kept.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). Only operations that give the same bits on every machine; a value type that is advanced by drawing.</remarks>
internal struct Draws(ulong seed, Subject subject, long row)
{
    private ulong _state = Mix(Mix(seed + Mix((ulong)subject + 1)) ^ (ulong)row);

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>0 up to, but not, 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 up to, but not, the limit.</summary>
    public int Below(int limit) => (int)(Share() * limit);

    /// <summary>From the first to the last, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    public bool Chance(double share) => Share() < share;

    public T Pick<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    /// <summary>A factor of 0.1 to 3.4 around 1, more often below it than above: how prices spread.</summary>
    public double Spread() => (0.5 + Share()) * (0.5 + Share()) * (0.5 + Share());

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
