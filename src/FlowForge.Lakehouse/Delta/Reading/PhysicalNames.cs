using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>Nested values between the names that files have and the names that people see.</summary>
internal static class PhysicalNames
{
    /// <summary>The type as a file has it.</summary>
    internal static DataType TypeOf(DeltaType type) => type switch
    {
        DeltaType.Struct structure => new DataType.Struct([.. structure.Fields.Select(field => new Column(field.PhysicalName, TypeOf(field.Type)))]),
        DeltaType.Array array => new DataType.List(TypeOf(array.Element)),
        DeltaType.Map map => new DataType.Map(TypeOf(map.Key), TypeOf(map.Value)),
        _ => type.ToDataType(),
    };

    /// <summary>The SQL of a value read from a file, with its fields under the names that people see.</summary>
    internal static string Rename(string value, DeltaType type) => Rebuild(value, type, field => (field.PhysicalName, field.Name), 0);

    /// <summary>The other way round, for a value on its way to a file.</summary>
    internal static string ToPhysical(string value, DeltaType type) => Rebuild(value, type, field => (field.Name, field.PhysicalName), 0);

    private static string Rebuild(string value, DeltaType type, Func<DeltaField, (string From, string To)> names, int depth)
    {
        if (!HasOtherNames(type)) return value;
        string item = $"e{depth}";
        return type switch
        {
            DeltaType.Struct structure => OrNull(value, $"struct_pack({string.Join(", ", structure.Fields.Select(field => $"{SqlName.Quote(names(field).To)} := {Rebuild($"{value}.{SqlName.Quote(names(field).From)}", field.Type, names, depth)}"))})"),
            DeltaType.Array array => $"list_transform({value}, lambda {item}: {Rebuild(item, array.Element, names, depth + 1)})",
            DeltaType.Map map => OrNull(value, $"map_from_entries(list_transform(map_entries({value}), lambda {item}: struct_pack(k := {Rebuild($"{item}.key", map.Key, names, depth + 1)}, v := {Rebuild($"{item}.value", map.Value, names, depth + 1)})))"),
            _ => value,
        };
    }

    private static string OrNull(string value, string rebuilt) => $"CASE WHEN {value} IS NULL THEN NULL ELSE {rebuilt} END";

    private static bool HasOtherNames(DeltaType type) => type switch
    {
        DeltaType.Struct structure => structure.Fields.Any(field => field.PhysicalName != field.Name || HasOtherNames(field.Type)),
        DeltaType.Array array => HasOtherNames(array.Element),
        DeltaType.Map map => HasOtherNames(map.Key) || HasOtherNames(map.Value),
        _ => false,
    };
}
