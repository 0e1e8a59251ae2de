using System.Buffers.Binary;
using System.Text;
using FlowForge.Convert.Excel.Binary;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Excel.Xlsx;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Biff;

/// <summary>What is said once for all sheets of a BIFF stream: version, code page, date system, formats, shared strings, the sheets' places.</summary>
/// <remarks>Not changed after <see cref="Open"/>: sheets may be read by several threads.</remarks>
internal sealed class BiffWorkbook
{
    private readonly BiffStyles _styles;
    private readonly List<BiffSheetEntry> _entries = [];

    private BiffWorkbook(byte[] stream, Location where, BiffVersion version, Encoding encoding)
    {
        Stream = stream;
        Where = where;
        Version = version;
        Encoding = encoding;
        _styles = new BiffStyles(version, encoding);
    }

    public byte[] Stream { get; }

    public Location Where { get; }

    public BiffVersion Version { get; }

    /// <summary>Of text before BIFF8.</summary>
    public Encoding Encoding { get; }

    /// <summary>True when serial numbers count from 1904.</summary>
    public bool Date1904 { get; private set; }

    /// <summary>BIFF8 only.</summary>
    public SharedStrings Strings { get; } = new();

    /// <summary>Sheets of every kind, in the order of their tabs.</summary>
    public IReadOnlyList<BiffSheetEntry> Entries => _entries;

    /// <param name="stream">The records; decrypted in place when they are protected with the password that everybody has.</param>
    /// <param name="encoding">Of text before BIFF8; null: as the workbook says.</param>
    /// <exception cref="InputException">Not BIFF, encrypted, or cut off before all sheets are named.</exception>
    public static BiffWorkbook Open(byte[] stream, Location where, Encoding? encoding, Warnings warnings)
    {
        var first = new BiffReader(stream);
        if (!first.Read() || BiffBof.Parse(first.Id, first.Data) is not { } bof)
        {
            throw new InputException("excel-not-biff", where, "The workbook's stream does not begin with a BOF record.", "The file is damaged, or not an Excel workbook.");
        }

        BiffEncryption.Remove(stream, bof.Version, where);
        encoding ??= bof.Version == BiffVersion.Biff8 ? Encoding.Latin1 : BiffEncodings.Choose(stream, where, warnings);
        var workbook = new BiffWorkbook(stream, where, bof.Version, encoding);
        workbook.ReadGlobals(bof.Content);
        return workbook;
    }

    /// <summary>The formats that a sheet's cells refer to. Before BIFF5 each sheet brings its own.</summary>
    public BiffStyles StylesOf(BiffSheetEntry entry)
    {
        if (Version >= BiffVersion.Biff5) return _styles;
        var own = new BiffStyles(Version, Encoding);
        var sheet = new BiffSubstream(Stream, entry.Start);
        while (sheet.Read()) own.Take(sheet.Record);
        own.Settle();
        return own.HasXfs || !_styles.HasXfs ? own : _styles;
    }

    /// <summary>Bytes from a sheet's start to the next one's or the stream's end.</summary>
    public int LengthOf(BiffSheetEntry entry) =>
        _entries.Select(other => other.Start).Where(start => start > entry.Start).Append(Stream.Length).Min() - entry.Start;

    public BiffBof? BofAt(int position)
    {
        var reader = new BiffReader(Stream, position);
        return reader.Read() ? BiffBof.Parse(reader.Id, reader.Data) : null;
    }

    public InputException Truncated(string? sheet = null) => new("excel-truncated", Where with { Part = sheet ?? Where.Part },
        $"The workbook ends in the middle of a record, {Stream.Length:N0} bytes into its stream.", "The file is incomplete: copy or download it again.");

    private void ReadGlobals(BiffContent content)
    {
        var globals = new BiffSubstream(Stream, 0);
        while (globals.Read()) Take(globals.Record);
        _styles.Settle();
        if (content is BiffContent.Globals or BiffContent.Workspace)
        {
            if (globals.Record.IsCut) throw Truncated();
            PlaceSheets(globals.Record.Next);
        }
        else
        {
            // Excel 2 to 4 saved one sheet a file, without a name.
            _entries.Add(new BiffSheetEntry("Sheet1", content, SheetVisibility.Visible, 0));
        }
    }

    private void Take(BiffReader record)
    {
        switch (record.Id)
        {
            case BiffRecord.Date1904:
                Date1904 = record.Data.Length > 0 && (record.Data[0] & 1) != 0;
                break;
            case BiffRecord.Sst:
                ReadStrings(record);
                break;
            case BiffRecord.BoundSheet when record.Data.Length > 6:
                AddSheet(record);
                break;
            case BiffRecord.SheetHeader when record.Data.Length > 4:
                // BIFF4 names a sheet just before its BOF.
                _entries.Add(new BiffSheetEntry(Name(record, 4), BiffContent.Worksheet, SheetVisibility.Visible, record.Next));
                break;
            default:
                _styles.Take(record);
                break;
        }
    }

    private void ReadStrings(BiffReader record)
    {
        // Count and unique count come first. They lie; the strings end where the record and its continuations do.
        const int CountBytes = 8;
        BiffCursor cursor = record.Cursor(CountBytes);
        var text = new Utf8Builder();
        while (!cursor.AtEnd)
        {
            text.Clear();
            int characters = cursor.ReadUInt16();
            cursor.ReadUnicode(characters, text);
            Strings.Add(text.Written);
        }
    }

    private void AddSheet(BiffReader record)
    {
        ReadOnlySpan<byte> data = record.Data;
        var visibility = (data[4] & 3) switch
        {
            0 => SheetVisibility.Visible,
            1 => SheetVisibility.Hidden,
            _ => SheetVisibility.VeryHidden,
        };
        var content = data[5] switch
        {
            0 => BiffContent.Worksheet,
            1 => BiffContent.Macros,
            2 => BiffContent.Chart,
            _ => BiffContent.VisualBasic,
        };
        int start = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(data), int.MaxValue);
        _entries.Add(new BiffSheetEntry(Name(record, 6), content, visibility, start));
    }

    private string Name(BiffReader record, int offset)
    {
        BiffCursor cursor = record.Cursor(offset);
        var name = new Utf8Builder();
        int length = cursor.ReadByte();
        if (Version == BiffVersion.Biff8) cursor.ReadUnicode(length, name);
        else cursor.ReadEncoded(length, Encoding, name);
        return name.ToString();
    }

    /// <summary>Checks the places that the list of sheets gives, and takes the substreams' own order where there is no BOF at one of them.</summary>
    private void PlaceSheets(int afterGlobals)
    {
        if (_entries.Count > 0 && _entries.TrueForAll(entry => BofAt(entry.Start) is not null)) return;
        List<(int Start, BiffContent Content)> found = [];
        for (int start = afterGlobals; BofAt(start) is { } bof;)
        {
            found.Add((start, bof.Content));
            var substream = new BiffSubstream(Stream, start);
            while (substream.Read())
            {
            }

            start = substream.Record.Next;
        }

        if (_entries.Count == 0)
        {
            _entries.AddRange(found.Select((sheet, i) => new BiffSheetEntry($"Sheet{i + 1}", sheet.Content, SheetVisibility.Visible, sheet.Start)));
        }
        else if (found.Count == _entries.Count)
        {
            for (int i = 0; i < found.Count; i++) _entries[i] = _entries[i] with { Start = found[i].Start };
        }
    }
}

/// <summary>A sheet as the workbook lists it.</summary>
/// <param name="Start">Where its BOF record should start in the stream.</param>
internal sealed record BiffSheetEntry(string Name, BiffContent Content, SheetVisibility Visibility, int Start);
