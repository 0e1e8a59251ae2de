using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Typing;

/// <summary>Looks at rows to learn what their columns are, and keeps none. One a worker.</summary>
internal sealed class EvidenceRowWriter : RowWriter
{
    private readonly ColumnWriter[] _columns;
    private readonly long _enough;

    /// <param name="enough">Rows after which the reader may stop.</param>
    internal EvidenceRowWriter(SourceTable table, bool allText, long enough)
    {
        _columns = [.. table.Columns.Select(column => column.Type is null && !allText ? new ColumnEvidence(column.Inference) : (ColumnWriter)IgnoringWriter.Instance)];
        _enough = enough;
    }

    public override IReadOnlyList<ColumnWriter> Columns => _columns;

    internal long Rows { get; private set; }

    public override bool EndRow() => ++Rows < _enough;

    public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw)
    {
    }

    internal void Merge(EvidenceRowWriter other)
    {
        Rows += other.Rows;
        for (int i = 0; i < _columns.Length; i++)
            if (_columns[i] is ColumnEvidence mine)
                mine.Merge((ColumnEvidence)other._columns[i]);
    }
}
