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
    public static DataType TinyInt { get; } = new Primitive(PrimitiveKind.TinyInt);
    public static DataType SmallInt { get; } = new Primitive(PrimitiveKind.SmallInt);
    public static DataType Integer { get; } = new Primitive(PrimitiveKind.Integer);
    public static DataType Float { get; } = new Primitive(PrimitiveKind.Float);

    /// <summary>The type of a bare NULL.</summary>
    public static DataType Null { get; } = new Void();

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

    /// <summary>The same number of values of one type in every row. Size 1–100,000.</summary>
    public sealed record Array : DataType
    {
        public Array(DataType element, int size)
        {
            if (size is < 1 or > 100_000)
                throw new ArgumentOutOfRangeException(nameof(size), size, "Array size: 1 to 100,000.");
            (Element, Size) = (element, size);
        }

        public DataType Element { get; }
        public int Size { get; }
        public override string ToString() => $"{Element}[{Size}]";
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

        public override string ToString() => $"STRUCT({Column.JoinSql(Fields)})";
    }

    /// <summary>One of the members, and which one. Up to 256 members, names as in a struct.</summary>
    public sealed record Union : DataType
    {
        public Union(IReadOnlyList<Column> members) => Members = members;

        public IReadOnlyList<Column> Members { get; }

        public bool Equals(Union? other) => other is not null && Members.SequenceEqual(other.Members);

        public override int GetHashCode() => Members.Aggregate(19, HashCode.Combine);

        public override string ToString() => $"UNION({Column.JoinSql(Members)})";
    }

    /// <summary>One of a fixed list of texts, in that order. The texts are distinct.</summary>
    public sealed record Enum : DataType
    {
        public Enum(IReadOnlyList<string> values) => Values = values;

        public IReadOnlyList<string> Values { get; }

        public bool Equals(Enum? other) => other is not null && Values.SequenceEqual(other.Values);

        public override int GetHashCode() => Values.Aggregate(23, HashCode.Combine);

        public override string ToString() => $"ENUM({string.Join(", ", Values.Select(SqlName.Literal))})";
    }

    /// <summary>The type of nothing but nulls; it becomes any other.</summary>
    public sealed record Void : DataType
    {
        public override string ToString() => "\"NULL\"";
    }

    /// <summary>A span of whole months, as an INTEGER of them; written from one unit to another, YEAR or MONTH.</summary>
    public sealed record YearMonthInterval(IntervalUnit First, IntervalUnit Last) : DataType
    {
        public override string ToString() => "INTEGER";
    }

    /// <summary>A span of exact time, as a BIGINT of microseconds; written from one unit to another, DAY to SECOND.</summary>
    public sealed record DayTimeInterval(IntervalUnit First, IntervalUnit Last) : DataType
    {
        public override string ToString() => "BIGINT";
    }

    /// <summary>A shape in well-known binary (WKB), with the name of its coordinate system when it has one.</summary>
    public sealed record Geometry(string? Crs = null) : DataType
    {
        public override string ToString() => Crs is null ? "GEOMETRY" : $"GEOMETRY({SqlName.Literal(Crs)})";
    }
}

/// <summary>The units an interval is written in, longest first.</summary>
public enum IntervalUnit
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
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
    BigNum,
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
            PrimitiveKind.BigNum => "BIGNUM",
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
public sealed record Column(string Name, DataType Type)
{
    internal static string JoinSql(IEnumerable<Column> columns) =>
        string.Join(", ", columns.Select(column => $"{SqlName.Quote(column.Name)} {column.Type}"));
}

/// <summary>Identifiers and literals in SQL text.</summary>
public static class SqlName
{
    /// <summary>The name in double quotes, quotes inside doubled.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The text as a string literal in single quotes, quotes inside doubled.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
