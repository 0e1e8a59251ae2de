using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Dbf;

/// <summary>What the records themselves say: the first megabyte of them, or all.</summary>
internal sealed class TableSurvey
{
    // Enough for the detector, and small beside one block.
    private const int SampleTextBytes = 256 << 10;
    private const int SampleBytes = 1 << 20;

    private readonly TextSample _text = new(SampleTextBytes);
    private readonly byte[] _line = new byte[64 << 10];

    private readonly IReadOnlyList<DbfField> _fields;
    private readonly FieldKind[] _kinds;
    private readonly (NullBit Length, NullBit Null)[] _bits;
    private readonly MemoCursor? _memos;
    private readonly MemoLayout? _layout;
    private readonly bool _sniff;

    private TableSurvey(DbfHeader header, MemoFile? memos, bool sniff)
    {
        _fields = header.Fields;
        _kinds = [.. _fields.Select(field => FieldKinds.Of(field, header.Dialect))];
        _bits = NullBit.Assign(_fields);
        _memos = memos is null ? null : new MemoCursor(memos);
        _layout = memos?.Layout;
        _sniff = sniff;
        Shapes = [.. _fields.Select(_ => new FieldShape())];
    }

    internal FieldShape[] Shapes { get; }

    /// <summary>Records that were seen, and how many of them are deleted.</summary>
    internal long Records { get; private set; }

    internal long Deleted { get; private set; }

    /// <summary>True when there are no more records than were seen.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Texts with bytes outside ASCII that are no UTF-8, not counting one cut by its field's end.</summary>
    internal bool AnyBeyondUtf8 { get; private set; }

    /// <summary>Some of the text outside ASCII, a line a value.</summary>
    internal byte[] TextSample => _text.ToArray();

    /// <param name="sniff">Whether text is looked at, because nothing names its code page.</param>
    internal static TableSurvey Take(SourceFile file, DbfHeader header, MemoFile? memos, bool sniff, ReadOptions options, CancellationToken cancellationToken)
    {
        var survey = new TableSurvey(header, memos, sniff);
        bool full = options.Scan == ScanDepth.Full;
        memos?.StartPass();
        using var stream = new RecordStream(file, header, full ? options.BlockBytes : Math.Min(SampleBytes, options.BlockBytes), progress: null);
        while (stream.TryNext(out RecordBlock? block))
        {
            using (block)
                for (int i = 0; i < block.Count; i++)
                    survey.Observe(block[i]);
            cancellationToken.ThrowIfCancellationRequested();
            if (!full && survey.Records < header.Records) return survey;
        }
        survey.IsComplete = true;
        return survey;
    }

    private void Observe(ReadOnlySpan<byte> record)
    {
        Records++;
        if (record[0] == RecordStream.Deleted) Deleted++;
        for (int i = 0; i < _fields.Count; i++)
        {
            DbfField field = _fields[i];
            ReadOnlySpan<byte> cell = record.Slice(field.Offset, field.Length);
            FieldShape shape = Shapes[i];
            switch (_kinds[i])
            {
                case FieldKind.Number:
                    shape.Numbers.Observe(cell);
                    break;
                case FieldKind.Date:
                    shape.AnyOther |= DbfDate.Read(cell, out _) == DbfDate.Kind.Other;
                    break;
                case FieldKind.Logical:
                    shape.AnyOther |= !FieldShape.TryReadLogical(cell, out _);
                    break;
                case FieldKind.Text when _sniff:
                    Sniff(VarLength.Cut(cell, _bits[i].Length.IsSet(record)).TrimEnd(" \0"u8));
                    break;
                case FieldKind.TextOrBytes:
                    shape.AnyBytes |= !shape.AnyBytes && !FieldShape.IsText(VarLength.Cut(cell, _bits[i].Length.IsSet(record)));
                    break;
                case FieldKind.Memo when _sniff || field.IsBinary:
                    ObserveMemo(cell, field, shape);
                    break;
            }
        }
    }

    private void ObserveMemo(ReadOnlySpan<byte> cell, DbfField field, FieldShape shape)
    {
        if (_memos is null || !MemoPointer.TryRead(cell, _layout, out MemoPointer pointer) || !_memos.TryRead(pointer.Block, pointer.Length, out ReadOnlySpan<byte> memo)) return;
        if (field.IsBinary) shape.AnyBytes |= !FieldShape.IsText(memo);
        else Sniff(memo);
    }

    private void Sniff(ReadOnlySpan<byte> text)
    {
        if (System.Text.Ascii.IsValid(text)) return;
        if (!AnyBeyondUtf8 && !Utf8Decoder.IsValid(text)) AnyBeyondUtf8 = true;
        if (_text.IsFull) return;
        // A newline after every value keeps the detector from reading across them.
        int length = Math.Min(text.Length, _line.Length - 1);
        text[..length].CopyTo(_line);
        _line[length] = (byte)'\n';
        _text.AddTellingLines(_line.AsSpan(0, length + 1));
    }
}
