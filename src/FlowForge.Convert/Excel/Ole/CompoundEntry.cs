using System.Buffers.Binary;
using System.Text;

namespace FlowForge.Convert.Excel.Ole;

/// <summary>A stream, a storage or the root of a compound file.</summary>
internal sealed record CompoundEntry(string Name, CompoundEntryKind Kind, uint FirstSector, long Length)
{
    private const int EntryBytes = 128;
    private const uint NoEntry = uint.MaxValue;

    /// <summary>Reads the root and the entries directly below it. Null when the directory has no entry.</summary>
    /// <remarks>Deeper ones are left out on purpose: an embedded object may hold a workbook of its own.</remarks>
    public static (CompoundEntry Root, IReadOnlyList<CompoundEntry> Children)? ReadRoot(ReadOnlySpan<byte> directory)
    {
        int count = directory.Length / EntryBytes;
        if (count == 0) return null;
        CompoundEntry root = Parse(directory[..EntryBytes]);
        List<CompoundEntry> children = [];
        var seen = new HashSet<uint>();
        var pending = new Stack<uint>([BinaryPrimitives.ReadUInt32LittleEndian(directory[76..])]);
        while (pending.TryPop(out uint id))
        {
            if (id == NoEntry || id >= count || !seen.Add(id)) continue;
            ReadOnlySpan<byte> bytes = directory.Slice((int)id * EntryBytes, EntryBytes);
            children.Add(Parse(bytes));
            pending.Push(BinaryPrimitives.ReadUInt32LittleEndian(bytes[72..]));
            pending.Push(BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]));
        }

        return (root, children);
    }

    private static CompoundEntry Parse(ReadOnlySpan<byte> bytes)
    {
        // The length counts bytes with the closing zero and is not to be trusted; the zero is.
        ReadOnlySpan<byte> name = bytes[..Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(bytes[64..]) & ~1, 0, 64)];
        string text = Encoding.Unicode.GetString(name);
        int end = text.IndexOf('\0');
        var kind = bytes[66] switch
        {
            1 => CompoundEntryKind.Storage,
            2 => CompoundEntryKind.Stream,
            5 => CompoundEntryKind.Root,
            _ => CompoundEntryKind.Unused,
        };
        // The upper half of the length is only defined for sectors of 4,096 bytes; no stream of a workbook needs it.
        return new CompoundEntry(end < 0 ? text : text[..end], kind, BinaryPrimitives.ReadUInt32LittleEndian(bytes[116..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[120..]));
    }
}

/// <summary>What an entry of a compound file is.</summary>
internal enum CompoundEntryKind
{
    Unused,
    Storage,
    Stream,
    Root,
}
