using System.Buffers.Binary;
using System.Text;

namespace FlowForge.Convert.Tests.Dbf;

/// <summary>Writes a DBF file byte by byte, as the dialects lay it out.</summary>
internal sealed class DbfFile(byte version = 0x03)
{
    private readonly List<(string Name, char Type, int Length, int Decimals, byte Flags)> _fields = [];
    private readonly List<byte[]> _records = [];

    internal byte CodePage { get; init; } = 0x03;

    /// <summary>What the header counts; null for the truth.</summary>
    internal int? CountedRecords { get; init; }

    /// <summary>Added to the record length of the header.</summary>
    internal int RecordLengthError { get; init; }

    internal bool Encrypted { get; init; }

    internal bool EndMark { get; init; } = true;

    private bool IsLevel7 => version is 0x04 or 0x8C;

    internal DbfFile Field(string name, char type, int length, int decimals = 0, byte flags = 0)
    {
        _fields.Add((name, type, length, decimals, flags));
        return this;
    }

    /// <summary>Text is padded with blanks on its right, numbers on their left.</summary>
    internal DbfFile Row(params object[] values) => Record((byte)' ', values);

    internal DbfFile DeletedRow(params object[] values) => Record((byte)'*', values);

    internal byte[] ToArray()
    {
        int entry = IsLevel7 ? 48 : 32, prologue = IsLevel7 ? 68 : 32;
        var header = new byte[prologue + (_fields.Count * entry) + 1];
        header[0] = version;
        (header[1], header[2], header[3]) = (124, 5, 17);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), CountedRecords ?? _records.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)header.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), (ushort)(1 + _fields.Sum(field => field.Length) + RecordLengthError));
        header[15] = Encrypted ? (byte)1 : (byte)0;
        header[29] = CodePage;
        for (int i = 0; i < _fields.Count; i++) WriteField(header.AsSpan(prologue + (i * entry), entry), _fields[i]);
        header[^1] = 0x0D;
        return [.. header, .. _records.SelectMany(record => record), .. EndMark ? [(byte)0x1A] : Array.Empty<byte>()];
    }

    private void WriteField(Span<byte> entry, (string Name, char Type, int Length, int Decimals, byte Flags) field)
    {
        Encoding.Latin1.GetBytes(field.Name, entry);
        int at = IsLevel7 ? 32 : 11;
        entry[at] = (byte)field.Type;
        entry[IsLevel7 ? 33 : 16] = (byte)field.Length;
        entry[IsLevel7 ? 34 : 17] = (byte)(field.Length > 255 ? field.Length >> 8 : field.Decimals);
        if (!IsLevel7) entry[18] = field.Flags;
    }

    private DbfFile Record(byte mark, object[] values)
    {
        var record = new List<byte> { mark };
        for (int i = 0; i < _fields.Count; i++)
        {
            int length = _fields[i].Length;
            record.AddRange(values[i] switch
            {
                byte[] bytes => bytes,
                string text when _fields[i].Type is 'N' or 'F' => Encoding.Latin1.GetBytes(text.PadLeft(length)),
                string text => Encoding.Latin1.GetBytes(text.PadRight(length)),
                int number when length == 4 => BitConverter.GetBytes(number),
                long number => BitConverter.GetBytes(number),
                double number => BitConverter.GetBytes(number),
                object other => throw new ArgumentException($"{other}"),
            });
        }
        _records.Add([.. record]);
        return this;
    }
}
