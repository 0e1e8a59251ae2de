using System.Buffers.Binary;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>Walks over the records of a stream: a number, a length, that many bytes. Lent bytes stay valid as long as the stream.</summary>
/// <remarks>The current record's end is kept as a cursor, so that text can run on over CONTINUE records (see <see cref="BiffCursor"/>).</remarks>
internal sealed class BiffReader(byte[] stream, int position = 0)
{
    private const int HeaderBytes = 4;

    /// <summary>The record's number; 0 before the first.</summary>
    public ushort Id { get; private set; }

    /// <summary>Where the record's header starts.</summary>
    public int Start { get; private set; } = position;

    /// <summary>Where the next record's header starts.</summary>
    public int Next { get; private set; } = Math.Clamp(position, 0, stream.Length);

    public int DataStart => Start + HeaderBytes;

    public ReadOnlySpan<byte> Data => stream.AsSpan(DataStart, Next - DataStart);

    /// <summary>True when the last record claims more bytes than the stream has. It is not handed out.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Steps to the next record. False at the end of the stream.</summary>
    public bool Read()
    {
        int left = stream.Length - Next;
        if (left < HeaderBytes)
        {
            IsCut = left > 0 && stream.AsSpan(Next).ContainsAnyExcept((byte)0);
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(Next + 2));
        if (length > left - HeaderBytes)
        {
            IsCut = true;
            return false;
        }

        Id = BinaryPrimitives.ReadUInt16LittleEndian(stream.AsSpan(Next));
        Start = Next;
        Next += HeaderBytes + length;
        return true;
    }

    /// <summary>Makes the record that starts at <paramref name="position"/> the next one.</summary>
    public void Seek(int position) => Next = Math.Clamp(position, 0, stream.Length);

    /// <summary>Reads this record from <paramref name="offset"/> on, and the CONTINUE records that follow as if they were part of it.</summary>
    public BiffCursor Cursor(int offset) => new(stream, Math.Min(DataStart + offset, Next), Next);
}
