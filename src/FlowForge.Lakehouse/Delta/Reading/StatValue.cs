using System.Globalization;
using System.Numerics;
using System.Text;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>Values of statistics and predicates, comparable with each other when they are of one type.</summary>
internal static class StatValue
{
    /// <summary>Null when the text is no value of the type, or the type has no order that pruning could rest on.</summary>
    internal static IComparable? Parse(string text, DataType type) => type switch
    {
        DataType.Decimal number => Decimal(text, number.Scale),
        DataType.Primitive { Kind: PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt } => Decimal(text, 0),
        DataType.Primitive { Kind: PrimitiveKind.Double or PrimitiveKind.Float } => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && !double.IsNaN(real) ? real : null,
        DataType.Primitive { Kind: PrimitiveKind.Varchar } => new Utf8Text(text),
        DataType.Primitive { Kind: PrimitiveKind.Boolean } => bool.TryParse(text, out bool flag) ? flag : null,
        DataType.Primitive { Kind: PrimitiveKind.Date } => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null,
        DataType.Primitive { Kind: PrimitiveKind.Timestamp or PrimitiveKind.TimestampTz } => Instant(text),
        _ => null,
    };

    /// <summary>The largest value that statistics of <paramref name="max"/> may stand for: Spark cuts timestamps to milliseconds.</summary>
    internal static IComparable Upper(IComparable max) => max is DateTime time && time < DateTime.MaxValue.AddMilliseconds(-1) ? time.AddMicroseconds(999) : max;

    private static DateTime? Instant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time.UtcDateTime : null;

    private static BigInteger? Decimal(string text, int scale)
    {
        int point = text.IndexOf('.');
        string digits = point < 0 ? text : text.Remove(point, 1);
        int decimals = point < 0 ? 0 : text.Length - point - 1;
        if (!BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger unscaled) || decimals > scale) return null;
        return unscaled * BigInteger.Pow(10, scale - decimals);
    }

    /// <summary>Text in the order of its UTF-8 bytes, as engines compare it.</summary>
    private sealed class Utf8Text(string text) : IComparable
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);

        public int CompareTo(object? obj) => _bytes.AsSpan().SequenceCompareTo(((Utf8Text)obj!)._bytes);
    }
}

/// <summary>Between which values a column of a file lies. A bound that is null is not known.</summary>
/// <param name="HasHiddenMax">Whether values may be above the largest: NaN, which some writers leave out, is above all.</param>
internal sealed record ValueRange(DataType Type, IComparable? Min, IComparable? Max, bool HasHiddenMax)
{
    internal bool MayStartAt(IComparable value) => Min is null || Min.CompareTo(value) <= 0;

    internal bool MayStartBelow(IComparable value) => Min is null || Min.CompareTo(value) < 0;

    internal bool MayReach(IComparable value) => Max is null || HasHiddenMax || StatValue.Upper(Max).CompareTo(value) >= 0;

    internal bool MayPass(IComparable value) => Max is null || HasHiddenMax || StatValue.Upper(Max).CompareTo(value) > 0;

    internal bool IsOnly(IComparable value) => !HasHiddenMax && Min is not null && Max is not null && Min.CompareTo(value) == 0 && StatValue.Upper(Max).CompareTo(value) == 0;
}
