using System.Buffers.Binary;
using System.Text;
using FlowForge.Convert.Excel.Biff;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tests.Excel.Biff;

/// <summary>Writes BIFF records. Values are put together from numbers (2 bytes), bytes, doubles and texts.</summary>
internal sealed class BiffBuilder
{
    private readonly List<byte> _stream = [];

    public int Position => _stream.Count;

    public static byte[] U16(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];

    public static byte[] U32(uint value) => BitConverter.GetBytes(value);

    public static byte[] F64(double value) => BitConverter.GetBytes(value);

    /// <summary>A BIFF8 string with its length in 16 bits; wide when it has to be.</summary>
    public static byte[] Unicode(string text)
    {
        bool isWide = text.Any(c => c > 0xFF);
        return [.. U16(text.Length), (byte)(isWide ? 1 : 0), .. (isWide ? Encoding.Unicode : Encoding.Latin1).GetBytes(text)];
    }

    public BiffBuilder Record(int id, params byte[][] parts)
    {
        byte[] data = [.. parts.SelectMany(part => part)];
        _stream.AddRange([.. U16(id, data.Length), .. data]);
        return this;
    }

    public BiffBuilder Bof8(BiffContent content) => Record(BiffRecord.Bof, U16(0x0600, (int)content, 0, 0), U32(0), U32(0));

    public BiffBuilder Eof() => Record(BiffRecord.Eof);

    public byte[] ToArray() => [.. _stream];

    /// <summary>A BIFF8 workbook: globals with the given records, then a sheet a builder.</summary>
    public static byte[] Workbook(Action<BiffBuilder> globals, params (string Name, int Visibility, int Type, Action<BiffBuilder> Cells)[] sheets)
    {
        var places = new List<int>();
        var book = new BiffBuilder().Bof8(BiffContent.Globals);
        globals(book);
        foreach ((string name, int visibility, int type, _) in sheets)
        {
            places.Add(book.Position + 4);
            book.Record(BiffRecord.BoundSheet, U32(0), [(byte)visibility, (byte)type, (byte)name.Length, 0], Encoding.Latin1.GetBytes(name));
        }

        book.Eof();
        var starts = new List<int>();
        foreach ((_, _, int type, Action<BiffBuilder> cells) in sheets)
        {
            starts.Add(book.Position);
            book.Bof8(type == 2 ? BiffContent.Chart : BiffContent.Worksheet);
            cells(book);
            book.Eof();
        }

        byte[] bytes = book.ToArray();
        for (int i = 0; i < places.Count; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(places[i]), starts[i]);
        return bytes;
    }

    public static byte[] OneSheet(Action<BiffBuilder> cells) => Workbook(_ => { }, ("Sheet", 0, 0, cells));

    /// <summary>The cells of all worksheets in the stream.</summary>
    public static List<string> Read(byte[] stream, Warnings? warnings = null, Encoding? encoding = null)
    {
        warnings ??= new Warnings();
        var workbook = BiffWorkbook.Open(stream, new Location("book.xls"), encoding, warnings);
        return [.. workbook.Entries.Where(entry => entry.Content == BiffContent.Worksheet)
            .SelectMany(entry => RecordedCells.Of(new BiffSheet(workbook, entry) { Name = entry.Name }))];
    }
}
