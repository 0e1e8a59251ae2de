using FlowForge.Core.Schemas;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Typing;

/// <summary>What the values of an undeclared column have shown: which forms all of them have in common. Not thread-safe; merges with others of its kind.</summary>
/// <remarks>O(forms still possible) a value: after a few values that is one or none.</remarks>
internal sealed class ColumnEvidence : ColumnWriter
{
    private const uint AllNumberForms = (1u << 7) - 1;
    private const uint AllDateForms = (1u << 14) - 1;
    private const long MaxExactDouble = 1L << 53;

    [Flags]
    private enum Kinds
    {
        None = 0,
        Text = 1,
        Boolean = 2,
        Integer = 4,
        Double = 8,
        Decimal = 16,
        Date = 32,
        Time = 64,
        Timestamp = 128,
        TimestampTz = 256,
        Blob = 512,
        Uuid = 1024,
    }

    private readonly TextInference _inference;
    private Kinds _kinds;
    private uint _numberForms;
    private uint _dateForms;
    private bool _booleans;
    private bool _uuids;
    private bool _anyTime;
    private bool _anyZone;
    private bool _anyUnzonedTime;
    private bool _anyDateOnly;
    private bool _anyHalfDay;
    private bool _exactInDouble = true;
    private long _tokens;
    private long _texts;
    private readonly NumberEvidence[] _numbers = new NumberEvidence[7];

    internal ColumnEvidence(TextInference inference)
    {
        _inference = inference;
        _numberForms = inference switch { TextInference.All => AllNumberForms, TextInference.Schema => 1, TextInference.Iso or TextInference.None => 0 };
        _dateForms = inference switch { TextInference.All => AllDateForms, TextInference.Schema or TextInference.Iso => 1, TextInference.None => 0 };
        _booleans = inference is TextInference.All or TextInference.Schema;
        _uuids = inference != TextInference.None;
    }

    /// <summary>What all values of one number form have shown together.</summary>
    private struct NumberEvidence
    {
        internal int WholeDigits;
        internal int Scale;
        internal bool BeyondInt64;
        internal bool Grouped;
        internal bool Decisive;
    }

    public override void Text(ReadOnlySpan<byte> utf8)
    {
        if (NullTokens.Contains(utf8))
        {
            if (utf8.Length > 0) _tokens++;
            return;
        }
        _kinds |= Kinds.Text;
        _texts++;
        if (_numberForms != 0) NarrowNumbers(utf8);
        if (_dateForms != 0) NarrowDates(utf8);
        if (_booleans) _booleans = BooleanText.TryRead(utf8, out _);
        if (_uuids) _uuids = UuidText.TryRead(utf8, out _);
    }

    private void NarrowNumbers(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < _numbers.Length; i++)
        {
            if ((_numberForms & (1u << i)) == 0) continue;
            if (!NumberForm.All[i].TryRead(text, out NumberReading reading) || (reading.NegativeZero && reading.Scale == 0))
            {
                _numberForms &= ~(1u << i);
                continue;
            }
            ref NumberEvidence number = ref _numbers[i];
            number.WholeDigits = Math.Max(number.WholeDigits, reading.WholeDigits);
            number.Scale = Math.Max(number.Scale, reading.Scale);
            number.BeyondInt64 |= reading.Scale == 0 && (reading.Unscaled > long.MaxValue || reading.Unscaled < long.MinValue);
            number.Grouped |= reading.Groups > 0;
            number.Decisive |= reading.Scale is not (0 or 3) || reading.Groups > 1 || (reading.Groups == 1 && reading.Scale > 0) || (reading.Scale == 3 && reading.WholeDigits > 3);
        }
    }

    private void NarrowDates(ReadOnlySpan<byte> text)
    {
        bool time = false, zone = false, halfDay = false;
        for (int i = 0; i < DateForm.All.Count; i++)
        {
            if ((_dateForms & (1u << i)) == 0) continue;
            if (!DateForm.All[i].TryRead(text, out DateReading reading))
            {
                _dateForms &= ~(1u << i);
                continue;
            }
            time = reading.HasTime;
            zone = reading.HasZone;
            halfDay = reading.IsHalfDay;
        }
        _anyTime |= time;
        _anyHalfDay |= halfDay;
        _anyZone |= zone;
        _anyUnzonedTime |= time && !zone;
        _anyDateOnly |= !time;
    }

    public override void Null()
    {
    }

    public override void Boolean(bool value) => _kinds |= Kinds.Boolean;

    public override void Integer(long value)
    {
        _kinds |= Kinds.Integer;
        if (value is > MaxExactDouble or < -MaxExactDouble) _exactInDouble = false;
        ref NumberEvidence number = ref _numbers[0];
        number.WholeDigits = Math.Max(number.WholeDigits, DigitsOf(value));
    }

    public override void Double(double value) => _kinds |= Kinds.Double;

    public override void Decimal(Int128 unscaled, int scale)
    {
        _kinds |= Kinds.Decimal;
        ref NumberEvidence number = ref _numbers[0];
        number.Scale = Math.Max(number.Scale, scale);
        number.WholeDigits = Math.Max(number.WholeDigits, Math.Max(0, DigitsOf(unscaled) - scale));
        number.BeyondInt64 |= scale == 0 && (unscaled > long.MaxValue || unscaled < long.MinValue);
    }

    public override void Date(int days) => _kinds |= Kinds.Date;

    public override void Time(long microseconds) => _kinds |= Kinds.Time;

    public override void Timestamp(long microseconds) => _kinds |= Kinds.Timestamp;

    public override void TimestampTz(long microseconds) => _kinds |= Kinds.TimestampTz;

    public override void Blob(ReadOnlySpan<byte> bytes) => _kinds |= Kinds.Blob;

    public override void Uuid(Guid value) => _kinds |= Kinds.Uuid;

    /// <summary>Adds what another part of the same column has shown.</summary>
    internal void Merge(ColumnEvidence other)
    {
        _kinds |= other._kinds;
        _numberForms &= other._numberForms;
        _dateForms &= other._dateForms;
        _booleans &= other._booleans;
        _uuids &= other._uuids;
        _anyTime |= other._anyTime;
        _anyZone |= other._anyZone;
        _anyUnzonedTime |= other._anyUnzonedTime;
        _anyDateOnly |= other._anyDateOnly;
        _anyHalfDay |= other._anyHalfDay;
        _exactInDouble &= other._exactInDouble;
        _tokens += other._tokens;
        _texts += other._texts;
        for (int i = 0; i < _numbers.Length; i++)
        {
            ref NumberEvidence mine = ref _numbers[i];
            NumberEvidence theirs = other._numbers[i];
            mine.WholeDigits = Math.Max(mine.WholeDigits, theirs.WholeDigits);
            mine.Scale = Math.Max(mine.Scale, theirs.Scale);
            mine.BeyondInt64 |= theirs.BeyondInt64;
            mine.Grouped |= theirs.Grouped;
            mine.Decisive |= theirs.Decisive;
        }
    }

    /// <summary>The narrowest type that holds every value seen without changing one, and what a person should know about the choice.</summary>
    internal TypeDecision Decide()
    {
        TypeDecision decision = _kinds switch
        {
            Kinds.None => TypeDecision.Varchar,
            Kinds.Text => DecideText(),
            Kinds.Boolean => new(DataType.Boolean, TextForm.AsIs),
            Kinds.Integer => new(DataType.BigInt, TextForm.AsIs),
            Kinds.Double => new(DataType.Double, TextForm.AsIs),
            Kinds.Integer | Kinds.Double when _exactInDouble => new(DataType.Double, TextForm.AsIs),
            Kinds.Decimal or (Kinds.Integer | Kinds.Decimal) => Exact(_numbers[0], TextForm.AsIs),
            Kinds.Date => new(DataType.Date, TextForm.AsIs),
            Kinds.Timestamp or (Kinds.Date | Kinds.Timestamp) => new(DataType.Timestamp, TextForm.AsIs),
            Kinds.TimestampTz => new(DataType.TimestampTz, TextForm.AsIs),
            Kinds.Blob => new(DataType.Blob, TextForm.AsIs),
            Kinds.Uuid => new(DataType.Uuid, TextForm.AsIs),
            _ => TypeDecision.Varchar,
        };
        return decision with { NullTokens = decision.Type == DataType.Varchar ? 0 : _tokens };
    }

    private TypeDecision DecideText()
    {
        if (_booleans) return new(DataType.Boolean, TextForm.AsIs);
        if (_numberForms != 0) return DecideNumber();
        if (_dateForms != 0) return DecideDate();
        return _uuids ? new(DataType.Uuid, TextForm.AsIs) : TypeDecision.Varchar;
    }

    private TypeDecision DecideNumber()
    {
        if ((_numberForms & 1) != 0)
        {
            // 1.234 in every row may be thousands as well; what the table's other columns say decides it (see TypeDecisions).
            bool ambiguous = (_numberForms & (1u << 3)) != 0 && _numbers[3].Grouped && !_numbers[0].Decisive;
            return Exact(_numbers[0], new TextForm.Number(NumberForm.Point)) with { MayBeGrouped = ambiguous };
        }
        int comma = 1, grouped = -1;
        for (int i = 2; i < _numbers.Length && grouped < 0; i++)
            if ((_numberForms & (1u << i)) != 0)
                grouped = i;
        bool commaPossible = (_numberForms & (1u << comma)) != 0;
        if (commaPossible && grouped >= 0 && !_numbers[comma].Decisive && !_numbers[grouped].Decisive && _numbers[grouped].Grouped)
            return TypeDecision.Varchar with { Doubt = "every number looks like 1,234: thousands or decimals cannot be told apart, so the column stays text" };
        int form = commaPossible ? comma : grouped;
        return Exact(_numbers[form], new TextForm.Number(NumberForm.All[form]));
    }

    private static TypeDecision Exact(NumberEvidence number, TextForm form)
    {
        if (number.Scale == 0 && number.WholeDigits <= 19)
            return number.BeyondInt64 ? TypeDecision.Varchar : new(DataType.BigInt, form);
        if (number.Scale == 0 && form != TextForm.AsIs) return TypeDecision.Varchar;
        int digits = number.WholeDigits + number.Scale;
        return digits <= 38 ? new(new DataType.Decimal(digits <= 18 ? 18 : 38, number.Scale), form) : TypeDecision.Varchar;
    }

    private TypeDecision DecideDate()
    {
        if (!System.Numerics.BitOperations.IsPow2(_dateForms))
            return TypeDecision.Varchar with { Doubt = "day and month cannot be told apart in any row, so the dates stay text" };
        if (_anyZone && (_anyUnzonedTime || _anyDateOnly))
            return TypeDecision.Varchar with { Doubt = "some times have a zone and some have none, so the column stays text" };
        var form = new TextForm.Date(DateForm.All[System.Numerics.BitOperations.TrailingZeroCount(_dateForms)], _anyHalfDay);
        return new(_anyZone ? DataType.TimestampTz : _anyTime ? DataType.Timestamp : DataType.Date, form);
    }

    private static int DigitsOf(Int128 value)
    {
        int digits = 1;
        for (value = Int128.Abs(value); value >= 10; value /= 10) digits++;
        return digits;
    }
}

/// <summary>A column's type as its values decided it.</summary>
/// <param name="Doubt">Why the column stays text although it nearly was something else; null when there was no doubt.</param>
/// <param name="MayBeGrouped">Numbers like 1.234 throughout, which may also be thousands.</param>
/// <param name="NullTokens">How many times a text like NA stood for null.</param>
internal readonly record struct TypeDecision(DataType Type, TextForm Form, string? Doubt = null, bool MayBeGrouped = false, long NullTokens = 0)
{
    internal static TypeDecision Varchar { get; } = new(DataType.Varchar, TextForm.AsIs);
}
