using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>Text of a fixed or (varchar) a stored length.</summary>
/// <remarks>A blank field is null, since a DBF cannot tell the two apart, unless the table marks nulls itself.</remarks>
internal sealed class TextFieldReader(DbfField field, string name, TextDecoder decoder, bool strict) : FieldReader(field, name, DataType.Varchar)
{
    internal NullBit LengthBit { get; init; }

    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        ReadOnlySpan<byte> value = VarLength.Cut(cell, LengthBit.IsSet(record));
        value = LengthBit.IsSet(record) ? value : value.TrimEnd(" \0"u8).TrimStart((byte)0);
        if (value.Length == 0 && NullBit.Mask == 0) column.Null();
        else column.Text(scope.Decode(value, decoder, strict, Name));
    }
}

/// <summary>Numbers, dates and truth values of a column that has to be text: as written, without the padding.</summary>
internal sealed class AsWrittenFieldReader(DbfField field, string name, TextDecoder decoder, bool strict) : FieldReader(field, name, DataType.Varchar)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        ReadOnlySpan<byte> value = DbfNumber.Trim(cell);
        if (value.Length == 0) column.Null();
        else column.Text(scope.Decode(value, decoder, strict, Name));
    }
}

/// <summary>Bytes that are no text: varbinary, and texts marked binary that hold anything else.</summary>
internal sealed class BytesFieldReader(DbfField field, string name) : FieldReader(field, name, DataType.Blob)
{
    internal NullBit LengthBit { get; init; }

    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope) =>
        column.Blob(VarLength.Cut(cell, LengthBit.IsSet(record)));
}

/// <summary>A memo: the text or the bytes that a pointer leads to.</summary>
internal sealed class MemoFieldReader(DbfField field, string name, TextDecoder? decoder, bool strict)
    : FieldReader(field, name, decoder is null ? DataType.Blob : DataType.Varchar)
{
    private protected override void ReadCell(ReadOnlySpan<byte> record, ReadOnlySpan<byte> cell, ColumnWriter column, RecordScope scope)
    {
        if (!MemoPointer.TryRead(cell, scope.MemoLayout, out MemoPointer pointer))
        {
            column.Null();
        }
        else if (scope.Memos is not { } memos)
        {
            scope.Findings.Add(Finding.MemoMissing, Name, scope.Record);
            column.Null();
        }
        else if (!memos.TryRead(pointer.Block, pointer.Length, out ReadOnlySpan<byte> memo))
        {
            scope.Findings.Add(Finding.MemoBroken, Name, scope.Record);
            column.Null();
        }
        else if (decoder is null)
        {
            column.Blob(memo);
        }
        else
        {
            column.Text(scope.Decode(memo.TrimEnd((byte)0), decoder, strict, Name));
        }
    }
}

/// <summary>Values shorter than their field.</summary>
internal static class VarLength
{
    /// <summary>A field that is not full keeps its value's length in its last byte.</summary>
    internal static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> cell, bool notFull) =>
        notFull && cell.Length > 0 ? cell[..Math.Min(cell[^1], cell.Length - 1)] : cell;
}
