using FlowForge.Core.Diagnostics;
using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>Chooses a reader for every field, from the header and from what the records have shown.</summary>
/// <param name="strict">The text is only believed to be UTF-8: anything else is a surprise.</param>
internal sealed class FieldReaders(DbfHeader header, FieldShape[] shapes, TextDecoder decoder, bool strict, bool allText, string file, Warnings warnings)
{
    private static readonly Utf8Decoder s_utf8 = new();

    /// <summary>One for each field but the null flags, in the table's order.</summary>
    internal FieldReader[] Create()
    {
        var readers = new List<FieldReader>(header.Fields.Count);
        (NullBit Length, NullBit Null)[] bits = NullBit.Assign(header.Fields);
        for (int i = 0; i < header.Fields.Count; i++)
        {
            if (header.Fields[i].IsNullFlags) continue;
            readers.Add(Create(header.Fields[i], shapes[i], bits[i].Length, bits[i].Null));
        }
        return [.. readers];
    }

    private FieldReader Create(DbfField field, FieldShape shape, NullBit length, NullBit isNull)
    {
        byte[] scratch = [];
        string name = System.Text.Encoding.UTF8.GetString(decoder.Decode(field.RawName.Span, ref scratch, out _));
        FieldKind kind = FieldKinds.Of(field, header.Dialect);
        if (kind == FieldKind.TextOrBytes && field.Type is not ('C' or 'V'))
            warnings.Add("dbf-unknown-type", new Location(file, Part: name), $"The field's type '{field.Type}' with {field.Length} bytes is unknown: its bytes are taken as they are.");
        return kind switch
        {
            FieldKind.Text or FieldKind.NullFlags => Text(decoder, strict),
            FieldKind.Number => Number(field, name, shape, isNull),
            FieldKind.Date when !allText && !shape.AnyOther => new DateFieldReader(field, name) { NullBit = isNull },
            FieldKind.Date => AsWritten(field, name, isNull, "dates"),
            FieldKind.Logical when !allText && !shape.AnyOther => new LogicalFieldReader(field, name) { NullBit = isNull },
            FieldKind.Logical => AsWritten(field, name, isNull, "truth values"),
            FieldKind.Memo => Memo(field.IsBinary ? shape.AnyBytes ? null : s_utf8 : decoder, field.IsBinary || strict),
            FieldKind.BytesMemo => Memo(null, false),
            FieldKind.TextOrBytes when !shape.AnyBytes => Text(s_utf8, true),
            FieldKind.TextOrBytes or FieldKind.Bytes => new BytesFieldReader(field, name) { LengthBit = length, NullBit = isNull },
            FieldKind.Integer => new BinaryIntegerFieldReader(field, name) { NullBit = isNull },
            FieldKind.SortableInteger => new SortableIntegerFieldReader(field, name) { NullBit = isNull },
            FieldKind.Double => new BinaryDoubleFieldReader(field, name) { NullBit = isNull },
            FieldKind.SortableDouble => new SortableDoubleFieldReader(field, name) { NullBit = isNull },
            FieldKind.Currency => new CurrencyFieldReader(field, name) { NullBit = isNull },
            FieldKind.Moment => new MomentFieldReader(field, name, header.Dialect) { NullBit = isNull },
        };

        TextFieldReader Text(TextDecoder of, bool sure) => new(field, name, of, sure) { LengthBit = length, NullBit = isNull };

        MemoFieldReader Memo(TextDecoder? of, bool sure) => new(field, name, of, sure) { NullBit = isNull };
    }

    private FieldReader Number(DbfField field, string name, FieldShape shape, NullBit isNull)
    {
        DataType type = allText ? DataType.Varchar : shape.Numbers.Choose(field);
        if (type is DataType.Decimal exact) return new DecimalFieldReader(field, name, exact) { NullBit = isNull };
        if (type == DataType.BigInt) return new IntegerFieldReader(field, name) { NullBit = isNull };
        if (type == DataType.Double) return new DoubleFieldReader(field, name) { NullBit = isNull };
        return AsWritten(field, name, isNull, "numbers");
    }

    private AsWrittenFieldReader AsWritten(DbfField field, string name, NullBit isNull, string what)
    {
        if (!allText) warnings.Add("dbf-not-as-declared", new Location(file, Part: name), $"Not all values are {what}, as the header says: the column stays text.");
        return new AsWrittenFieldReader(field, name, decoder, strict) { NullBit = isNull };
    }
}
