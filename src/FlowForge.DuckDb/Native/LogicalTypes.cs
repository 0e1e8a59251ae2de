using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Logical Type Interface".</summary>
internal static unsafe partial class LogicalTypes
{
    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_logical_type")]
    internal static partial LogicalTypeHandle Create(TypeId type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_decimal_type")]
    internal static partial LogicalTypeHandle CreateDecimal(byte width, byte scale);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_list_type")]
    internal static partial LogicalTypeHandle CreateList(LogicalTypeHandle element);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_array_type")]
    internal static partial LogicalTypeHandle CreateArray(LogicalTypeHandle element, ulong size);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_map_type")]
    internal static partial LogicalTypeHandle CreateMap(LogicalTypeHandle key, LogicalTypeHandle value);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_struct_type")]
    internal static partial LogicalTypeHandle CreateStruct(nint* types, nint* names, ulong count);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_union_type")]
    internal static partial LogicalTypeHandle CreateUnion(nint* types, nint* names, ulong count);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_create_enum_type")]
    internal static partial LogicalTypeHandle CreateEnum(nint* values, ulong count);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_destroy_logical_type")]
    internal static partial void Destroy(ref nint type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_get_type_id")]
    internal static partial TypeId Id(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_decimal_width")]
    internal static partial byte DecimalWidth(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_decimal_scale")]
    internal static partial byte DecimalScale(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_list_type_child_type")]
    internal static partial LogicalTypeHandle ListElement(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_array_type_child_type")]
    internal static partial LogicalTypeHandle ArrayElement(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_array_type_array_size")]
    internal static partial ulong ArraySize(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_map_type_key_type")]
    internal static partial LogicalTypeHandle MapKey(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_map_type_value_type")]
    internal static partial LogicalTypeHandle MapValue(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_struct_type_child_count")]
    internal static partial ulong StructCount(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_struct_type_child_name")]
    [return: MarshalUsing(typeof(CallerFreedText))]
    internal static partial string StructName(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_struct_type_child_type")]
    internal static partial LogicalTypeHandle StructType(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_union_type_member_count")]
    internal static partial ulong UnionCount(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_union_type_member_name")]
    [return: MarshalUsing(typeof(CallerFreedText))]
    internal static partial string UnionName(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_union_type_member_type")]
    internal static partial LogicalTypeHandle UnionType(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_enum_dictionary_size")]
    internal static partial uint EnumSize(LogicalTypeHandle type);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_enum_dictionary_value")]
    [return: MarshalUsing(typeof(CallerFreedText))]
    internal static partial string EnumValue(LogicalTypeHandle type, ulong index);

    [LibraryImport(Library.Name, EntryPoint = "duckdb_geometry_type_get_crs")]
    [return: MarshalUsing(typeof(CallerFreedText))]
    internal static partial string GeometryCrs(LogicalTypeHandle type);
}

/// <summary>duckdb_type, as numbered by the C header.</summary>
internal enum TypeId
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Time = 14,
    Interval = 15,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampS = 20,
    TimestampMs = 21,
    TimestampNs = 22,
    Enum = 23,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    Union = 28,
    Bit = 29,
    TimeTz = 30,
    TimestampTz = 31,
    UHugeInt = 32,
    Array = 33,
    Any = 34,
    BigNum = 35,
    SqlNull = 36,
    StringLiteral = 37,
    IntegerLiteral = 38,
    TimeNs = 39,
    Geometry = 40,
    Variant = 41,
}
