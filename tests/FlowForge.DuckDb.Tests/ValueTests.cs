using System.Reflection;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Values;

namespace FlowForge.DuckDb.Tests;

public sealed class ValueTests : DuckDbTest
{
    [Fact]
    public void DataType_EveryCase_HasAReaderAWriterAndANativeType()
    {
        Dictionary<Type, DataType> samples = new DataType[]
        {
            DataType.BigInt, new DataType.Decimal(5, 2), new DataType.List(DataType.Date), new DataType.Array(DataType.Date, 3),
            new DataType.Map(DataType.Varchar, DataType.Date), new DataType.Struct([new("a", DataType.Date)]), new DataType.Union([new("a", DataType.Date)]),
            new DataType.Enum(["a"]), new DataType.Geometry(),
        }.ToDictionary(type => type.GetType());
        // Expressions alone have these; they reach the engine as INTEGER and BIGINT.
        Type[] typedOnly = [typeof(DataType.Void), typeof(DataType.YearMonthInterval), typeof(DataType.DayTimeInterval)];
        IEnumerable<Type> cases = typeof(DataType).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(DataType))).Except(typedOnly);
        Assert.Equal(cases.ToHashSet(), samples.Keys.ToHashSet());
        foreach (DataType type in samples.Values.Concat(Enum.GetValues<PrimitiveKind>().Select(kind => new DataType.Primitive(kind))))
        {
            Assert.Equal(type, ValueReader.For(type).Type);
            Assert.Equal(type, ValueWriter.For(type).Type);
            BatchFunction.Execute(Connection, "one", new RowSource([new("v", type)], [[null]]), "CREATE OR REPLACE TABLE t AS FROM one()", default);
            using DuckDbResult result = Connection.Query("FROM t");
            Assert.Equal(type, result.Columns[0].Type);
        }
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("123.4500")]
    public void Decimal38_OfDecimal_IsExact(string text)
    {
        decimal number = decimal.Parse(text);
        Decimal38 exact = number;
        Assert.Equal(text, exact.ToString());
        Assert.Equal(number, exact.ToDecimal());
        Assert.Equal(text, Connection.Scalar<string>("SELECT $1::VARCHAR", [number]).Replace("-.", "-0."), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Decimal38_Rescale_NeverLosesADigit()
    {
        Assert.Equal(new Decimal38(1500, 3), new Decimal38(15, 1).Rescale(3));
        Assert.Equal(new Decimal38(15, 1), new Decimal38(1500, 3).Rescale(1));
        Assert.Throws<OverflowException>(() => new Decimal38(15, 1).Rescale(0));
        Assert.Throws<OverflowException>(() => new Decimal38(Int128.MaxValue, 0).Rescale(1));
        Assert.Throws<OverflowException>(() => new Decimal38(Int128.MaxValue, 0).ToDecimal());
    }

    [Fact]
    public void Timestamp_InAnotherUnit_NeverLosesAFraction()
    {
        Assert.Equal(new Timestamp(1_500_000), new Timestamp(1_500, TimestampUnit.Milliseconds).In(TimestampUnit.Microseconds));
        Assert.Throws<OverflowException>(() => new Timestamp(1_500, TimestampUnit.Milliseconds).In(TimestampUnit.Seconds));
        Assert.Throws<OverflowException>(() => new Timestamp(10_000_000_000, TimestampUnit.Seconds).In(TimestampUnit.Nanoseconds));
        Assert.Equal("infinity", new Timestamp(long.MaxValue).In(TimestampUnit.Nanoseconds).ToString());
        Assert.Equal(new DateTime(1969, 12, 31, 23, 59, 59), new Timestamp(-1, TimestampUnit.Seconds).ToDateTime());
        Assert.Equal(new DateTimeOffset(1970, 1, 1, 0, 0, 1, TimeSpan.Zero), new TimestampTz(1_000_000).ToDateTimeOffset());
    }

    [Fact]
    public void Date_OutsideDateOnly_SaysSo()
    {
        Assert.Equal(new DateOnly(1582, 10, 15), ((Date)new DateOnly(1582, 10, 15)).ToDateOnly());
        Assert.Throws<OverflowException>(() => Date.Infinity.ToDateOnly());
        Assert.Throws<OverflowException>(() => new Date(-1_000_000).ToDateOnly());
        Assert.True(Date.NegativeInfinity < new Date(0));
    }

    [Fact]
    public void Dates_OverTheWholeRange_AreWrittenAsTheEngineDoes()
    {
        foreach (object?[] row in Rows("SELECT d, d::VARCHAR FROM (SELECT (DATE '5877642-06-25 (BC)' + (range * 4_294_697)::INTEGER) AS d FROM range(500)) UNION ALL SELECT d, d::VARCHAR FROM (SELECT DATE '1896-01-01' + range::INTEGER AS d FROM range(3_000))"))
            Assert.Equal(row[1], ValueText.Of(row[0]));
    }

    [Theory]
    [InlineData("''")]
    [InlineData("0x")]
    [InlineData("2")]
    public void BitString_OtherCharacters_AreRefused(string text) => Assert.Throws<ArgumentException>(() => new BitString(text));

    [Fact]
    public void Nested_SameContents_AreEqual()
    {
        var list = new ListValue([1, null, new byte[] { 1 }]);
        Assert.Equal(list, new ListValue([1, null, new byte[] { 1 }]));
        Assert.NotEqual(list, new ListValue([1, null, new byte[] { 2 }]));
        var structure = new StructValue([new("a", list)]);
        Assert.Equal(structure, new StructValue([new("a", list)]));
        Assert.NotEqual(structure, new StructValue([new("b", list)]));
        Assert.Same(list, structure["A"]);
        Assert.Throws<KeyNotFoundException>(() => structure["b"]);
        Assert.NotEqual(new UnionValue("a", 1), new UnionValue("b", 1));
        Assert.Equal(new MapValue([new("k", 1)]).GetHashCode(), new MapValue([new("k", 1)]).GetHashCode());
    }
}
