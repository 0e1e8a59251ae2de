using System.Diagnostics;
using System.Runtime.InteropServices;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;

namespace FlowForge.DuckDb.Vectors;

/// <summary>Between <see cref="DataType"/> and the engine's logical types.</summary>
/// <remarks>An alias is not kept: JSON is VARCHAR here.</remarks>
internal static unsafe class LogicalType
{
    /// <exception cref="DuckDbException">The engine's C API cannot make this type; names it.</exception>
    internal static LogicalTypeHandle ToNative(DataType type) => type switch
    {
        DataType.Primitive primitive => LogicalTypes.Create(IdOf(primitive.Kind)),
        DataType.Decimal number => LogicalTypes.CreateDecimal((byte)number.Precision, (byte)number.Scale),
        DataType.List list => Of(list.Element, LogicalTypes.CreateList),
        DataType.Array array => Of(array.Element, element => LogicalTypes.CreateArray(element, (ulong)array.Size)),
        DataType.Map map => Of(map.Key, key => Of(map.Value, value => LogicalTypes.CreateMap(key, value))),
        DataType.Struct structure => OfNamed(structure.Fields, LogicalTypes.CreateStruct),
        DataType.Union union => OfNamed(union.Members, LogicalTypes.CreateUnion),
        DataType.Enum choice => OfTexts(choice.Values),
        DataType.Geometry { Crs: null } => LogicalTypes.Create(TypeId.Geometry),
        DataType.Geometry => throw Unsupported($"{type} cannot be written: write a plain GEOMETRY and set its coordinate system in SQL."),
        _ => throw new UnreachableException(),
    };

    /// <exception cref="DuckDbException">A type that has no counterpart here; names it and what to do.</exception>
    internal static DataType FromNative(LogicalTypeHandle type)
    {
        TypeId id = LogicalTypes.Id(type);
        return id switch
        {
            TypeId.Decimal => new DataType.Decimal(LogicalTypes.DecimalWidth(type), LogicalTypes.DecimalScale(type)),
            TypeId.List => new DataType.List(Take(LogicalTypes.ListElement(type))),
            TypeId.Array => new DataType.Array(Take(LogicalTypes.ArrayElement(type)), (int)LogicalTypes.ArraySize(type)),
            TypeId.Map => new DataType.Map(Take(LogicalTypes.MapKey(type)), Take(LogicalTypes.MapValue(type))),
            TypeId.Struct => new DataType.Struct(Members(type, LogicalTypes.StructCount(type), LogicalTypes.StructName, LogicalTypes.StructType)),
            TypeId.Union => new DataType.Union(Members(type, LogicalTypes.UnionCount(type), LogicalTypes.UnionName, LogicalTypes.UnionType)),
            TypeId.Enum => new DataType.Enum(EnumValues(type)),
            TypeId.Geometry => new DataType.Geometry(LogicalTypes.GeometryCrs(type) is { Length: > 0 } crs ? crs : null),
            _ => new DataType.Primitive(KindOf(id)),
        };
    }

    /// <summary>The type behind a handle that is ours to free.</summary>
    internal static DataType Take(LogicalTypeHandle type)
    {
        using (type) return FromNative(type);
    }

    /// <summary>Handles for many types, freed together; <paramref name="use"/> gets their bare values.</summary>
    internal static T WithAll<T>(IEnumerable<DataType> types, Func<nint[], T> use)
    {
        var handles = new List<LogicalTypeHandle>();
        try
        {
            foreach (DataType type in types) handles.Add(ToNative(type));
            return use([.. handles.Select(handle => handle.Value)]);
        }
        finally
        {
            foreach (LogicalTypeHandle handle in handles) handle.Dispose();
        }
    }

    private delegate LogicalTypeHandle CreateNamed(nint* types, nint* names, ulong count);

    private static LogicalTypeHandle Of(DataType inner, Func<LogicalTypeHandle, LogicalTypeHandle> create)
    {
        using LogicalTypeHandle handle = ToNative(inner);
        return create(handle);
    }

    private static LogicalTypeHandle OfNamed(IReadOnlyList<Column> members, CreateNamed create) =>
        WithAll(members.Select(member => member.Type), types => WithTexts([.. members.Select(member => member.Name)], names =>
        {
            fixed (nint* typePointers = types)
            fixed (nint* namePointers = names)
                return create(typePointers, namePointers, (ulong)members.Count);
        }));

    private static LogicalTypeHandle OfTexts(IReadOnlyList<string> values) => WithTexts(values, texts =>
    {
        fixed (nint* pointers = texts)
            return LogicalTypes.CreateEnum(pointers, (ulong)values.Count);
    });

    private static T WithTexts<T>(IReadOnlyList<string> texts, Func<nint[], T> use)
    {
        nint[] copies = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];
        try
        {
            return use(copies);
        }
        finally
        {
            foreach (nint copy in copies) Marshal.FreeCoTaskMem(copy);
        }
    }

    private static Column[] Members(LogicalTypeHandle type, ulong count, Func<LogicalTypeHandle, ulong, string> name, Func<LogicalTypeHandle, ulong, LogicalTypeHandle> inner)
    {
        var members = new Column[count];
        for (ulong i = 0; i < count; i++) members[i] = new Column(name(type, i), Take(inner(type, i)));
        return members;
    }

    private static string[] EnumValues(LogicalTypeHandle type)
    {
        var values = new string[LogicalTypes.EnumSize(type)];
        for (int i = 0; i < values.Length; i++) values[i] = LogicalTypes.EnumValue(type, (ulong)i);
        return values;
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
        PrimitiveKind.BigNum => TypeId.BigNum,
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
        throw Unsupported($"DuckDB's type {id.ToString().ToUpperInvariant()} has no counterpart here. Cast it in the query, for instance to VARCHAR{(id == TypeId.Variant ? " or JSON" : "")}.");
    }

    private static DuckDbException Unsupported(string message) => new(DuckDbErrorType.NotImplemented, message);
}
