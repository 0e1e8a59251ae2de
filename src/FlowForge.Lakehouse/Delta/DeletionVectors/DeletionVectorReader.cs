using System.Buffers.Binary;
using FlowForge.Lakehouse.Delta.Log;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.DeletionVectors;

/// <summary>Brings deletion vectors from where their descriptors say they are.</summary>
internal static class DeletionVectorReader
{
    private const int UuidLetters = 20;

    /// <exception cref="Core.Diagnostics.InputException">The vector is missing or damaged, or its checksum is wrong.</exception>
    internal static RowSet Read(ITableStore store, DeletionVectorDescriptor descriptor)
    {
        string place = descriptor.StorageType == "i" ? $"{store.Root} (inline)" : descriptor.PathOrInlineDv;
        try
        {
            if (descriptor.StorageType is not ("i" or "u" or "p")) throw new InvalidDataException($"storage type '{descriptor.StorageType}' is not known; known are u, p and i.");
            if (descriptor.StorageType != "i") place = PathOf(descriptor);
            byte[] bytes = descriptor.StorageType == "i" ? Inline(descriptor) : FromFile(store, place, descriptor);
            RowSet rows = RoaringReader.Read(bytes);
            return rows.Count == descriptor.Cardinality ? rows : throw new InvalidDataException($"it has {rows.Count:N0} rows, the log says {descriptor.Cardinality:N0}.");
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException or EndOfStreamException)
        {
            throw DeltaErrors.DeletionVector(place, broken.Message, broken);
        }
        catch (FileNotFoundException missing)
        {
            throw DeltaErrors.DeletionVector(place, "its file is missing.", missing);
        }
    }

    /// <summary>The vector's file below the table's root, or rooted.</summary>
    /// <exception cref="FormatException">The descriptor's name is not one.</exception>
    internal static string PathOf(DeletionVectorDescriptor descriptor)
    {
        string name = descriptor.PathOrInlineDv;
        if (descriptor.StorageType == "p") return DataPath.Decode(name);
        if (name.Length < UuidLetters) throw new FormatException($"'{name}' is too short for a UUID in base 85.");
        var id = new Guid(Base85.Decode(name.AsSpan()[^UuidLetters..]), bigEndian: true);
        string prefix = name[..^UuidLetters];
        return prefix.Length == 0 ? $"deletion_vector_{id}.bin" : $"{prefix}/deletion_vector_{id}.bin";
    }

    private static byte[] Inline(DeletionVectorDescriptor descriptor)
    {
        byte[] bytes = Base85.Decode(descriptor.PathOrInlineDv);
        return descriptor.SizeInBytes <= bytes.Length ? bytes[..descriptor.SizeInBytes] : throw new InvalidDataException($"it has {bytes.Length} bytes, the log says {descriptor.SizeInBytes}.");
    }

    private static byte[] FromFile(ITableStore store, string path, DeletionVectorDescriptor descriptor)
    {
        using Stream file = store.OpenRead(path);
        int offset = descriptor.Offset ?? 1;
        if (descriptor.SizeInBytes < 0 || offset < 0 || offset + 8L + descriptor.SizeInBytes > file.Length)
            throw new InvalidDataException($"the log says {descriptor.SizeInBytes:N0} bytes from byte {offset:N0} on, the file has {file.Length:N0}.");
        file.Seek(offset, SeekOrigin.Begin);
        var framed = new byte[descriptor.SizeInBytes + 8];
        file.ReadExactly(framed);
        int size = BinaryPrimitives.ReadInt32BigEndian(framed);
        if (size != descriptor.SizeInBytes) throw new InvalidDataException($"the file says {size:N0} bytes, the log says {descriptor.SizeInBytes:N0}.");
        byte[] bytes = framed[4..^4];
        uint written = BinaryPrimitives.ReadUInt32BigEndian(framed.AsSpan(^4..)), computed = Crc32.Of(bytes);
        return written == computed ? bytes : throw new InvalidDataException($"its checksum is {written:X8}, its bytes give {computed:X8}.");
    }
}
