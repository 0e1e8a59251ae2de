namespace FlowForge.Convert.Dbf;

/// <summary>Families of DBF files that lay out header, values or memos differently.</summary>
internal enum DbfDialect
{
    /// <summary>dBASE II: header of 521 bytes with fields of 16 bytes.</summary>
    DBase2,

    /// <summary>dBASE III, Clipper and all that followed them: memos end with 1A.</summary>
    DBase3,

    /// <summary>dBASE IV and V: memos have a length.</summary>
    DBase4,

    /// <summary>dBASE 7: fields of 48 bytes, big-endian numbers.</summary>
    DBase7,

    /// <summary>FoxPro 2: .fpt memos.</summary>
    FoxPro2,

    /// <summary>Visual FoxPro: null flags, binary numbers, four-byte memo pointers.</summary>
    VisualFoxPro,

    /// <summary>Clipper with SIX: .smt memos.</summary>
    Six,
}

internal static class DbfDialects
{
    /// <summary>The dialect and a name for people of a version byte; null when no program is known to write it.</summary>
    internal static (DbfDialect Dialect, string Title)? Of(byte version) => version switch
    {
        0x02 => (DbfDialect.DBase2, "dBASE II"),
        0x03 => (DbfDialect.DBase3, "dBASE III"),
        0x83 => (DbfDialect.DBase3, "dBASE III with memo"),
        0x13 or 0x23 or 0x33 or 0x93 or 0xA3 or 0xB3 => (DbfDialect.DBase3, "FlagShip"),
        0x07 or 0x87 => (DbfDialect.DBase3, "Visual Objects"),
        0x05 => (DbfDialect.DBase4, "dBASE V"),
        0x43 or 0x63 => (DbfDialect.DBase4, "dBASE IV SQL"),
        0x7B or 0x8B => (DbfDialect.DBase4, "dBASE IV with memo"),
        0x8E or 0xCB or 0xEB => (DbfDialect.DBase4, "dBASE IV SQL with memo"),
        0x04 => (DbfDialect.DBase7, "dBASE 7"),
        0x8C => (DbfDialect.DBase7, "dBASE 7 with memo"),
        0xF5 or 0xFB => (DbfDialect.FoxPro2, "FoxPro 2"),
        0x30 => (DbfDialect.VisualFoxPro, "Visual FoxPro"),
        0x31 => (DbfDialect.VisualFoxPro, "Visual FoxPro with autoincrement"),
        0x32 => (DbfDialect.VisualFoxPro, "Visual FoxPro with varchar"),
        0xE5 => (DbfDialect.Six, "Clipper SIX"),
        _ => null,
    };
}
