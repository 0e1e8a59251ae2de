namespace FlowForge.Core.Plans;

/// <summary>A table's address. Compared regardless of case, as Unity Catalog does.</summary>
public sealed record TableName(string Catalog, string Schema, string Table)
{
    public bool Equals(TableName? other) =>
        other is not null && Same(Catalog, other.Catalog) && Same(Schema, other.Schema) && Same(Table, other.Table);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() => $"{Catalog}.{Schema}.{Table}";

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
