using System.Runtime.InteropServices;

namespace FlowForge.DuckDb.Native;

/// <summary>duckdb.h, "Logical Type Interface".</summary>
internal static unsafe partial class LogicalTypes
{
    [LibraryImport(Startup.Library, EntryPoint = "duckdb_create_logical_type")]
    internal static partial nint Create(TypeId type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_create_decimal_type")]
    internal static partial nint CreateDecimal(byte width, byte scale);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_create_list_type")]
    internal static partial nint CreateList(nint child);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_create_map_type")]
    internal static partial nint CreateMap(nint key, nint value);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_create_struct_type")]
    internal static partial nint CreateStruct(nint* types, byte** names, ulong count);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_destroy_logical_type")]
    internal static partial void Destroy(ref nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_get_type_id")]
    internal static partial TypeId Id(nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_decimal_width")]
    internal static partial byte DecimalWidth(nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_decimal_scale")]
    internal static partial byte DecimalScale(nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_list_type_child_type")]
    internal static partial nint ListChild(nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_map_type_key_type")]
    internal static partial nint MapKey(nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_map_type_value_type")]
    internal static partial nint MapValue(nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_struct_type_child_count")]
    internal static partial ulong StructCount(nint type);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_struct_type_child_name")]
    internal static partial nint StructName(nint type, ulong index);

    [LibraryImport(Startup.Library, EntryPoint = "duckdb_struct_type_child_type")]
    internal static partial nint StructType(nint type, ulong index);
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
}
