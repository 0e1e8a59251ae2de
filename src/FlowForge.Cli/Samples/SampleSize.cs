namespace FlowForge.Cli.Samples;

/// <summary>How much of everything there is, by a scale of 1 to 1,000.</summary>
internal readonly record struct SampleSize(int Scale)
{
    internal const int MaxScale = 1_000;

    public int Customers => 2_000 * Scale;

    public int Pets => 3_000 * Scale;

    /// <summary>A first policy for each pet, and a second one for each sixth.</summary>
    public int Policies => Pets + (Pets / PetsPerSecondPolicy);

    public int Providers => 200 * Scale;

    /// <summary>Claims of all days up to the first export.</summary>
    public int Claims => 12_000 * Scale;

    /// <summary>New claims of each later day.</summary>
    public int ClaimsPerDay => 40 * Scale;

    public const int PetsPerSecondPolicy = 6;
}
