namespace FlowForge.Convert.Excel.Biff;

/// <summary>Numbers of the records that are read; the names are those of MS-XLS, a digit tells the version where the layout differs.</summary>
internal static class BiffRecord
{
    public const ushort Integer2 = 0x0002;
    public const ushort Number2 = 0x0003;
    public const ushort Label2 = 0x0004;
    public const ushort BoolErr2 = 0x0005;
    public const ushort Formula = 0x0006;
    public const ushort String2 = 0x0007;
    public const ushort Bof2 = 0x0009;
    public const ushort Eof = 0x000A;
    public const ushort Format2 = 0x001E;
    public const ushort Date1904 = 0x0022;
    public const ushort FilePass = 0x002F;
    public const ushort Font = 0x0031;
    public const ushort Continue = 0x003C;
    public const ushort CodePage = 0x0042;
    public const ushort Xf2 = 0x0043;
    public const ushort Ixfe = 0x0044;
    public const ushort BoundSheet = 0x0085;
    public const ushort SheetHeader = 0x008F;
    public const ushort MulRk = 0x00BD;
    public const ushort RString = 0x00D6;
    public const ushort Xf = 0x00E0;
    public const ushort InterfaceHeader = 0x00E1;
    public const ushort Sst = 0x00FC;
    public const ushort LabelSst = 0x00FD;
    public const ushort UsersExclusive = 0x0194;
    public const ushort FileLock = 0x0195;
    public const ushort RevisionInfo = 0x0196;
    public const ushort RevisionHeader = 0x0138;
    public const ushort Number = 0x0203;
    public const ushort Label = 0x0204;
    public const ushort BoolErr = 0x0205;
    public const ushort Formula3 = 0x0206;
    public const ushort String = 0x0207;
    public const ushort Bof3 = 0x0209;
    public const ushort Xf3 = 0x0243;
    public const ushort Rk = 0x027E;
    public const ushort Formula4 = 0x0406;
    public const ushort Bof4 = 0x0409;
    public const ushort Format = 0x041E;
    public const ushort Xf4 = 0x0443;
    public const ushort Bof = 0x0809;

    public static bool IsBof(ushort id) => id is Bof2 or Bof3 or Bof4 or Bof;

    /// <summary>True for the records of cells that hold something. They begin with row and column.</summary>
    public static bool IsCell(ushort id) => id is Number or LabelSst or Rk or MulRk or Formula or Formula3 or Formula4 or BoolErr or Label or RString
        or Integer2 or Number2 or Label2 or BoolErr2;
}

/// <summary>The version of the records; ordered, so that "from BIFF5 on" can be asked.</summary>
internal enum BiffVersion
{
    /// <summary>Excel 2.</summary>
    Biff2 = 2,

    /// <summary>Excel 3.</summary>
    Biff3 = 3,

    /// <summary>Excel 4.</summary>
    Biff4 = 4,

    /// <summary>Excel 5 and 95.</summary>
    Biff5 = 5,

    /// <summary>Excel 97 to 2003.</summary>
    Biff8 = 8,
}
