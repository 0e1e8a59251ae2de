using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Reads the tables of one sheet in one pass, in pieces when its rows are taken to ascend.</summary>
internal sealed class SheetTableReader : TableReader
{
    private readonly SheetLayout _layout;
    private readonly bool[] _isWanted;
    private readonly SheetFindings _findings;
    private readonly bool _inPieces;
    private long _bytesRead;

    /// <param name="isWanted">For each area whether its table is asked for.</param>
    /// <param name="inPieces">See <see cref="Sheet.Pieces"/>.</param>
    public SheetTableReader(SheetLayout layout, bool[] isWanted, SheetFindings findings, bool inPieces)
    {
        (_layout, _isWanted, _findings, _inPieces) = (layout, isWanted, findings, inPieces);
        Tables = [.. layout.Areas.Where((_, i) => isWanted[i]).Select(area => area.Table!)];
    }

    public override IReadOnlyList<SourceTable> Tables { get; }

    public override long? TotalBytes => _layout.Sheet.TotalBytes;

    public override long BytesRead => Volatile.Read(ref _bytesRead);

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken) => _inPieces ? _layout.Sheet.Pieces(cancellationToken) : [Block.Whole];

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var targets = new AreaTarget?[_layout.Areas.Count];
        int next = 0;
        for (int i = 0; i < targets.Length; i++)
            if (_isWanted[i]) targets[i] = new AreaTarget(writers[next++]);
        var router = new RowRouter(_layout, targets, bytes => Volatile.Write(ref _bytesRead, bytes));
        if (block is SheetPiece piece) piece.Read(router, cancellationToken);
        else _layout.Sheet.Read(router, cancellationToken);
        router.EndRow();
        _findings.Tell(router.Tally);
    }
}
