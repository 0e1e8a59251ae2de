using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace FlowForge.Bench.Data;

/// <summary>The orders as a dBase III table in Windows-1252; one record in a hundred is deleted.</summary>
internal static class DbfFile
{
    private static readonly (string Name, char Type, int Length, int Decimals)[] s_fields =
    [
        ("ORDER_ID", 'N', 10, 0), ("PLACED", 'D', 8, 0), ("CUSTOMER", 'C', 30, 0), ("CITY", 'C', 12, 0), ("POSTCODE", 'C', 5, 0),
        ("PRODUCT", 'C', 20, 0), ("QUANTITY", 'N', 4, 0), ("PRICE", 'N', 12, 2), ("PAID", 'L', 1, 0), ("NOTE", 'C', 28, 0),
    ];

    internal static void Write(string path, Orders orders, long rows)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Encoding encoding = Encoding.GetEncoding(1252);
        int recordBytes = 1 + s_fields.Sum(field => field.Length);
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        WriteHeader(file, (uint)rows, recordBytes);
        var record = new byte[recordBytes];
        for (long i = 0; i < rows; i++)
        {
            orders.Next();
            Fill(record, orders, encoding);
            file.Write(record);
        }
        file.WriteByte(0x1A);
    }

    private static void WriteHeader(Stream file, uint rows, int recordBytes)
    {
        var header = new byte[32 + 32 * s_fields.Length + 1];
        header[0] = 0x03;
        (header[1], header[2], header[3]) = (124, 1, 1); // last change: 2024-01-01
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), rows);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)header.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), (ushort)recordBytes);
        header[29] = 0x03; // language driver: Windows-1252
        for (int i = 0; i < s_fields.Length; i++)
        {
            Span<byte> field = header.AsSpan(32 + 32 * i);
            Encoding.ASCII.GetBytes(s_fields[i].Name, field);
            field[11] = (byte)s_fields[i].Type;
            field[16] = (byte)s_fields[i].Length;
            field[17] = (byte)s_fields[i].Decimals;
        }
        header[^1] = 0x0D;
        file.Write(header);
    }

    private static void Fill(byte[] record, Orders orders, Encoding encoding)
    {
        string[] values =
        [
            orders.Id.ToString(), orders.Placed.ToString("yyyyMMdd"), orders.Customer, orders.City, orders.PostalCode, orders.Product, orders.Quantity.ToString(),
            orders.Price.ToString("0.00", CultureInfo.InvariantCulture), orders.IsPaid ? "T" : "F", orders.Note ?? "",
        ];
        record.AsSpan().Fill((byte)' ');
        if (orders.Id % 100 == 0) record[0] = (byte)'*';
        int at = 1;
        for (int i = 0; i < values.Length; i++)
        {
            int length = s_fields[i].Length;
            string value = values[i].Length > length ? values[i][..length] : values[i];
            encoding.GetBytes(s_fields[i].Type == 'N' ? value.PadLeft(length) : value, record.AsSpan(at, length));
            at += length;
        }
    }
}
