using System.Numerics;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;

namespace FlowForge.DuckDb.Tests;

/// <summary>Types of any depth and values of them, from a seed.</summary>
internal sealed class RandomValues(int seed)
{
    private const string Letters = "aZ0 _-'\"\\,:=[]{}()\té€🦆";
    private readonly Random _random = new(seed);

    internal DataType Type(int depth)
    {
        if (depth == 0 || _random.Next(3) == 0) return Simple();
        return _random.Next(6) switch
        {
            0 => new DataType.List(Type(depth - 1)),
            1 => new DataType.Array(Type(depth - 1), _random.Next(1, 4)),
            2 => new DataType.Map(_random.Next(2) == 0 ? DataType.Varchar : DataType.BigInt, Type(depth - 1)),
            3 => new DataType.Struct(Members("f", depth)),
            4 => new DataType.Union(Members("m", depth)),
            _ => new DataType.List(new DataType.Struct(Members("g", depth))),
        };
    }

    internal object? Value(DataType type, bool mayBeNull = true)
    {
        if (mayBeNull && _random.Next(5) == 0) return null;
        return type switch
        {
            DataType.Primitive primitive => Primitive(primitive.Kind),
            DataType.Decimal number => new Decimal38(Digits(number.Precision), number.Scale),
            DataType.Enum choice => choice.Values[_random.Next(choice.Values.Count)],
            DataType.List list => new ListValue([.. Enumerable.Range(0, _random.Next(5)).Select(_ => Value(list.Element))]),
            DataType.Array array => new ListValue([.. Enumerable.Range(0, array.Size).Select(_ => Value(array.Element))]),
            DataType.Struct structure => new StructValue([.. structure.Fields.Select(field => KeyValuePair.Create(field.Name, Value(field.Type)))]),
            DataType.Map map => Map(map),
            DataType.Union union => Union(union),
            _ => throw new NotSupportedException(type.ToString()),
        };
    }

    private DataType Simple()
    {
        switch (_random.Next(8))
        {
            case 0:
                int precision = _random.Next(1, 39);
                return new DataType.Decimal(precision, _random.Next(precision + 1));
            case 1:
                return new DataType.Enum([.. Enumerable.Range(0, _random.Next(3) switch { 0 => 3, 1 => 255, _ => 256 }).Select(i => $"choice {i}")]);
            case 2:
                return DataType.Varchar;
            default:
                PrimitiveKind[] kinds = Enum.GetValues<PrimitiveKind>();
                return new DataType.Primitive(kinds[_random.Next(kinds.Length)]);
        }
    }

    private Column[] Members(string prefix, int depth) =>
        [.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => new Column($"{prefix} {i}", Type(depth - 1)))];

    private MapValue Map(DataType.Map type)
    {
        object[] keys = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Value(type.Key, mayBeNull: false)!).Distinct()];
        return new MapValue([.. keys.Select(key => KeyValuePair.Create(key, Value(type.Value)))]);
    }

    private UnionValue Union(DataType.Union type)
    {
        Column member = type.Members[_random.Next(type.Members.Count)];
        return new UnionValue(member.Name, Value(member.Type));
    }

    private object Primitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => _random.Next(2) == 0,
        PrimitiveKind.TinyInt => (sbyte)_random.NextInt64(),
        PrimitiveKind.SmallInt => (short)_random.NextInt64(),
        PrimitiveKind.Integer => (int)_random.NextInt64(),
        PrimitiveKind.BigInt => (long)Bits(),
        PrimitiveKind.HugeInt => (Int128)Bits(),
        PrimitiveKind.UTinyInt => (byte)_random.NextInt64(),
        PrimitiveKind.USmallInt => (ushort)_random.NextInt64(),
        PrimitiveKind.UInteger => (uint)_random.NextInt64(),
        PrimitiveKind.UBigInt => (ulong)Bits(),
        PrimitiveKind.UHugeInt => Bits(),
        PrimitiveKind.BigNum => new BigInteger(Blob(40)),
        PrimitiveKind.Float => BitConverter.UInt32BitsToSingle((uint)_random.NextInt64()) is var number && float.IsNaN(number) ? 0.1f : number,
        PrimitiveKind.Double => BitConverter.UInt64BitsToDouble((ulong)Bits()) is var number && double.IsNaN(number) ? 0.1 : number,
        PrimitiveKind.Varchar => Text(),
        PrimitiveKind.Blob => Blob(30),
        PrimitiveKind.Bit => new BitString(string.Concat(Enumerable.Range(0, _random.Next(1, 30)).Select(_ => (char)('0' + _random.Next(2))))),
        PrimitiveKind.Date => new Date(_random.Next(-5_000_000, 5_000_000)),
        PrimitiveKind.Time => new Time(_random.NextInt64(86_400_000_001)),
        PrimitiveKind.TimeTz => new TimeTz(_random.NextInt64(86_400_000_001), _random.Next(-57_599, 57_600)),
        PrimitiveKind.TimeNs => new TimeNs(_random.NextInt64(86_400_000_000_001)),
        PrimitiveKind.Timestamp => new Timestamp(_random.NextInt64(-9_000_000_000_000_000, 9_000_000_000_000_000)),
        PrimitiveKind.TimestampS => new Timestamp(_random.NextInt64(-9_000_000_000_000, 9_000_000_000), TimestampUnit.Seconds),
        PrimitiveKind.TimestampMs => new Timestamp(_random.NextInt64(-9_000_000_000_000, 9_000_000_000_000), TimestampUnit.Milliseconds),
        PrimitiveKind.TimestampNs => new Timestamp(_random.NextInt64(-9_000_000_000_000_000_000, long.MaxValue), TimestampUnit.Nanoseconds),
        PrimitiveKind.TimestampTz => new TimestampTz(_random.NextInt64(-9_000_000_000_000_000, 9_000_000_000_000_000)),
        PrimitiveKind.Interval => new Interval(_random.Next(-500, 500), _random.Next(-500, 500), _random.NextInt64(-200_000_000_000, 200_000_000_000)),
        PrimitiveKind.Uuid => new Guid(Blob(16, exact: true)),
    };

    private Int128 Digits(int precision)
    {
        Int128 limit = 1;
        for (int i = 0; i < precision; i++) limit *= 10;
        return (Int128)(Bits() % (UInt128)limit) * (_random.Next(2) == 0 ? 1 : -1);
    }

    private UInt128 Bits() => new((ulong)_random.NextInt64(long.MinValue, long.MaxValue), (ulong)_random.NextInt64(long.MinValue, long.MaxValue));

    private string Text()
    {
        string[] letters = [.. Letters.EnumerateRunes().Select(rune => rune.ToString())];
        return _random.Next(10) == 0 ? "nULl" : string.Concat(Enumerable.Range(0, _random.Next(18)).Select(_ => letters[_random.Next(letters.Length)]));
    }

    private byte[] Blob(int most, bool exact = false)
    {
        var bytes = new byte[exact ? most : _random.Next(most + 1)];
        _random.NextBytes(bytes);
        return bytes;
    }
}
