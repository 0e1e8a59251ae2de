using System.Text;

namespace FlowForge.Core.Schemas;

/// <summary>The type of a column or of a nested value. A closed set: only the records below derive from it.</summary>
/// <remarks>Names and meaning follow DuckDB. Immutable; equality compares contents.</remarks>
public abstract record DataType
{
    private DataType() { }

    public static DataType Boolean { get; } = new Primitive(PrimitiveKind.Boolean);
    public static DataType BigInt { get; } = new Primitive(PrimitiveKind.BigInt);
    public static DataType Double { get; } = new Primitive(PrimitiveKind.Double);
    public static DataType Varchar { get; } = new Primitive(PrimitiveKind.Varchar);
    public static DataType Blob { get; } = new Primitive(PrimitiveKind.Blob);
    public static DataType Date { get; } = new Primitive(PrimitiveKind.Date);
    public static DataType Time { get; } = new Primitive(PrimitiveKind.Time);
    public static DataType Timestamp { get; } = new Primitive(PrimitiveKind.Timestamp);
    public static DataType TimestampTz { get; } = new Primitive(PrimitiveKind.TimestampTz);
    public static DataType Uuid { get; } = new Primitive(PrimitiveKind.Uuid);

    /// <summary>A type without parameters.</summary>
    public sealed record Primitive(PrimitiveKind Kind) : DataType
    {
        public override string ToString() => Kind.SqlName();
    }

    /// <summary>An exact number. Precision 1–38 digits in all, scale 0–precision of them after the point.</summary>
    public sealed record Decimal : DataType
    {
        public Decimal(int precision, int scale)
        {
            if (precision is < 1 or > 38)
                throw new ArgumentOutOfRangeException(nameof(precision), precision, "Decimal precision: 1 to 38.");
            if (scale < 0 || scale > precision)
                throw new ArgumentOutOfRangeException(nameof(scale), scale, "Decimal scale: 0 to the precision.");
            (Precision, Scale) = (precision, scale);
        }

        public int Precision { get; }
        public int Scale { get; }
        public override string ToString() => $"DECIMAL({Precision},{Scale})";
    }

    /// <summary>Any number of values of one type.</summary>
    public sealed record List(DataType Element) : DataType
    {
        public override string ToString() => $"{Element}[]";
    }

    /// <summary>Keys with a value each.</summary>
    public sealed record Map(DataType Key, DataType Value) : DataType
    {
        public override string ToString() => $"MAP({Key}, {Value})";
    }

    /// <summary>Named fields in order. Names are unique regardless of case, as DuckDB demands.</summary>
    public sealed record Struct : DataType
    {
        public Struct(IReadOnlyList<Column> fields) => Fields = fields;

        public IReadOnlyList<Column> Fields { get; }

        public bool Equals(Struct? other) => other is not null && Fields.SequenceEqual(other.Fields);

        public override int GetHashCode() => Fields.Aggregate(17, HashCode.Combine);

        public override string ToString()
        {
            var text = new StringBuilder("STRUCT(");
            text.AppendJoin(", ", Fields.Select(field => $"{SqlName.Quote(field.Name)} {field.Type}"));
            return text.Append(')').ToString();
        }
    }
}

/// <summary>Types without parameters. Timestamps count microseconds since 1970-01-01, with a zone they are instants in UTC.</summary>
public enum PrimitiveKind
{
    Boolean,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    HugeInt,
    UTinyInt,
    USmallInt,
    UInteger,
    UBigInt,
    UHugeInt,
    Float,
    Double,
    Varchar,
    Blob,
    Bit,
    Date,
    Time,
    TimeTz,
    TimeNs,
    Timestamp,
    TimestampS,
    TimestampMs,
    TimestampNs,
    TimestampTz,
    Interval,
    Uuid,
}

public static class PrimitiveKinds
{
    extension(PrimitiveKind kind)
    {
        /// <summary>The name in DuckDB's SQL.</summary>
        public string SqlName() => kind switch
        {
            PrimitiveKind.Boolean => "BOOLEAN",
            PrimitiveKind.TinyInt => "TINYINT",
            PrimitiveKind.SmallInt => "SMALLINT",
            PrimitiveKind.Integer => "INTEGER",
            PrimitiveKind.BigInt => "BIGINT",
            PrimitiveKind.HugeInt => "HUGEINT",
            PrimitiveKind.UTinyInt => "UTINYINT",
            PrimitiveKind.USmallInt => "USMALLINT",
            PrimitiveKind.UInteger => "UINTEGER",
            PrimitiveKind.UBigInt => "UBIGINT",
            PrimitiveKind.UHugeInt => "UHUGEINT",
            PrimitiveKind.Float => "FLOAT",
            PrimitiveKind.Double => "DOUBLE",
            PrimitiveKind.Varchar => "VARCHAR",
            PrimitiveKind.Blob => "BLOB",
            PrimitiveKind.Bit => "BIT",
            PrimitiveKind.Date => "DATE",
            PrimitiveKind.Time => "TIME",
            PrimitiveKind.TimeTz => "TIME WITH TIME ZONE",
            PrimitiveKind.TimeNs => "TIME_NS",
            PrimitiveKind.Timestamp => "TIMESTAMP",
            PrimitiveKind.TimestampS => "TIMESTAMP_S",
            PrimitiveKind.TimestampMs => "TIMESTAMP_MS",
            PrimitiveKind.TimestampNs => "TIMESTAMP_NS",
            PrimitiveKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
            PrimitiveKind.Interval => "INTERVAL",
            PrimitiveKind.Uuid => "UUID",
        };
    }
}

/// <summary>A named, typed column of a table or field of a struct.</summary>
public sealed record Column(string Name, DataType Type);

/// <summary>Identifiers and literals in SQL text.</summary>
public static class SqlName
{
    /// <summary>The name in double quotes, quotes inside doubled.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The text as a string literal in single quotes, quotes inside doubled.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
