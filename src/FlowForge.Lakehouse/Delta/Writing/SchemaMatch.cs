using System.Globalization;
using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Delta.Writing;

/// <summary>Brings the columns of a source to those of a table: by name regardless of case, in the table's order, in types that hold every value.</summary>
internal static class SchemaMatch
{
    private static readonly PrimitiveKind[] s_integers = [PrimitiveKind.TinyInt, PrimitiveKind.SmallInt, PrimitiveKind.Integer, PrimitiveKind.BigInt];

    /// <summary>A query with all of the table's columns.</summary>
    /// <param name="expressions">Computes columns that the rows lack and the table knows how to make.</param>
    /// <exception cref="InputException">Columns do not fit; says all that do not.</exception>
    internal static string Project(string root, TableSchema schema, string sql, IReadOnlyList<Column> source, TableExpressions expressions)
    {
        var faults = new List<string>();
        var select = new List<string>();
        foreach (Column extra in source.Where(column => schema.Find(column.Name) is null)) faults.Add($"the table has no column {extra.Name}");
        foreach (DeltaField wanted in schema.Fields)
        {
            DataType type = wanted.Type.ToDataType();
            Column[] found = [.. source.Where(column => column.Name.Equals(wanted.Name, StringComparison.OrdinalIgnoreCase))];
            string? value = found switch
            {
                [] when expressions.Default(wanted) is { } standard => standard,
                [] when wanted.IsNullable || TableExpressions.IsGenerated(wanted) => $"CAST(NULL AS {type})",
                [] => null,
                [{ } column] when column.Type == type => SqlName.Quote(column.Name),
                [{ } column] when Holds(type, column.Type) => $"CAST({SqlName.Quote(column.Name)} AS {type})",
                _ => null,
            };
            if (value is null) faults.Add(found.Length == 0 ? $"column {wanted.Name} is NOT NULL and the rows have none" : $"column {wanted.Name} is {type}, the rows have {string.Join(", ", found.Select(column => column.Type))}");
            select.Add($"{value} AS {SqlName.Quote(wanted.Name)}");
        }
        if (faults.Count > 0) throw new InputException("delta-schema-mismatch", new Location(root), $"the rows do not fit the table: {string.Join("; ", faults)}.", "Cast or rename them, or let the table's schema change.");
        string projected = $"SELECT {string.Join(", ", select)} FROM ({sql})";
        return expressions.Generate(projected, schema, name => source.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    /// <exception cref="InputException">A column is of a type that Delta does not have.</exception>
    internal static DeltaField NewField(string root, Column column) => SparkTypes.From(Nearest(column.Type)) is { } type
        ? new DeltaField(column.Name, type, IsNullable: true, FieldMetadata.None)
        : throw new InputException("delta-type", new Location(root, Part: column.Name), $"Delta tables have no type for {column.Type}.", "Cast the column to a type that they have.");

    /// <summary>The type of Delta's that holds all values of one of the engine's.</summary>
    internal static DataType Nearest(DataType type) => type switch
    {
        DataType.Primitive { Kind: PrimitiveKind.UTinyInt } => new DataType.Primitive(PrimitiveKind.SmallInt),
        DataType.Primitive { Kind: PrimitiveKind.USmallInt } => new DataType.Primitive(PrimitiveKind.Integer),
        DataType.Primitive { Kind: PrimitiveKind.UInteger } => DataType.BigInt,
        DataType.Primitive { Kind: PrimitiveKind.UBigInt } => new DataType.Decimal(20, 0),
        DataType.Primitive { Kind: PrimitiveKind.TimestampS or PrimitiveKind.TimestampMs } => DataType.Timestamp,
        DataType.Primitive { Kind: PrimitiveKind.Uuid } or DataType.Enum => DataType.Varchar,
        DataType.List list => new DataType.List(Nearest(list.Element)),
        DataType.Array array => new DataType.List(Nearest(array.Element)),
        DataType.Map map => new DataType.Map(Nearest(map.Key), Nearest(map.Value)),
        DataType.Struct structure => new DataType.Struct([.. structure.Fields.Select(field => field with { Type = Nearest(field.Type) })]),
        _ => type,
    };

    /// <summary>Whether every value of one type is a value of the other.</summary>
    internal static bool Holds(DataType wide, DataType narrow)
    {
        narrow = Nearest(narrow);
        if (wide == narrow) return true;
        return (wide, narrow) switch
        {
            (DataType.Primitive to, DataType.Primitive from) when s_integers.Contains(from.Kind) => Array.IndexOf(s_integers, to.Kind) > Array.IndexOf(s_integers, from.Kind) || to.Kind == PrimitiveKind.Double && from.Kind != PrimitiveKind.BigInt,
            (DataType.Primitive { Kind: PrimitiveKind.Double }, DataType.Primitive { Kind: PrimitiveKind.Float }) => true,
            (DataType.Primitive { Kind: PrimitiveKind.Timestamp }, DataType.Primitive { Kind: PrimitiveKind.Date }) => true,
            (DataType.Decimal to, DataType.Decimal from) => to.Scale >= from.Scale && to.Precision - to.Scale >= from.Precision - from.Scale,
            (DataType.Decimal to, DataType.Primitive from) when s_integers.Contains(from.Kind) => to.Precision - to.Scale >= Digits(from.Kind),
            (DataType.List to, DataType.List from) => Holds(to.Element, from.Element),
            (DataType.Map to, DataType.Map from) => Holds(to.Key, from.Key) && Holds(to.Value, from.Value),
            (DataType.Struct to, DataType.Struct from) => from.Fields.All(field => to.Fields.Any(other => Same(other, field) && Holds(other.Type, field.Type))),
            _ => false,
        };
    }

    private static bool Same(Column left, Column right) => left.Name.Equals(right.Name, StringComparison.OrdinalIgnoreCase);

    private static int Digits(PrimitiveKind integer) => integer switch
    {
        PrimitiveKind.TinyInt => 3,
        PrimitiveKind.SmallInt => 5,
        PrimitiveKind.Integer => 10,
        _ => 19,
    };

    /// <summary>Gives fields without ids and physical names their own, nested ones too.</summary>
    /// <param name="lastId">The largest id so far; grows.</param>
    internal static IReadOnlyList<DeltaField> Map(IReadOnlyList<DeltaField> fields, ref int lastId)
    {
        var mapped = new List<DeltaField>(fields.Count);
        foreach (DeltaField field in fields)
        {
            FieldMetadata metadata = field.Metadata;
            if (field.Id is null) metadata = metadata.With(("delta.columnMapping.id", (long)++lastId), ("delta.columnMapping.physicalName", $"col-{RandomId.Next()}"));
            mapped.Add(field with { Type = Map(field.Type, ref lastId), Metadata = metadata });
        }
        return mapped;
    }

    private static DeltaType Map(DeltaType type, ref int lastId) => type switch
    {
        DeltaType.Struct structure => new DeltaType.Struct(Map(structure.Fields, ref lastId)),
        DeltaType.Array array => array with { Element = Map(array.Element, ref lastId) },
        DeltaType.Map map => map with { Key = Map(map.Key, ref lastId), Value = Map(map.Value, ref lastId) },
        _ => type,
    };

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
