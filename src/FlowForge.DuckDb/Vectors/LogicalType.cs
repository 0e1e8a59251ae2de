using System.Runtime.InteropServices;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;

namespace FlowForge.DuckDb.Vectors;

/// <summary>Between <see cref="DataType"/> and the engine's logical types.</summary>
internal static unsafe class LogicalType
{
    internal static LogicalTypeHandle ToNative(DataType type)
    {
        switch (type)
        {
            case DataType.Primitive primitive:
                return new LogicalTypeHandle(LogicalTypes.Create(IdOf(primitive.Kind)));
            case DataType.Decimal number:
                return new LogicalTypeHandle(LogicalTypes.CreateDecimal((byte)number.Precision, (byte)number.Scale));
            case DataType.List list:
                using (LogicalTypeHandle element = ToNative(list.Element))
                    return new LogicalTypeHandle(LogicalTypes.CreateList(element.Value));
            case DataType.Map map:
                using (LogicalTypeHandle key = ToNative(map.Key))
                using (LogicalTypeHandle value = ToNative(map.Value))
                    return new LogicalTypeHandle(LogicalTypes.CreateMap(key.Value, value.Value));
            case DataType.Struct structure:
                return StructToNative(structure);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    internal static DataType FromNative(nint type)
    {
        TypeId id = LogicalTypes.Id(type);
        switch (id)
        {
            case TypeId.Decimal:
                return new DataType.Decimal(LogicalTypes.DecimalWidth(type), LogicalTypes.DecimalScale(type));
            case TypeId.List:
                return new DataType.List(Owned(LogicalTypes.ListChild(type)));
            case TypeId.Map:
                return new DataType.Map(Owned(LogicalTypes.MapKey(type)), Owned(LogicalTypes.MapValue(type)));
            case TypeId.Struct:
                var fields = new Column[LogicalTypes.StructCount(type)];
                for (ulong i = 0; i < (ulong)fields.Length; i++)
                    fields[i] = new Column(TakeText(LogicalTypes.StructName(type, i)), Owned(LogicalTypes.StructType(type, i)));
                return new DataType.Struct(fields);
            default:
                return new DataType.Primitive(KindOf(id));
        }
    }

    /// <summary>The type behind a handle that is ours to free.</summary>
    internal static DataType Owned(nint type)
    {
        using var handle = new LogicalTypeHandle(type);
        return FromNative(type);
    }

    private static string TakeText(nint text)
    {
        string value = Marshal.PtrToStringUTF8(text) ?? "";
        Startup.Free(text);
        return value;
    }

    private static LogicalTypeHandle StructToNative(DataType.Struct structure)
    {
        int count = structure.Fields.Count;
        var handles = new LogicalTypeHandle[count];
        var names = new nint[count];
        nint* types = stackalloc nint[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                handles[i] = ToNative(structure.Fields[i].Type);
                types[i] = handles[i].Value;
                names[i] = Marshal.StringToCoTaskMemUTF8(structure.Fields[i].Name);
            }
            fixed (nint* pointers = names)
                return new LogicalTypeHandle(LogicalTypes.CreateStruct(types, (byte**)pointers, (ulong)count));
        }
        finally
        {
            foreach (LogicalTypeHandle? handle in handles) handle?.Dispose();
            foreach (nint name in names) Marshal.FreeCoTaskMem(name);
        }
    }

    private static TypeId IdOf(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => TypeId.Boolean,
        PrimitiveKind.TinyInt => TypeId.TinyInt,
        PrimitiveKind.SmallInt => TypeId.SmallInt,
        PrimitiveKind.Integer => TypeId.Integer,
        PrimitiveKind.BigInt => TypeId.BigInt,
        PrimitiveKind.HugeInt => TypeId.HugeInt,
        PrimitiveKind.UTinyInt => TypeId.UTinyInt,
        PrimitiveKind.USmallInt => TypeId.USmallInt,
        PrimitiveKind.UInteger => TypeId.UInteger,
        PrimitiveKind.UBigInt => TypeId.UBigInt,
        PrimitiveKind.UHugeInt => TypeId.UHugeInt,
        PrimitiveKind.Float => TypeId.Float,
        PrimitiveKind.Double => TypeId.Double,
        PrimitiveKind.Varchar => TypeId.Varchar,
        PrimitiveKind.Blob => TypeId.Blob,
        PrimitiveKind.Bit => TypeId.Bit,
        PrimitiveKind.Date => TypeId.Date,
        PrimitiveKind.Time => TypeId.Time,
        PrimitiveKind.TimeTz => TypeId.TimeTz,
        PrimitiveKind.TimeNs => TypeId.TimeNs,
        PrimitiveKind.Timestamp => TypeId.Timestamp,
        PrimitiveKind.TimestampS => TypeId.TimestampS,
        PrimitiveKind.TimestampMs => TypeId.TimestampMs,
        PrimitiveKind.TimestampNs => TypeId.TimestampNs,
        PrimitiveKind.TimestampTz => TypeId.TimestampTz,
        PrimitiveKind.Interval => TypeId.Interval,
        PrimitiveKind.Uuid => TypeId.Uuid,
    };

    private static PrimitiveKind KindOf(TypeId id)
    {
        foreach (PrimitiveKind kind in Enum.GetValues<PrimitiveKind>())
            if (IdOf(kind) == id)
                return kind;
        throw new DuckDbException(DuckDbErrorType.UnknownType, $"DuckDB type {id} has no counterpart here.");
    }
}
