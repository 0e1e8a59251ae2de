using System.Text;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>Reads sheets with equal headers as one table, the sheet's name in a last column <c>_sheet</c>. A sheet is a block.</summary>
internal sealed class MergedSheetsReader : TableReader
{
    public const string SheetColumn = "_sheet";

    private readonly Member[] _members;
    private readonly long[] _bytesRead;

    public MergedSheetsReader(string name, IReadOnlyList<Member> members)
    {
        (_members, _bytesRead) = ([.. members], new long[members.Count]);
        SourceTable first = members[0].Table;
        Tables =
        [
            new SourceTable(name, [.. first.Columns, new SourceColumn(SheetColumn) { Inference = TextInference.None }])
            {
                ExactRows = members.Aggregate((long?)0, (sum, member) => sum + member.Table.ExactRows),
                Facts = new Dictionary<string, string> { ["sheets"] = string.Join(", ", members.Select(member => member.Layout.Sheet.Name)) },
            },
        ];
    }

    public override IReadOnlyList<SourceTable> Tables { get; }

    public override long? TotalBytes => _members.Aggregate((long?)0, (sum, member) => sum + member.Layout.Sheet.TotalBytes);

    public override long BytesRead
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _bytesRead.Length; i++) sum += Volatile.Read(ref _bytesRead[i]);
            return sum;
        }
    }

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken) => Enumerable.Range(0, _members.Length).Select(i => new SheetBlock(i));

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        int index = ((SheetBlock)block).Member;
        Member member = _members[index];
        var targets = new AreaTarget?[member.Layout.Areas.Count];
        targets[member.Area] = new AreaTarget(writers[0], member.Columns, Encoding.UTF8.GetBytes(member.Layout.Sheet.Name));
        var router = new RowRouter(member.Layout, targets, bytes => Volatile.Write(ref _bytesRead[index], bytes));
        member.Layout.Sheet.Read(router, cancellationToken);
        router.EndRow();
        member.Findings.Tell(router.Tally);
    }

    /// <summary>A sheet's table.</summary>
    /// <param name="Area">Which of the layout's areas.</param>
    /// <param name="Columns">For each column of the area the joined table's.</param>
    internal sealed record Member(SheetLayout Layout, int Area, int[] Columns, SheetFindings Findings)
    {
        public SourceTable Table => Layout.Areas[Area].Table!;
    }

    private sealed class SheetBlock(int member) : Block
    {
        public int Member { get; } = member;
    }
}
