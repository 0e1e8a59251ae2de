using FlowForge.Convert.Excel.Packages;
using FlowForge.Convert.Excel.Sheets;

namespace FlowForge.Convert.Excel.Xlsx;

/// <summary>One reading of a worksheet part, whole or in pieces: what bounds it and how far it is. Thread-safe.</summary>
internal sealed class SheetPass(InflateBudget budget, PartStream part)
{
    private long _referred;

    public long CompressedRead => part.CompressedRead;

    /// <summary>Takes note of bytes of shared text that cells refer to.</summary>
    public void Refer(int bytes) => budget.Expand(Interlocked.Add(ref _referred, bytes), part.Inflated);
}

/// <summary>Rows of a sheet that follow each other, counted from 0.</summary>
/// <param name="End">The row after the last one.</param>
internal readonly record struct SheetRows(int First, int End)
{
    public static SheetRows All => From(0);

    public bool HasEnd => End != int.MaxValue;

    public static SheetRows From(int first) => new(first, int.MaxValue);

    public bool Contains(int row) => row >= First && row < End;
}
