namespace FlowForge.Convert.Dbf;

/// <summary>How a field's bytes are to be read, as far as the header alone tells.</summary>
internal enum FieldKind
{
    Text,
    Number,
    Date,
    Logical,
    Memo,

    /// <summary>Marked binary, or of a type nobody knows: the values tell whether they are text.</summary>
    TextOrBytes,

    Bytes,
    BytesMemo,
    Integer,
    SortableInteger,
    Double,
    SortableDouble,
    Currency,
    Moment,
    NullFlags,
}

internal static class FieldKinds
{
    /// <summary>Types that nobody knows are <see cref="FieldKind.TextOrBytes"/>, like texts marked binary.</summary>
    internal static FieldKind Of(DbfField field, DbfDialect dialect) => (field.Type, field.Length) switch
    {
        (_, 0) => FieldKind.Text,
        ('C' or 'V', _) => field.IsBinary ? FieldKind.TextOrBytes : FieldKind.Text,
        ('N' or 'F', _) => FieldKind.Number,
        ('D', 8 or 10) => FieldKind.Date,
        ('L', 1) => FieldKind.Logical,
        ('M', 4 or >= 9) => FieldKind.Memo,
        ('B', 8) => FieldKind.Double,
        ('B' or 'G' or 'P' or 'W', 4 or >= 9) => FieldKind.BytesMemo,
        ('Q', _) => FieldKind.Bytes,
        ('I' or '+', 4) => dialect == DbfDialect.DBase7 ? FieldKind.SortableInteger : FieldKind.Integer,
        ('I' or '+' or '2' or '4' or '^', 1 or 2 or 3 or 4 or 8) => FieldKind.Integer,
        ('O', 8) => dialect == DbfDialect.DBase7 ? FieldKind.SortableDouble : FieldKind.Double,
        ('8', 8) => FieldKind.Double,
        ('Y', 8) => FieldKind.Currency,
        ('T' or '@' or '7' or '=', 8) => FieldKind.Moment,
        ('0', _) => FieldKind.NullFlags,
        _ => FieldKind.TextOrBytes,
    };
}
