using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Reads the tables of one sheet in one pass.</summary>
internal sealed class SheetTableReader : TableReader
{
    private readonly SheetLayout _layout;
    private readonly bool[] _isWanted;
    private readonly SheetFindings _findings;
    private long _bytesRead;

    /// <param name="isWanted">For each area whether its table is asked for.</param>
    public SheetTableReader(SheetLayout layout, bool[] isWanted, SheetFindings findings)
    {
        (_layout, _isWanted, _findings) = (layout, isWanted, findings);
        Tables = [.. layout.Areas.Where((_, i) => isWanted[i]).Select(area => area.Table!)];
    }

    public override IReadOnlyList<SourceTable> Tables { get; }

    public override long? TotalBytes => _layout.Sheet.TotalBytes;

    public override long BytesRead => Volatile.Read(ref _bytesRead);

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var targets = new AreaTarget?[_layout.Areas.Count];
        int next = 0;
        for (int i = 0; i < targets.Length; i++)
            if (_isWanted[i]) targets[i] = new AreaTarget(writers[next++]);
        var router = new RowRouter(_layout, targets, bytes => Volatile.Write(ref _bytesRead, bytes));
        _layout.Sheet.Read(router, cancellationToken);
        router.EndRow();
        _findings.Tell(router.Tally);
    }
}
