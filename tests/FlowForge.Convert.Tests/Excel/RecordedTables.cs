using System.Globalization;
using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Excel;

/// <summary>A table read whole, values in their canonical spelling, nulls as <c>∅</c>.</summary>
internal sealed record RecordedTable(SourceTable Source, IReadOnlyList<string> Rows)
{
    public string Columns => string.Join("|", Source.Columns.Select(column => column.Name));

    /// <summary>Reads every table of a set, block by block as a conversion would.</summary>
    public static Dictionary<string, RecordedTable> Of(TableSet set)
    {
        var tables = new Dictionary<string, RecordedTable>();
        foreach (TableReader reader in set.Readers)
        {
            Recorder[] writers = [.. reader.Tables.Select(table => new Recorder(table.Columns.Count))];
            foreach (Block block in reader.Blocks(CancellationToken.None)) reader.Read(block, writers, CancellationToken.None);
            for (int i = 0; i < writers.Length; i++) tables.Add(reader.Tables[i].Name, new RecordedTable(reader.Tables[i], writers[i].Rows));
        }

        return tables;
    }

    private sealed class Recorder : RowWriter
    {
        private readonly CellWriter[] _columns;

        public Recorder(int columns) => _columns = [.. Enumerable.Range(0, columns).Select(_ => new CellWriter())];

        public List<string> Rows { get; } = [];

        public override IReadOnlyList<ColumnWriter> Columns => _columns;

        public override bool EndRow()
        {
            Rows.Add(string.Join("|", _columns.Select(column => column.Take())));
            return true;
        }

        public override void Reject(Location where, string reason, ReadOnlySpan<byte> raw) => throw new InvalidOperationException(reason);
    }

    private sealed class CellWriter : ColumnWriter
    {
        private string? _value;

        public string Take()
        {
            string value = _value ?? "∅";
            _value = null;
            return value;
        }

        public override void Text(ReadOnlySpan<byte> utf8) => Set(Encoding.UTF8.GetString(utf8));

        public override void Null() => Set("∅");

        public override void Boolean(bool value) => Set(value ? "true" : "false");

        public override void Integer(long value) => Set(value.ToString(CultureInfo.InvariantCulture));

        public override void Double(double value) => Set(ValueText.OfDouble(value));

        public override void Decimal(Int128 unscaled, int scale) => Set(ValueText.OfDecimal(unscaled, scale));

        public override void Date(int days) => Set(ValueText.OfDate(days));

        public override void Time(long microseconds) => Set(ValueText.OfTime(microseconds));

        public override void Timestamp(long microseconds) => Set(ValueText.OfTimestamp(microseconds));

        public override void TimestampTz(long microseconds) => Set(ValueText.OfTimestamp(microseconds) + "Z");

        public override void Blob(ReadOnlySpan<byte> bytes) => Set(System.Convert.ToHexStringLower(bytes));

        public override void Uuid(Guid value) => Set(value.ToString());

        private void Set(string value)
        {
            Assert.True(_value is null, "A cell was written twice.");
            _value = value;
        }
    }
}
