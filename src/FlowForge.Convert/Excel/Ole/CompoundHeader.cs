using System.Buffers.Binary;

namespace FlowForge.Convert.Excel.Ole;

/// <summary>The 512 bytes at the start of a compound file.</summary>
internal readonly struct CompoundHeader
{
    public const int Length = 512;

    /// <summary>Entries of the list of FAT sectors that are kept in the header itself.</summary>
    public const int HeaderFatSectors = 109;

    public static ReadOnlySpan<byte> Signature => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>9 for sectors of 512 bytes, 12 for 4,096.</summary>
    public int SectorShift { get; private init; }

    public int MiniSectorShift { get; private init; }

    public uint FirstDirectorySector { get; private init; }

    /// <summary>Streams shorter than this are kept in the mini stream.</summary>
    public uint MiniCutoff { get; private init; }

    public uint FirstMiniFatSector { get; private init; }

    public uint FirstListSector { get; private init; }

    /// <summary>The part of the list of FAT sectors that is in the header; the rest follows from <see cref="FirstListSector"/>.</summary>
    public uint[] FatSectors { get; private init; }

    /// <summary>Null when there is no compound file to be seen in these bytes.</summary>
    public static CompoundHeader? Parse(ReadOnlySpan<byte> header)
    {
        if (header.Length < Length || !header.StartsWith(Signature)) return null;
        // The byte-order mark at 28 is not looked at: files with a wrong one exist, and all of them are little endian.
        int sectorShift = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        int miniSectorShift = BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        if (sectorShift is < 7 or > 16 || miniSectorShift is < 2 or > 12) return null;

        var fatSectors = new uint[HeaderFatSectors];
        for (int i = 0; i < fatSectors.Length; i++) fatSectors[i] = BinaryPrimitives.ReadUInt32LittleEndian(header[(76 + (4 * i))..]);
        return new CompoundHeader
        {
            SectorShift = sectorShift,
            MiniSectorShift = miniSectorShift,
            FirstDirectorySector = BinaryPrimitives.ReadUInt32LittleEndian(header[48..]),
            MiniCutoff = BinaryPrimitives.ReadUInt32LittleEndian(header[56..]),
            FirstMiniFatSector = BinaryPrimitives.ReadUInt32LittleEndian(header[60..]),
            FirstListSector = BinaryPrimitives.ReadUInt32LittleEndian(header[68..]),
            FatSectors = fatSectors,
        };
    }
}
