using System.Globalization;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>Values out of texts as Spark's file readers take them, which is stricter than a cast: no blanks around numbers, and formats where they are given.</summary>
internal sealed class TextValues(SparkReadOptions options)
{
    private readonly Zone _zone = Zone.Of(options.TimeZone);

    /// <summary>A value of the type; null when the text is none.</summary>
    public object? Read(string text, DataType type) => type switch
    {
        DataType.Decimal number => Exact(text, number),
        DataType.Primitive primitive => Read(text, primitive.Kind),
        _ => null,
    };

    private object? Read(string text, PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Varchar => text,
        PrimitiveKind.Blob => System.Text.Encoding.UTF8.GetBytes(text),
        PrimitiveKind.Boolean => Truth(text),
        PrimitiveKind.TinyInt => Whole(text) is { } value and >= sbyte.MinValue and <= sbyte.MaxValue ? (sbyte)value : null,
        PrimitiveKind.SmallInt => Whole(text) is { } value and >= short.MinValue and <= short.MaxValue ? (short)value : null,
        PrimitiveKind.Integer => Whole(text) is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null,
        PrimitiveKind.BigInt => Whole(text),
        PrimitiveKind.Double => Floating(text),
        PrimitiveKind.Float => (float?)Floating(text),
        PrimitiveKind.Date => Date(text) is { } days ? new Date(days) : null,
        PrimitiveKind.TimestampTz => Instant(text) is { } micros ? new TimestampTz(micros) : null,
        PrimitiveKind.Timestamp => Local(text) is { } micros ? new Timestamp(micros) : null,
        _ => null,
    };

    public static bool? Truth(string text) => text.Equals("true", StringComparison.OrdinalIgnoreCase) ? true : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? false : null;

    public static long? Whole(string text) => text.Length > 0 && text[0] is not (' ' or '\t') && long.TryParse(NumberText.AsciiDigits(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    public double? Floating(string text)
    {
        if (text == options.NanValue) return double.NaN;
        if (text == options.PositiveInfinity) return double.PositiveInfinity;
        if (text == options.NegativeInfinity) return double.NegativeInfinity;
        ReadOnlySpan<char> bare = text.AsSpan().Trim().TrimStart("+-");
        bool isWord = bare.Length > 0 && char.IsAsciiLetter(bare[0]);
        return isWord && !(bare is "NaN" or "Infinity") ? null : NumberText.Double(text);
    }

    /// <summary>Digits and scale as Java's BigDecimal has them; null when it is no number.</summary>
    public static (System.Numerics.BigInteger Unscaled, int Scale)? Digits(string text) => text.AsSpan().IndexOfAny(" \t") >= 0 ? null : NumberText.Exact(text);

    private static Decimal38? Exact(string text, DataType.Decimal type) => Digits(text) is { } number ? NumberText.Fit(number.Unscaled, number.Scale, type.Precision, type.Scale) : null;

    public int? Date(string text) => options.DateFormat is { } format ? PlainDate(text, format) : MomentText.Date(text);

    /// <summary>Whether the text has the very form of dates, so that a column may be taken for one of dates.</summary>
    public bool IsPlainDate(string text) => options.PreferDate && PlainDate(text, options.DateFormat ?? "yyyy-MM-dd") is not null;

    private static int? PlainDate(string text, string format) => DatePattern.Of(format).Parse(text) is { } found ? Days.Split(found.Local).Day : null;

    public long? Instant(string text)
    {
        if (options.TimestampFormat is not { } format) return MomentText.Instant(text, _zone);
        return DatePattern.Of(format).Parse(text) is { } found ? found.Offset is { } offset ? found.Local - offset * 1_000_000L : _zone.ToInstant(found.Local) : null;
    }

    private long? Local(string text) =>
        options.TimestampNtzFormat is { } format ? DatePattern.Of(format).Parse(text)?.Local : MomentText.Local(text);
}
