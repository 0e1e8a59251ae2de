using System.Buffers.Binary;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>What a BOF record says: the version of the records that follow, and what they describe.</summary>
internal readonly record struct BiffBof(BiffVersion Version, BiffContent Content)
{
    /// <summary>True for the first bytes of a stream of any version.</summary>
    public static bool Starts(ReadOnlySpan<byte> head) => head.Length >= 8
        && BinaryPrimitives.ReadUInt16LittleEndian(head[2..]) is >= 4 and <= 16
        && Parse(BinaryPrimitives.ReadUInt16LittleEndian(head), head[4..]) is { } bof
        && Enum.IsDefined(bof.Content);

    /// <summary>Null for another record.</summary>
    public static BiffBof? Parse(ushort id, ReadOnlySpan<byte> data)
    {
        if (!BiffRecord.IsBof(id) || data.Length < 4) return null;
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(data);
        var content = (BiffContent)BinaryPrimitives.ReadUInt16LittleEndian(data[2..]);
        return new BiffBof(id switch
        {
            BiffRecord.Bof2 => BiffVersion.Biff2,
            BiffRecord.Bof3 => BiffVersion.Biff3,
            BiffRecord.Bof4 => BiffVersion.Biff4,
            // The record number of BIFF5 and later, which other writers also put in front of older records.
            _ => version switch
            {
                < 0x0300 => BiffVersion.Biff2,
                < 0x0400 => BiffVersion.Biff3,
                < 0x0500 => BiffVersion.Biff4,
                < 0x0600 => BiffVersion.Biff5,
                _ => BiffVersion.Biff8,
            },
        }, content);
    }
}

/// <summary>What the records between a BOF and its EOF describe.</summary>
internal enum BiffContent
{
    /// <summary>The workbook as a whole.</summary>
    Globals = 0x0005,

    VisualBasic = 0x0006,

    Worksheet = 0x0010,

    Chart = 0x0020,

    Macros = 0x0040,

    /// <summary>A BIFF4 workbook: its sheets lie inside of it.</summary>
    Workspace = 0x0100,
}
