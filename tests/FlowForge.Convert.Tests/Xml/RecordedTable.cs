using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Xml;

/// <summary>Keeps a table as lines of text: values as written, <c>~</c> for null, lists in brackets, structs in braces.</summary>
internal sealed class RecordedTable : RowWriter
{
    private readonly Cell[] _cells;

    internal RecordedTable(SourceTable source)
    {
        Source = source;
        _cells = [.. source.Columns.Select(_ => new Cell())];
    }

    internal SourceTable Source { get; }

    internal List<string> Rows { get; } = [];

    internal string Header => string.Join(" | ", Source.Columns.Select(column => column.Name));

    public override IReadOnlyList<ColumnWriter> Columns => _cells;

    public override bool EndRow()
    {
        Rows.Add(string.Join(" | ", _cells.Select(cell => cell.Take())));
        return true;
    }

    public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw) => throw new InvalidOperationException(reason);

    private sealed class Cell : ColumnWriter
    {
        private readonly List<string> _values = [];
        private readonly SortedDictionary<int, Cell> _fields = [];
        private Cell? _element;

        public override ColumnWriter Element => _element ??= new Cell();

        internal string Take()
        {
            Assert.True(_values.Count <= 1, "two values in one cell");
            string value = _values.Count == 0 ? "~" : _values[0];
            _values.Clear();
            return value;
        }

        public override void Text(ReadOnlySpan<byte> utf8) => _values.Add(Encoding.UTF8.GetString(utf8));

        public override void Null() => _values.Add("~");

        public override void Integer(long value) => _values.Add(value.ToString());

        public override void BeginList() => Assert.True(_element is null || _element._values.Count == 0);

        public override void EndList()
        {
            _values.Add($"[{string.Join(", ", ((Cell)Element)._values)}]");
            ((Cell)Element)._values.Clear();
        }

        public override ColumnWriter Field(int index)
        {
            if (!_fields.TryGetValue(index, out Cell? field)) _fields.Add(index, field = new Cell());
            return field;
        }

        public override void EndStruct() => _values.Add($"{{{string.Join(", ", _fields.Values.Select(field => field.Take()))}}}");

        public override void Boolean(bool value) => throw new NotSupportedException();

        public override void Double(double value) => throw new NotSupportedException();

        public override void Decimal(Int128 unscaled, int scale) => throw new NotSupportedException();

        public override void Date(int days) => throw new NotSupportedException();

        public override void Time(long microseconds) => throw new NotSupportedException();

        public override void Timestamp(long microseconds) => throw new NotSupportedException();

        public override void TimestampTz(long microseconds) => throw new NotSupportedException();

        public override void Blob(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

        public override void Uuid(Guid value) => throw new NotSupportedException();
    }
}
