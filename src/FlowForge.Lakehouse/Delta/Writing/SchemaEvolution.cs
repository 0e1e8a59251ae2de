using System.Text.Json.Nodes;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>What may become of a table's columns when rows come that do not fit them.</summary>
public enum SchemaEvolution
{
    /// <summary>Nothing: such rows are refused.</summary>
    Strict,

    /// <summary>Columns that the table lacks are added, fields of structs too.</summary>
    Additive,

    /// <summary>And types become those that hold the values of both: an INTEGER that meets a BIGINT becomes one.</summary>
    /// <remarks>A table with <c>delta.enableTypeWidening</c> keeps its files; in others the files are written anew, in the same commit.</remarks>
    Permissive,

    /// <summary>The table takes the columns of the rows in place of its own. Only for an overwrite of everything.</summary>
    Replace,
}

/// <summary>The columns of a table as they become. Names compare regardless of case.</summary>
internal static class EvolvedSchema
{
    // Of these widths the protocol takes whole numbers for decimals. Source: PROTOCOL.md#type-widening
    private const int IntegerDigits = 10;
    private const int LongDigits = 20;

    /// <summary>The table's columns, with those of the source that it lacks at the end.</summary>
    /// <param name="widens">Whether types may become wider; a type that cannot be made to hold both stays, and the rows will not fit.</param>
    /// <param name="recordsTypes">Whether the schema tells what a type was before, as type widening has it.</param>
    /// <exception cref="InputException">A new column is of a type that Delta does not have.</exception>
    internal static IReadOnlyList<DeltaField> Grow(string root, IReadOnlyList<DeltaField> fields, IReadOnlyList<Column> source, bool widens, bool recordsTypes)
    {
        List<DeltaField> grown = [.. fields.Select(field => source.FirstOrDefault(column => Same(column, field)) is { Name: not null } column ? Grow(root, field, column.Type, widens, recordsTypes) : field)];
        grown.AddRange(source.Where(column => !fields.Any(field => Same(column, field))).Select(column => SchemaMatch.NewField(root, column)));
        return grown;
    }

    /// <summary>The source's columns; those that the table has in the same type stay what they are, comments and all.</summary>
    /// <inheritdoc cref="Grow(string, IReadOnlyList{DeltaField}, IReadOnlyList{Column}, bool, bool)"/>
    internal static IReadOnlyList<DeltaField> Replace(string root, IReadOnlyList<DeltaField> fields, IReadOnlyList<Column> source) => [.. source.Select(column =>
    {
        DeltaField made = SchemaMatch.NewField(root, column);
        return fields.FirstOrDefault(field => Same(column, field)) is { } known && known.Type.ToDataType() == made.Type.ToDataType() ? known : made;
    })];

    /// <summary>Whether values of columns that are there already have to be read as another type than they were written in.</summary>
    internal static bool ChangesTypes(IReadOnlyList<DeltaField> before, IReadOnlyList<DeltaField> after) =>
        before.Zip(after).Any(pair => ChangesType(pair.First.Type, pair.Second.Type));

    private static bool ChangesType(DeltaType before, DeltaType after) => (before, after) switch
    {
        (DeltaType.Scalar from, DeltaType.Scalar to) => from.Type != to.Type,
        (DeltaType.Struct from, DeltaType.Struct to) => ChangesTypes(from.Fields, to.Fields),
        (DeltaType.Array from, DeltaType.Array to) => ChangesType(from.Element, to.Element),
        (DeltaType.Map from, DeltaType.Map to) => ChangesType(from.Key, to.Key) || ChangesType(from.Value, to.Value),
        _ => before != after,
    };

    private static DeltaField Grow(string root, DeltaField field, DataType source, bool widens, bool recordsTypes)
    {
        var changes = new JsonArray();
        DeltaType type = Grow(root, field.Type, source, widens, recordsTypes, "", changes);
        if (changes.Count == 0 || !recordsTypes) return field with { Type = type };
        return field with { Type = type, Metadata = field.Metadata.Append("delta.typeChanges", changes) };
    }

    /// <param name="path">From the field to the type: <c>element</c>, <c>value.key</c>; empty for the field's own.</param>
    private static DeltaType Grow(string root, DeltaType type, DataType source, bool widens, bool recordsTypes, string path, JsonArray changes)
    {
        switch (type, source)
        {
            case (DeltaType.Struct structure, DataType.Struct rows):
                return new DeltaType.Struct(Grow(root, structure.Fields, rows.Fields, widens, recordsTypes));
            case (DeltaType.Array array, DataType.List rows):
                return array with { Element = Grow(root, array.Element, rows.Element, widens, recordsTypes, Below(path, "element"), changes) };
            case (DeltaType.Map map, DataType.Map rows):
                return map with
                {
                    Key = Grow(root, map.Key, rows.Key, widens, recordsTypes, Below(path, "key"), changes),
                    Value = Grow(root, map.Value, rows.Value, widens, recordsTypes, Below(path, "value"), changes),
                };
            case (DeltaType.Scalar { Type: var known }, _) when widens && Wider(known, SchemaMatch.Nearest(source)) is { } wide && wide != known:
                var made = (DeltaType.Scalar)SparkTypes.From(wide)!;
                var change = new JsonObject { ["fromType"] = ((DeltaType.Scalar)type).SparkName, ["toType"] = made.SparkName };
                if (path.Length > 0) change["fieldPath"] = path;
                changes.Add((JsonNode)change);
                return made;
            default:
                return type;
        }
    }

    private static string Below(string path, string part) => path.Length == 0 ? part : $"{path}.{part}";

    /// <summary>The type that holds all values of both; null when Delta has none that keeps them exact.</summary>
    private static DataType? Wider(DataType table, DataType source)
    {
        if (SchemaMatch.Holds(table, source)) return table;
        if (source is DataType.Primitive or DataType.Decimal && SchemaMatch.Holds(source, table)) return source is DataType.Decimal ? Exact(table, source) : source;
        return Exact(table, source) ?? (IsSmall(table) && source == DataType.Float || table == DataType.Float && IsSmall(source) ? DataType.Double : null);
    }

    private static DataType.Decimal? Exact(DataType left, DataType right)
    {
        if (Digits(left) is not { } first || Digits(right) is not { } second) return null;
        int whole = Math.Max(first.Whole, second.Whole), scale = Math.Max(first.Scale, second.Scale);
        return whole + scale <= 38 ? new DataType.Decimal(whole + scale, scale) : null;
    }

    private static (int Whole, int Scale)? Digits(DataType type) => type switch
    {
        DataType.Decimal number => (number.Precision - number.Scale, number.Scale),
        _ when IsSmall(type) => (IntegerDigits, 0),
        _ when type == DataType.BigInt => (LongDigits, 0),
        _ => null,
    };

    private static bool IsSmall(DataType type) => type is DataType.Primitive { Kind: PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer };

    private static bool Same(Column column, DeltaField field) => column.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase);
}
