namespace FlowForge.Convert.Text;

/// <summary>Bytes that are no text in their encoding and became U+FFFD.</summary>
/// <param name="Count">Replacement characters written.</param>
/// <param name="First">Where the first one lies in the UTF-8 output, counted from the start of what was converted; -1 when there is none.</param>
internal readonly record struct Replacements(long Count, long First)
{
    public static Replacements None { get; } = new(0, -1);

    public bool Any => Count > 0;

    /// <summary>These and one more at <paramref name="offset"/> of the output.</summary>
    public Replacements Plus(long offset, long count = 1) => new(Count + count, First < 0 ? offset : First);
}
