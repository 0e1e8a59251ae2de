using System.Runtime.InteropServices;
using FlowForge.DuckDb.Values;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Value Interface": makes single values, for parameters.</summary>
internal static unsafe partial class NativeValues
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_value")]
    internal static partial void Destroy(ref nint value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_null_value")]
    internal static partial ValueHandle Null();

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_bool")]
    internal static partial ValueHandle Bool(byte value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_int8")]
    internal static partial ValueHandle Int8(sbyte value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_int16")]
    internal static partial ValueHandle Int16(short value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_int32")]
    internal static partial ValueHandle Int32(int value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_int64")]
    internal static partial ValueHandle Int64(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_uint8")]
    internal static partial ValueHandle UInt8(byte value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_uint16")]
    internal static partial ValueHandle UInt16(ushort value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_uint32")]
    internal static partial ValueHandle UInt32(uint value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_uint64")]
    internal static partial ValueHandle UInt64(ulong value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_hugeint")]
    internal static partial ValueHandle HugeInt(HugeIntStruct value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_uhugeint")]
    internal static partial ValueHandle UHugeInt(HugeIntStruct value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_float")]
    internal static partial ValueHandle Float(float value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_double")]
    internal static partial ValueHandle Double(double value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_date")]
    internal static partial ValueHandle Date(int value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_time")]
    internal static partial ValueHandle Time(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_time_ns")]
    internal static partial ValueHandle TimeNs(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_time_tz_value")]
    internal static partial ValueHandle TimeTz(ulong value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_timestamp")]
    internal static partial ValueHandle Timestamp(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_timestamp_tz")]
    internal static partial ValueHandle TimestampTz(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_timestamp_s")]
    internal static partial ValueHandle TimestampS(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_timestamp_ms")]
    internal static partial ValueHandle TimestampMs(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_timestamp_ns")]
    internal static partial ValueHandle TimestampNs(long value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_interval")]
    internal static partial ValueHandle Interval(Interval value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_decimal")]
    internal static partial ValueHandle Decimal(DecimalStruct value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_uuid")]
    internal static partial ValueHandle Uuid(HugeIntStruct value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_bit")]
    internal static partial ValueHandle Bit(BytesStruct value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_bignum")]
    internal static partial ValueHandle BigNum(BigNumStruct value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_varchar_length")]
    internal static partial ValueHandle Varchar(byte* text, ulong length);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_blob")]
    internal static partial ValueHandle Blob(byte* bytes, ulong length);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_list_value")]
    internal static partial ValueHandle List(LogicalTypeHandle element, nint* values, ulong count);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_get_list_child")]
    internal static partial ValueHandle ListElement(ValueHandle list, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_array_value")]
    internal static partial ValueHandle Array(LogicalTypeHandle element, nint* values, ulong count);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_map_value")]
    internal static partial ValueHandle Map(LogicalTypeHandle map, nint* keys, nint* values, ulong count);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_struct_value")]
    internal static partial ValueHandle Struct(LogicalTypeHandle structure, nint* values);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_union_value")]
    internal static partial ValueHandle Union(LogicalTypeHandle union, ulong tag, ValueHandle value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_enum_value")]
    internal static partial ValueHandle Enum(LogicalTypeHandle type, ulong index);
}

/// <summary>duckdb_hugeint and duckdb_uhugeint. Not Int128, which C passes with another alignment.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct HugeIntStruct(UInt128 value)
{
    public readonly ulong Lower = (ulong)value;
    public readonly ulong Upper = (ulong)(value >> 64);
}

/// <summary>duckdb_decimal.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DecimalStruct(int precision, int scale, Int128 unscaled)
{
    public readonly byte Precision = (byte)precision;
    public readonly byte Scale = (byte)scale;
    public readonly HugeIntStruct Unscaled = new((UInt128)unscaled);
}

/// <summary>duckdb_bit.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct BytesStruct(byte* data, int size)
{
    public readonly byte* Data = data;
    public readonly ulong Size = (ulong)size;
}

/// <summary>duckdb_bignum: the magnitude, its highest byte first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct BigNumStruct(byte* data, int size, bool isNegative)
{
    public readonly byte* Data = data;
    public readonly ulong Size = (ulong)size;
    public readonly byte IsNegative = isNegative ? (byte)1 : (byte)0;
}
