using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Delta.Schema;

/// <summary>A type as a Delta schema has it: nested types carry the nullability and metadata of their parts. A closed set.</summary>
public abstract record DeltaType
{
    private DeltaType() { }

    /// <summary>The type of the values in the engine.</summary>
    public abstract DataType ToDataType();

    /// <param name="SparkName">As the schema writes it: <c>integer</c>, <c>decimal(18,3)</c>.</param>
    public sealed record Scalar(string SparkName, DataType Type) : DeltaType
    {
        public override DataType ToDataType() => Type;
    }

    /// <summary>A value of any type, in the two binary parts that files hold.</summary>
    public sealed record Variant : DeltaType
    {
        public override DataType ToDataType() => new DataType.Struct([new Column("value", DataType.Blob), new Column("metadata", DataType.Blob)]);
    }

    public sealed record Struct(IReadOnlyList<DeltaField> Fields) : DeltaType
    {
        public override DataType ToDataType() => new DataType.Struct([.. Fields.Select(field => new Column(field.Name, field.Type.ToDataType()))]);

        public bool Equals(Struct? other) => other is not null && Fields.SequenceEqual(other.Fields);

        public override int GetHashCode() => Fields.Aggregate(17, HashCode.Combine);
    }

    public sealed record Array(DeltaType Element, bool ContainsNull) : DeltaType
    {
        public override DataType ToDataType() => new DataType.List(Element.ToDataType());
    }

    public sealed record Map(DeltaType Key, DeltaType Value, bool ValueContainsNull) : DeltaType
    {
        public override DataType ToDataType() => new DataType.Map(Key.ToDataType(), Value.ToDataType());
    }
}

/// <summary>A column of a table or a field of a struct.</summary>
/// <param name="Metadata">Column mapping, defaults, comments … kept as they are.</param>
public sealed record DeltaField(string Name, DeltaType Type, bool IsNullable, FieldMetadata Metadata)
{
    /// <summary>The name in data files.</summary>
    public string PhysicalName => Metadata.Text("delta.columnMapping.physicalName") ?? Name;

    /// <summary>The id in data files, where columns are mapped; null elsewhere.</summary>
    public int? Id => (int?)Metadata.Number("delta.columnMapping.id");
}
