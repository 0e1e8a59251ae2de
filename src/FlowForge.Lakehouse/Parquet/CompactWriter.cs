using System.Buffers;

namespace FlowForge.Lakehouse.Parquet;

/// <summary>Writes Thrift's compact protocol.</summary>
internal sealed class CompactWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    internal void Field(short id, short before, CompactType type)
    {
        int step = id - before;
        if (step is > 0 and <= 15)
        {
            Byte((byte)((step << 4) | (int)type));
            return;
        }
        Byte((byte)type);
        ZigZag(id);
    }

    internal void Stop() => Byte((byte)CompactType.Stop);

    internal void ListHeader(int count, CompactType element)
    {
        if (count < 15)
        {
            Byte((byte)((count << 4) | (int)element));
            return;
        }
        Byte((byte)(0xF0 | (int)element));
        Varint((ulong)count);
    }

    internal void ZigZag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    internal void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
