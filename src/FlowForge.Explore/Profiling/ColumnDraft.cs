using FlowForge.Core.Schemas;

namespace FlowForge.Explore.Profiling;

/// <summary>A column while it is measured: each pass adds what it found.</summary>
internal sealed class ColumnDraft(Column column)
{
    // Powers of greater numbers leave the range of DOUBLE; moments are of those below.
    private const string MomentBound = "1e75";

    internal string Name => column.Name;

    internal DataType Type => column.Type;

    internal ColumnKind Kind { get; } = ColumnKinds.Of(column.Type);

    /// <summary>The column in SQL.</summary>
    internal string Sql { get; } = SqlName.Quote(column.Name);

    /// <summary>The column as text in SQL.</summary>
    internal string TextSql => Type == DataType.Varchar ? Sql : $"CAST({Sql} AS VARCHAR)";

    /// <summary>The column in SQL, null where it is NaN or infinite.</summary>
    internal string FiniteSql => Kind == ColumnKind.Float ? $"CASE WHEN isfinite({Sql}) THEN {Sql} END" : Sql;

    /// <summary>The column in SQL, null where its powers cannot be summed.</summary>
    internal string MomentSql => Kind == ColumnKind.Float ? $"CASE WHEN abs({Sql}) < {MomentBound} THEN {Sql} END" : IsWide ? $"CAST({Sql} AS DOUBLE)" : Sql;

    internal long Rows { get; set; }

    internal long Nulls { get; set; }

    internal long Values => Rows - Nulls;

    internal long Distinct { get; set; }

    internal bool DistinctIsExact { get; set; }

    internal string? Min { get; set; }

    internal string? Max { get; set; }

    internal IReadOnlyList<ValueCount> Top { get; set; } = [];

    internal NumberProfile? Number { get; set; }

    internal TextProfile? Text { get; set; }

    internal TimeProfile? Time { get; set; }

    internal ValueOrder Order { get; set; }

    internal ColumnProfile ToProfile() => new(Name, Type)
    {
        Rows = Rows,
        Nulls = Nulls,
        Distinct = Distinct,
        DistinctIsExact = DistinctIsExact,
        Min = Min,
        Max = Max,
        Top = Top,
        Number = Number,
        Text = Text,
        Time = Time,
        Order = Order,
    };

    // The engine has no quantile of these.
    private bool IsWide => Type is DataType.Primitive { Kind: PrimitiveKind.HugeInt or PrimitiveKind.UHugeInt or PrimitiveKind.UBigInt };
}
