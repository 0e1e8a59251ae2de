using System.Buffers.Binary;

namespace FlowForge.Lakehouse.Parquet;

/// <summary>The end of a Parquet file: its metadata as it lies there, and where the row groups are in it.</summary>
/// <remarks>Source: github.com/apache/parquet-format, parquet.thrift (FileMetaData, RowGroup, ColumnChunk).</remarks>
internal sealed class ParquetFooter
{
    /// <summary>"PAR1" at the start, and the footer's length and "PAR1" at the end.</summary>
    internal const int HeadLength = 4;

    private const int TailLength = 8;
    private const short RowCountField = 3;
    private const short RowGroupsField = 4;

    // Where the structures of a row group hold positions in the file, by field: a number is one, a structure holds some.
    private static readonly Offsets s_columnMetaData = new(Positions: [9, 10, 11, 14], Inner: []);
    private static readonly Offsets s_columnChunk = new(Positions: [2, 4, 6], Inner: new() { [3] = s_columnMetaData });
    private static readonly Offsets s_rowGroup = new(Positions: [5], Inner: new() { [1] = s_columnChunk });

    private readonly byte[] _metadata;

    private ParquetFooter(byte[] metadata, long dataEnd) => (_metadata, DataEnd) = (metadata, dataEnd);

    /// <summary>Bytes from the start of the file to the footer: the magic, the pages and what belongs to them.</summary>
    internal long DataEnd { get; }

    /// <exception cref="InvalidDataException">The file is not Parquet.</exception>
    internal static ParquetFooter Read(Stream file)
    {
        Span<byte> tail = stackalloc byte[TailLength];
        if (file.Length < HeadLength + TailLength) throw new InvalidDataException("The file is too short for Parquet.");
        file.Position = file.Length - TailLength;
        file.ReadExactly(tail);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || length > file.Length - HeadLength - TailLength) throw new InvalidDataException("The file has no Parquet footer.");
        var metadata = new byte[length];
        file.Position = file.Length - TailLength - length;
        file.ReadExactly(metadata);
        return new ParquetFooter(metadata, file.Length - TailLength - length);
    }

    /// <summary>Adds this file's row groups, moved by some bytes.</summary>
    /// <returns>How many there were, and their rows.</returns>
    internal (int Groups, long Rows) CopyRowGroups(CompactWriter target, long moved)
    {
        var reader = new CompactReader(_metadata);
        (int groups, long rows) = (0, 0);
        short id = 0;
        while (reader.TryField(ref id, out CompactType type))
        {
            switch (id)
            {
                case RowCountField: rows = reader.ZigZag(); break;
                case RowGroupsField:
                    groups = reader.ListHeader(out _);
                    for (int i = 0; i < groups; i++) CopyStruct(ref reader, target, s_rowGroup, moved);
                    break;
                default: reader.Skip(type); break;
            }
        }
        return (groups, rows);
    }

    /// <summary>This file's metadata with other row groups.</summary>
    internal void CopyWith(ReadOnlySpan<byte> rowGroups, int groups, long rows, CompactWriter target)
    {
        var reader = new CompactReader(_metadata);
        short id = 0;
        for (short before = 0; reader.TryField(ref id, out CompactType type); before = id)
        {
            target.Field(id, before, type);
            int from = reader.Position;
            reader.Skip(type);
            switch (id)
            {
                case RowCountField: target.ZigZag(rows); break;
                case RowGroupsField:
                    target.ListHeader(groups, CompactType.Struct);
                    target.Raw(rowGroups);
                    break;
                default: target.Raw(reader.Slice(from)); break;
            }
        }
        target.Stop();
    }

    private static void CopyStruct(ref CompactReader reader, CompactWriter target, Offsets offsets, long moved)
    {
        short id = 0;
        for (short before = 0; reader.TryField(ref id, out CompactType type); before = id)
        {
            target.Field(id, before, type);
            if (offsets.Inner.TryGetValue(id, out Offsets? inner)) CopyInner(ref reader, target, type, inner, moved);
            else if (offsets.Positions.Contains(id)) CopyPosition(ref reader, target, moved);
            else
            {
                int from = reader.Position;
                reader.Skip(type);
                target.Raw(reader.Slice(from));
            }
        }
        target.Stop();
    }

    private static void CopyInner(ref CompactReader reader, CompactWriter target, CompactType type, Offsets inner, long moved)
    {
        if (type == CompactType.Struct)
        {
            CopyStruct(ref reader, target, inner, moved);
            return;
        }
        int count = reader.ListHeader(out CompactType element);
        target.ListHeader(count, element);
        for (int i = 0; i < count; i++) CopyStruct(ref reader, target, inner, moved);
    }

    // Zero says "none" in fields that old readers wanted to be there; nothing lies before the magic.
    private static void CopyPosition(ref CompactReader reader, CompactWriter target, long moved)
    {
        long position = reader.ZigZag();
        target.ZigZag(position == 0 ? 0 : position + moved);
    }

    private sealed record Offsets(short[] Positions, Dictionary<short, Offsets> Inner);
}
