using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Batches;

/// <summary>A value that the column's type cannot hold: the types have to be decided again, or the value is at fault.</summary>
internal sealed class TypeConflictException(string column, string value, DataType type) : Exception($"'{value}' is not {type}.")
{
    internal string Column { get; } = column;

    internal string Value { get; } = value;

    internal DataType Type { get; } = type;
}

/// <summary>Writes values of a decided type into a buffer that changes from batch to batch. What the type cannot hold is a conflict.</summary>
internal abstract class TypedWriter(DataType type) : ColumnWriter
{
    protected DataType Type { get; } = type;

    /// <summary>The column that the writer belongs to, for the message of a conflict.</summary>
    protected string Column { get; private set; } = "";

    internal static TypedWriter For(ColumnSpec spec)
    {
        TypedWriter writer = For(spec.Type, spec.Form);
        writer.NameAfter(spec.Name);
        return writer;
    }

    internal virtual void NameAfter(string column) => Column = column;

    private static TypedWriter For(DataType type, TextForm form) => type switch
    {
        DataType.List list => new ListWriter(type, For(list.Element, TextForm.AsIs)),
        DataType.Map map => new ListWriter(type, new StructWriter(type, [For(map.Key, TextForm.AsIs), For(map.Value, TextForm.AsIs)])),
        DataType.Struct structure => new StructWriter(type, [.. structure.Fields.Select(field => For(field.Type, TextForm.AsIs))]),
        DataType.Decimal number => new DecimalWriter(number, form),
        DataType.Primitive { Kind: PrimitiveKind.Varchar } => new VarcharWriter(),
        DataType.Primitive { Kind: PrimitiveKind.Blob } => new BlobWriter(),
        DataType.Primitive { Kind: PrimitiveKind.Boolean } => new BooleanWriter(),
        DataType.Primitive { Kind: PrimitiveKind.TinyInt } => new IntegerWriter<sbyte>(type, form),
        DataType.Primitive { Kind: PrimitiveKind.SmallInt } => new IntegerWriter<short>(type, form),
        DataType.Primitive { Kind: PrimitiveKind.Integer } => new IntegerWriter<int>(type, form),
        DataType.Primitive { Kind: PrimitiveKind.BigInt } => new IntegerWriter<long>(type, form),
        DataType.Primitive { Kind: PrimitiveKind.Double } => new DoubleWriter(form),
        DataType.Primitive { Kind: PrimitiveKind.Float } => new FloatWriter(),
        DataType.Primitive { Kind: PrimitiveKind.Date } => new DateWriter(form),
        DataType.Primitive { Kind: PrimitiveKind.Time } => new TimeWriter(),
        DataType.Primitive { Kind: PrimitiveKind.Timestamp or PrimitiveKind.TimestampTz } => new TimestampWriter(type, form),
        DataType.Primitive { Kind: PrimitiveKind.Uuid } => new UuidWriter(),
        _ => throw new NotSupportedException($"{type} cannot be written from a file."),
    };

    /// <summary>From now on writes into this buffer, made for the same type.</summary>
    internal abstract void Attach(ColumnBuffer buffer);

    public override void Text(ReadOnlySpan<byte> utf8) => throw Conflict(System.Text.Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 200)]));

    public override void Boolean(bool value) => throw Conflict(value);

    public override void Integer(long value) => throw Conflict(value);

    public override void Double(double value) => throw Conflict(value);

    public override void Decimal(Int128 unscaled, int scale) => throw Conflict(ValueText.OfDecimal(unscaled, scale));

    public override void Date(int days) => throw Conflict(ValueText.OfDate(days));

    public override void Time(long microseconds) => throw Conflict(ValueText.OfTime(microseconds));

    public override void Timestamp(long microseconds) => throw Conflict(ValueText.OfTimestamp(microseconds));

    public override void TimestampTz(long microseconds) => throw Conflict(ValueText.OfTimestamp(microseconds) + "Z");

    public override void Blob(ReadOnlySpan<byte> bytes) => throw Conflict($"{bytes.Length} bytes");

    public override void Uuid(Guid value) => throw Conflict(value);

    protected TypeConflictException Conflict(object value) => new(Column, value.ToString() ?? "", Type);
}

/// <summary>What all writers of one buffer class share.</summary>
internal abstract class TypedWriter<TBuffer>(DataType type) : TypedWriter(type) where TBuffer : ColumnBuffer
{
    protected TBuffer Buffer { get; private set; } = null!;

    internal override void Attach(ColumnBuffer buffer) => Buffer = (TBuffer)buffer;

    public override void Null() => Buffer.AppendNull();
}

/// <summary>Takes every value as text; numbers, dates and the rest in their canonical spelling.</summary>
internal sealed class VarcharWriter() : TypedWriter<BytesBuffer>(DataType.Varchar)
{
    private readonly byte[] _scratch = new byte[128];

    public override void Text(ReadOnlySpan<byte> utf8) => Buffer.Append(utf8);

    public override void Boolean(bool value) => Buffer.Append(value ? "true"u8 : "false"u8);

    public override void Integer(long value)
    {
        _ = System.Buffers.Text.Utf8Formatter.TryFormat(value, _scratch, out int length);
        Buffer.Append(_scratch.AsSpan(0, length));
    }

    public override void Double(double value) => Write(ValueText.OfDouble(value));

    public override void Decimal(Int128 unscaled, int scale) => Write(ValueText.OfDecimal(unscaled, scale));

    public override void Date(int days) => Write(ValueText.OfDate(days));

    public override void Time(long microseconds) => Write(ValueText.OfTime(microseconds));

    public override void Timestamp(long microseconds) => Write(ValueText.OfTimestamp(microseconds));

    public override void TimestampTz(long microseconds) => Write(ValueText.OfTimestamp(microseconds) + "Z");

    public override void Blob(ReadOnlySpan<byte> bytes) => Write(System.Convert.ToHexStringLower(bytes));

    public override void Uuid(Guid value) => Write(value.ToString());

    private void Write(string text)
    {
        if (text.Length > _scratch.Length)
        {
            Buffer.Append(System.Text.Encoding.UTF8.GetBytes(text));
            return;
        }
        int length = System.Text.Encoding.UTF8.GetBytes(text, _scratch);
        Buffer.Append(_scratch.AsSpan(0, length));
    }
}

internal sealed class BlobWriter() : TypedWriter<BytesBuffer>(DataType.Blob)
{
    public override void Blob(ReadOnlySpan<byte> bytes) => Buffer.Append(bytes);
}

internal sealed class BooleanWriter() : TypedWriter<FixedBuffer<byte>>(DataType.Boolean)
{
    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (BooleanText.TryRead(utf8, out bool value)) Boolean(value);
        else if (NullTokens.Contains(utf8)) Null();
        else base.Text(utf8);
    }

    public override void Boolean(bool value) => Buffer.Append(value ? (byte)1 : (byte)0);
}

internal sealed class IntegerWriter<T>(DataType type, TextForm form) : TypedWriter<FixedBuffer<T>>(type) where T : unmanaged, System.Numerics.IBinaryInteger<T>
{
    private readonly NumberForm _form = form is TextForm.Number number ? number.Form : NumberForm.Point;

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (IntegerText.TryRead(utf8, out long value)) Integer(value);
        else if (NullTokens.Contains(utf8)) Null();
        else if (_form.TryRead(utf8, out NumberReading reading) && reading.Scale == 0 && !reading.NegativeZero && reading.Unscaled >= long.MinValue && reading.Unscaled <= long.MaxValue) Integer((long)reading.Unscaled);
        else base.Text(utf8);
    }

    public override void Integer(long value)
    {
        T narrow = T.CreateTruncating(value);
        if (long.CreateTruncating(narrow) != value) throw Conflict(value);
        Buffer.Append(narrow);
    }
}

internal sealed class DoubleWriter(TextForm form) : TypedWriter<FixedBuffer<double>>(DataType.Double)
{
    private readonly NumberForm _form = form is TextForm.Number number ? number.Form : NumberForm.Point;

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (System.Buffers.Text.Utf8Parser.TryParse(utf8, out double value, out int used) && used == utf8.Length) Buffer.Append(value);
        else if (NullTokens.Contains(utf8)) Null();
        else if (_form.TryRead(utf8, out NumberReading reading)) Buffer.Append(double.Parse(ValueText.OfDecimal(reading.Unscaled, reading.Scale)));
        else base.Text(utf8);
    }

    public override void Integer(long value)
    {
        if ((long)(double)value != value || value == long.MaxValue) throw Conflict(value);
        Buffer.Append(value);
    }

    public override void Double(double value) => Buffer.Append(value);
}

/// <summary>Takes numbers that are already of 32 bits: no text is read as one.</summary>
internal sealed class FloatWriter() : TypedWriter<FixedBuffer<float>>(DataType.Float)
{
    public override void Double(double value) => Buffer.Append((float)value);
}

internal sealed class DecimalWriter : TypedWriter
{
    private const int MaxNarrowDigits = 18;
    private static readonly Int128[] s_powers = Powers();
    private readonly NumberForm _form;
    private readonly int _scale;
    private readonly Int128 _bound;

    // By digits to add: the first magnitude too large for a type of 64 bits or fewer. Empty for wider ones.
    private readonly long[] _narrowBounds = [];
    private FixedBuffer<short>? _tiny;
    private FixedBuffer<int>? _small;
    private FixedBuffer<long>? _narrow;
    private FixedBuffer<Int128>? _wide;

    internal DecimalWriter(DataType.Decimal type, TextForm form) : base(type)
    {
        _form = form is TextForm.Number number ? number.Form : NumberForm.Point;
        _scale = type.Scale;
        _bound = s_powers[type.Precision];
        if (type.Precision <= MaxNarrowDigits) _narrowBounds = [.. s_powers.Take(type.Scale + 1).Select(power => (long)(_bound / power))];
    }

    internal override void Attach(ColumnBuffer buffer)
    {
        _tiny = buffer as FixedBuffer<short>;
        _small = buffer as FixedBuffer<int>;
        _narrow = buffer as FixedBuffer<long>;
        _wide = buffer as FixedBuffer<Int128>;
    }

    public override void Null() => ((ColumnBuffer?)_narrow ?? (ColumnBuffer?)_wide ?? (ColumnBuffer?)_small ?? _tiny!).AppendNull();

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (_form.TryRead(utf8, out NumberReading reading) && reading.Scale <= _scale) Decimal(reading.Unscaled, reading.Scale);
        else if (NullTokens.Contains(utf8)) Null();
        else base.Text(utf8);
    }

    public override void Integer(long value) => Decimal(value, 0);

    public override void Decimal(Int128 unscaled, int scale)
    {
        int shift = _scale - scale;
        // Nearly all amounts, without arithmetic of 128 bits.
        if ((uint)shift < (uint)_narrowBounds.Length && (long)unscaled is var narrow && narrow == unscaled && narrow < _narrowBounds[shift] && narrow > -_narrowBounds[shift])
        {
            Append(narrow * (long)s_powers[shift]);
            return;
        }
        if (shift < 0)
        {
            if (-shift > 38 || unscaled % s_powers[-shift] != 0) throw Conflict(ValueText.OfDecimal(unscaled, scale));
            unscaled /= s_powers[-shift];
        }
        else if (shift > 0)
        {
            if (Int128.Abs(unscaled) >= _bound / s_powers[shift]) throw Conflict(ValueText.OfDecimal(unscaled, scale));
            unscaled *= s_powers[shift];
        }
        if (unscaled >= _bound || unscaled <= -_bound) throw Conflict(ValueText.OfDecimal(unscaled, _scale));
        if (_wide is not null) _wide.Append(unscaled);
        else Append((long)unscaled);
    }

    private void Append(long unscaled)
    {
        if (_narrow is not null) _narrow.Append(unscaled);
        else if (_small is not null) _small.Append((int)unscaled);
        else _tiny!.Append((short)unscaled);
    }

    private static Int128[] Powers()
    {
        var powers = new Int128[39];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}

internal sealed class DateWriter(TextForm form) : TypedWriter<FixedBuffer<int>>(DataType.Date)
{
    private readonly DateForm _form = form is TextForm.Date date ? date.Form : DateForm.Iso;

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (_form.TryRead(utf8, out DateReading reading) && !reading.HasTime) Buffer.Append(reading.Days);
        else if (NullTokens.Contains(utf8)) Null();
        else base.Text(utf8);
    }

    public override void Date(int days) => Buffer.Append(days);
}

internal sealed class TimeWriter() : TypedWriter<FixedBuffer<long>>(DataType.Time)
{
    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (TimeText.TryRead(utf8, out long value, out int used) && used == utf8.Length) Buffer.Append(value);
        else if (NullTokens.Contains(utf8)) Null();
        else base.Text(utf8);
    }

    public override void Time(long microseconds) => Buffer.Append(microseconds);
}

internal sealed class TimestampWriter(DataType type, TextForm form) : TypedWriter<FixedBuffer<long>>(type)
{
    private readonly DateForm _form = form is TextForm.Date date ? date.Form : DateForm.Iso;
    private readonly bool _zoned = type == DataType.TimestampTz;

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (_form.TryRead(utf8, out DateReading reading) && reading.HasZone == _zoned) Buffer.Append(reading.Timestamp);
        else if (NullTokens.Contains(utf8)) Null();
        else base.Text(utf8);
    }

    public override void Date(int days)
    {
        if (_zoned) base.Date(days);
        Buffer.Append(days * DateReading.MicrosPerDay);
    }

    public override void Timestamp(long microseconds)
    {
        if (_zoned) base.Timestamp(microseconds);
        Buffer.Append(microseconds);
    }

    public override void TimestampTz(long microseconds)
    {
        if (!_zoned) base.TimestampTz(microseconds);
        Buffer.Append(microseconds);
    }
}

internal sealed class UuidWriter() : TypedWriter<FixedBuffer<Int128>>(DataType.Uuid)
{
    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (UuidText.TryRead(utf8, out Guid value)) Uuid(value);
        else if (NullTokens.Contains(utf8)) Null();
        else base.Text(utf8);
    }

    public override void Uuid(Guid value)
    {
        // DuckDB orders UUIDs as signed 128-bit numbers and so keeps the top bit flipped.
        Span<byte> bytes = stackalloc byte[16];
        _ = value.TryWriteBytes(bytes, bigEndian: true, out _);
        UInt128 number = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Buffer.Append((Int128)(number ^ (UInt128.One << 127)));
    }
}

internal sealed class ListWriter(DataType type, TypedWriter element) : TypedWriter<ListBuffer>(type)
{
    private readonly Stack<int> _open = new();

    public override ColumnWriter Element => element;

    internal override void NameAfter(string column)
    {
        base.NameAfter(column);
        element.NameAfter(column);
    }

    internal override void Attach(ColumnBuffer buffer)
    {
        base.Attach(buffer);
        element.Attach(Buffer.Elements);
    }

    public override void BeginList() => _open.Push(Buffer.Elements.Count);

    public override void EndList() => Buffer.Append(_open.Pop());
}

internal sealed class StructWriter(DataType type, TypedWriter[] fields) : TypedWriter<StructBuffer>(type)
{
    public override ColumnWriter Field(int index) => fields[index];

    internal override void NameAfter(string column)
    {
        base.NameAfter(column);
        foreach (TypedWriter field in fields) field.NameAfter($"{column}.*");
    }

    internal override void Attach(ColumnBuffer buffer)
    {
        base.Attach(buffer);
        for (int i = 0; i < fields.Length; i++) fields[i].Attach(Buffer.Fields[i]);
    }

    public override void Null()
    {
        base.Null();
        foreach (ColumnBuffer field in Buffer.Fields) field.PadTo(Buffer.Count);
    }

    public override void EndStruct() => Buffer.Append();
}
