using FlowForge.Convert.Tables;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Json;

/// <summary>Writes the values of one place in the records as one type. Immutable: threads share it.</summary>
internal abstract class ValueBinding(DataType type)
{
    internal DataType Type { get; } = type;

    /// <summary>Writes a value that is not null.</summary>
    /// <exception cref="LayoutChangedException">The type cannot hold it.</exception>
    internal abstract void Write(JsonRecord record, int index, ColumnWriter writer);

    protected static LayoutChangedException Surprise(JsonRecord record, int index, string expected)
    {
        ReadOnlySpan<byte> text = record.Raw(index);
        return new LayoutChangedException($"found {System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 60)])} among values that were {expected} so far");
    }
}

/// <summary>Where no value but null was seen.</summary>
internal sealed class NothingBinding() : ValueBinding(DataType.Varchar)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer) => throw Surprise(record, index, "null");
}

internal sealed class BooleanBinding() : ValueBinding(DataType.Boolean)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        TokenKind kind = record[index].Kind;
        if (kind is not (TokenKind.True or TokenKind.False)) throw Surprise(record, index, "true or false");
        writer.Boolean(kind == TokenKind.True);
    }
}

internal sealed class IntegerBinding() : ValueBinding(DataType.BigInt)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.Number || !JsonNumber.TryInteger(record.Raw(index), out long value)) throw Surprise(record, index, "integers");
        writer.Integer(value);
    }
}

internal sealed class DecimalBinding(int precision, int scale) : ValueBinding(new DataType.Decimal(precision, scale))
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.Number || !JsonNumber.TryDecimal(record.Raw(index), precision, scale, out Int128 unscaled))
            throw Surprise(record, index, $"numbers of up to {precision} digits, {scale} behind the point");
        writer.Decimal(unscaled, scale);
    }
}

internal sealed class DoubleBinding() : ValueBinding(DataType.Double)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.Number || !JsonNumber.TryDouble(record.Raw(index), out double value)) throw Surprise(record, index, "numbers that DOUBLE holds");
        writer.Double(value);
    }
}

/// <summary>Numbers that no type holds as written.</summary>
internal sealed class NumberTextBinding() : ValueBinding(DataType.Varchar)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.Number) throw Surprise(record, index, "numbers");
        writer.Text(record.Raw(index));
    }
}

internal sealed class StringBinding() : ValueBinding(DataType.Varchar)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.String) throw Surprise(record, index, "strings");
        writer.Text(record.Text(index));
    }
}

/// <summary>Strings, numbers and booleans beside each other: strings without quotes, the rest as written.</summary>
internal sealed class ScalarTextBinding() : ValueBinding(DataType.Varchar)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        TokenKind kind = record[index].Kind;
        if (kind is TokenKind.Object or TokenKind.Array) throw Surprise(record, index, "scalars");
        writer.Text(kind == TokenKind.String ? record.Text(index) : record.Raw(index));
    }
}

/// <summary>Values of any kind as JSON text, strings in quotes, so that every value can be told from every other.</summary>
internal sealed class JsonTextBinding() : ValueBinding(DataType.Varchar)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer) => writer.Text(record.Compact(index));
}

internal sealed class ListBinding(ValueBinding element) : ValueBinding(new DataType.List(element.Type))
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.Array) throw Surprise(record, index, "arrays");
        writer.BeginList();
        ColumnWriter elements = writer.Element;
        int end = record[index].Next;
        for (int at = index + 1; at < end; at = record[at].Next)
        {
            if (record[at].Kind == TokenKind.Null) elements.Null();
            else element.Write(record, at, elements);
        }
        writer.EndList();
    }
}

internal sealed class StructBinding(NameTable names, ValueBinding[] fields, DataType.Struct type) : ValueBinding(type)
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.Object) throw Surprise(record, index, "objects");
        int slots = record.FindMembers(index, names);
        for (int i = 0; i < fields.Length; i++)
        {
            int value = record.Member(slots, i);
            if (value >= 0) fields[i].Write(record, value, writer.Field(i));
        }
        record.Forget(slots);
        writer.EndStruct();
    }
}

/// <summary>Objects whose keys are data.</summary>
internal sealed class MapBinding(ValueBinding value) : ValueBinding(new DataType.Map(DataType.Varchar, value.Type))
{
    internal override void Write(JsonRecord record, int index, ColumnWriter writer)
    {
        if (record[index].Kind != TokenKind.Object) throw Surprise(record, index, "objects");
        writer.BeginList();
        ColumnWriter entries = writer.Element, keys = entries.Field(0), values = entries.Field(1);
        record.HideOverwritten(index);
        int end = record[index].Next;
        for (int at = index + 1; at < end; at = record[at + 1].Next)
        {
            if (record[at].Kind == TokenKind.Hidden) continue;
            keys.Text(record.Text(at));
            if (record[at + 1].Kind == TokenKind.Null) values.Null();
            else value.Write(record, at + 1, values);
            entries.EndStruct();
        }
        writer.EndList();
    }
}
