using System.Buffers.Binary;
using System.Text;

namespace FlowForge.Convert.Tests.Excel.Ole;

/// <summary>Writes small compound files of version 3: streams below the root, short ones in the mini stream.</summary>
internal sealed class CompoundBuilder
{
    private const int SectorBytes = 512;
    private const int MiniSectorBytes = 64;
    private const int MiniCutoff = 4096;
    private const uint EndOfChain = 0xFFFF_FFFE;
    private const uint FatMark = 0xFFFF_FFFD;
    private const uint Free = 0xFFFF_FFFF;

    private readonly List<(string Name, byte[] Bytes)> _streams = [];

    public CompoundBuilder Add(string name, byte[] bytes)
    {
        _streams.Add((name, bytes));
        return this;
    }

    public byte[] Build()
    {
        List<uint> fat = [], miniFat = [];
        var sectors = new MemoryStream();
        var mini = new MemoryStream();
        var directory = new byte[Math.Max(4, (_streams.Count + 4) / 4 * 4) * 128];
        for (int i = 0; i < _streams.Count; i++)
        {
            (string name, byte[] bytes) = _streams[i];
            bool isMini = bytes.Length < MiniCutoff;
            uint start = isMini ? Append(mini, miniFat, bytes, MiniSectorBytes) : Append(sectors, fat, bytes, SectorBytes);
            // A list instead of a tree: each is the right neighbour of the one before.
            Entry(directory, i + 1, name, type: 2, start, bytes.Length, right: i + 1 < _streams.Count ? (uint)(i + 2) : Free, child: Free);
        }

        uint miniStart = mini.Length == 0 ? EndOfChain : Append(sectors, fat, mini.ToArray(), SectorBytes);
        Entry(directory, 0, "Root Entry", type: 5, miniStart, (int)mini.Length, right: Free, child: _streams.Count > 0 ? 1 : Free);
        uint miniFatStart = miniFat.Count == 0 ? EndOfChain : Append(sectors, fat, Bytes(miniFat), SectorBytes);
        uint directoryStart = Append(sectors, fat, directory, SectorBytes);

        int fatSectors = 1;
        while (fatSectors * (SectorBytes / 4) < fat.Count + fatSectors) fatSectors++;
        uint fatStart = (uint)fat.Count;
        for (int i = 0; i < fatSectors; i++) fat.Add(FatMark);
        byte[] header = Header(directoryStart, miniFatStart, fatStart, fatSectors);
        var table = new byte[fatSectors * SectorBytes];
        table.AsSpan().Fill(0xFF);
        Bytes(fat).CopyTo(table, 0);
        return [.. header, .. sectors.ToArray(), .. table];
    }

    private static byte[] Header(uint directoryStart, uint miniFatStart, uint fatStart, int fatSectors)
    {
        var header = new byte[SectorBytes];
        ((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(header);
        Put16(header, 24, 0x3E);
        Put16(header, 26, 3);
        Put16(header, 28, 0xFFFE);
        Put16(header, 30, 9);
        Put16(header, 32, 6);
        Put32(header, 44, (uint)fatSectors);
        Put32(header, 48, directoryStart);
        Put32(header, 56, MiniCutoff);
        Put32(header, 60, miniFatStart);
        Put32(header, 68, EndOfChain);
        for (int i = 0; i < 109; i++) Put32(header, 76 + (4 * i), i < fatSectors ? fatStart + (uint)i : Free);
        return header;
    }

    private static uint Append(MemoryStream to, List<uint> table, byte[] bytes, int sectorBytes)
    {
        if (bytes.Length == 0) return EndOfChain;
        uint start = (uint)table.Count;
        int count = (bytes.Length + sectorBytes - 1) / sectorBytes;
        for (int i = 0; i < count; i++) table.Add(i == count - 1 ? EndOfChain : start + (uint)i + 1);
        to.Write(bytes);
        to.Write(new byte[(count * sectorBytes) - bytes.Length]);
        return start;
    }

    private static void Entry(byte[] directory, int index, string name, byte type, uint start, int length, uint right, uint child)
    {
        Span<byte> entry = directory.AsSpan(index * 128, 128);
        int bytes = Encoding.Unicode.GetBytes(name, entry);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[64..], (ushort)(bytes + 2));
        entry[66] = type;
        BinaryPrimitives.WriteUInt32LittleEndian(entry[68..], Free);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[72..], right);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[76..], child);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[116..], start);
        BinaryPrimitives.WriteInt32LittleEndian(entry[120..], length);
    }

    private static byte[] Bytes(List<uint> table)
    {
        var bytes = new byte[table.Count * 4];
        for (int i = 0; i < table.Count; i++) Put32(bytes, 4 * i, table[i]);
        return bytes;
    }

    private static void Put16(byte[] bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    private static void Put32(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
}
