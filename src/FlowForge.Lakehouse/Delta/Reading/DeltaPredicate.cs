using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Reading;

public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Which rows are wanted, simply enough to be answered for a whole file from its statistics. A closed set.</summary>
/// <remarks>Nulls are as in SQL: a comparison with null is not true.</remarks>
public abstract record DeltaPredicate
{
    private DeltaPredicate() { }

    /// <summary>The columns it looks at, each once or more.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>As a condition over columns by the names that people see.</summary>
    public abstract string ToSql(TableSchema schema);

    /// <summary>False when no row of the file can be wanted.</summary>
    internal abstract bool MayHold(FileFacts file);

    /// <param name="Value">As text that the column's type reads, e.g. <c>2024-02-29</c>.</param>
    public sealed record Compare(string Column, Comparison Operator, string Value) : DeltaPredicate
    {
        public override IEnumerable<string> Columns => [Column];

        public override string ToSql(TableSchema schema) =>
            $"{SqlName.Quote(Column)} {Symbol} {PartitionValue.ToSql(Value, schema.Find(Column)!.Type.ToDataType())}";

        internal override bool MayHold(FileFacts file) => file.Range(Column) is not { } range || StatValue.Parse(Value, range.Type) is not { } value || Operator switch
        {
            Comparison.Equal => range.MayReach(value) && range.MayStartAt(value),
            Comparison.NotEqual => !range.IsOnly(value),
            Comparison.Less => range.MayStartBelow(value),
            Comparison.LessOrEqual => range.MayStartAt(value),
            Comparison.Greater => range.MayPass(value),
            Comparison.GreaterOrEqual => range.MayReach(value),
        };

        private string Symbol => Operator switch
        {
            Comparison.Equal => "=",
            Comparison.NotEqual => "<>",
            Comparison.Less => "<",
            Comparison.LessOrEqual => "<=",
            Comparison.Greater => ">",
            Comparison.GreaterOrEqual => ">=",
        };
    }

    public sealed record IsNull(string Column) : DeltaPredicate
    {
        public override IEnumerable<string> Columns => [Column];

        public override string ToSql(TableSchema schema) => $"{SqlName.Quote(Column)} IS NULL";

        internal override bool MayHold(FileFacts file) => file.Nulls(Column) is not 0;
    }

    public sealed record IsNotNull(string Column) : DeltaPredicate
    {
        public override IEnumerable<string> Columns => [Column];

        public override string ToSql(TableSchema schema) => $"{SqlName.Quote(Column)} IS NOT NULL";

        internal override bool MayHold(FileFacts file) => file.Nulls(Column) is not { } nulls || nulls != file.Rows;
    }

    /// <summary>All of them hold; of none, every row is wanted.</summary>
    public sealed record And(IReadOnlyList<DeltaPredicate> Parts) : DeltaPredicate
    {
        public override IEnumerable<string> Columns => Parts.SelectMany(part => part.Columns);

        public override string ToSql(TableSchema schema) => Parts.Count == 0 ? "true" : $"({string.Join(" AND ", Parts.Select(part => part.ToSql(schema)))})";

        internal override bool MayHold(FileFacts file) => Parts.All(part => part.MayHold(file));
    }

    /// <summary>One of them holds; of none, no row is wanted.</summary>
    public sealed record Or(IReadOnlyList<DeltaPredicate> Parts) : DeltaPredicate
    {
        public override IEnumerable<string> Columns => Parts.SelectMany(part => part.Columns);

        public override string ToSql(TableSchema schema) => Parts.Count == 0 ? "false" : $"({string.Join(" OR ", Parts.Select(part => part.ToSql(schema)))})";

        internal override bool MayHold(FileFacts file) => Parts.Any(part => part.MayHold(file));
    }
}
