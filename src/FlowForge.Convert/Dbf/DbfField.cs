namespace FlowForge.Convert.Dbf;

/// <summary>A field as the header describes it. Offsets and lengths are in bytes and lie within the record.</summary>
/// <param name="RawName">In the table's code page, padding removed.</param>
/// <param name="Type">The letter of the header: <c>C</c>, <c>N</c>, <c>D</c> …</param>
/// <param name="Offset">From the record's first byte, which is the deletion mark.</param>
/// <param name="Decimals">Digits after the point for numbers; without meaning for most other types.</param>
internal sealed record DbfField(ReadOnlyMemory<byte> RawName, char Type, int Offset, int Length, int Decimals, FieldFlags Flags)
{
    /// <summary>Visual FoxPro's bits that say which values of a record are null; no column of the table.</summary>
    internal bool IsNullFlags => Type == '0';

    internal bool IsNullable => (Flags & FieldFlags.Nullable) != 0;

    /// <summary>The bytes are not text in the code page (NOCPTRANS).</summary>
    internal bool IsBinary => (Flags & FieldFlags.Binary) != 0;

    /// <summary>Varchar and varbinary: a bit of the null flags says whether the last byte holds the value's length.</summary>
    internal bool HasLengthBit => Type is 'V' or 'Q';
}

/// <summary>Byte 18 of a field in Visual FoxPro's header.</summary>
[Flags]
internal enum FieldFlags : byte
{
    None = 0,
    System = 1,
    Nullable = 2,
    Binary = 4,
}
