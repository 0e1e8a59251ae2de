using System.Globalization;
using System.Text;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Values as text: as a cast to string writes them, as JSON, as CSV.</summary>
internal sealed class ValueFormat(bool ansi, Zone zone, JsonForm? form = null)
{
    private readonly JsonForm _form = form ?? JsonForm.Default;

    /// <summary>As a cast to string: <c>[1, null]</c>, <c>{a -> 1}</c>, <c>{1, x}</c>.</summary>
    public string Text(object? value, DataType type)
    {
        var text = new StringBuilder();
        Write(text, value, type);
        return text.ToString();
    }

    /// <summary>As to_json: fields without value left out, keys of maps as text.</summary>
    public string Json(object? value, DataType type)
    {
        var text = new StringBuilder();
        WriteJson(text, value, type);
        return text.ToString();
    }

    /// <summary>As to_csv: fields with separators between, those with one or with quotes inside in double quotes.</summary>
    public string Csv(StructValue value, DataType.Struct type, CsvForm form) => string.Join(form.Separator, value.Select((field, i) => field.Value switch
    {
        null => form.Null,
        "" => "\"\"",
        string text when text.AsSpan().IndexOfAny("\"\n\r") >= 0 || text.Contains(form.Separator, StringComparison.Ordinal) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        Date date when _form.DateFormat is { } pattern => OfDate(date, pattern),
        Timestamp local when form.HasLocalFormat => DatePattern.Of(_form.TimestampNtzFormat).Format(local.Count, 0),
        { } other => type.Fields[i].Type == DataType.TimestampTz ? Moment(other) : Text(other, type.Fields[i].Type),
    }));

    private void Write(StringBuilder text, object? value, DataType type)
    {
        switch (value, type)
        {
            case (null, _): text.Append("null"); break;
            case (ListValue list, DataType.List of): Join(text, "[", "]", list.Count, i => Write(text, list[i], of.Element)); break;
            case (StructValue fields, DataType.Struct of): Join(text, "{", "}", fields.Count, i => Write(text, fields[i].Value, of.Fields[i].Type)); break;
            case (MapValue map, DataType.Map of):
                Join(text, "{", "}", map.Count, i =>
                {
                    Write(text, map[i].Key, of.Key);
                    text.Append(" -> ");
                    Write(text, map[i].Value, of.Value);
                });
                break;
            default: text.Append(Scalar(value, type)); break;
        }
    }

    private static void Join(StringBuilder text, string open, string close, int count, Action<int> item, string between = ", ")
    {
        text.Append(open);
        for (int i = 0; i < count; i++)
        {
            if (i > 0) text.Append(between);
            item(i);
        }
        text.Append(close);
    }

    private string Scalar(object value, DataType type) => (value, type) switch
    {
        (int months, DataType.YearMonthInterval of) => IntervalText.Months(months, of.First, of.Last),
        (long time, DataType.DayTimeInterval of) => IntervalText.Duration(time, of.First, of.Last),
        (bool truth, _) => truth ? "true" : "false",
        (double number, _) => NumberText.Of(number),
        (float number, _) => NumberText.Of(number),
        (Decimal38 number, _) => ansi ? number.ToString() : Scientific(number),
        (TimestampTz instant, _) => new Timestamp(zone.ToLocal(instant.Microseconds)).ToString(),
        (byte[] bytes, _) => Encoding.UTF8.GetString(bytes),
        (IFormattable formattable, _) => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    // As Java's BigDecimal: an exponent once six zeros would follow the point.
    private static string Scientific(Decimal38 number)
    {
        string digits = Int128.Abs(number.Unscaled).ToString(CultureInfo.InvariantCulture);
        int exponent = digits.Length - 1 - number.Scale;
        if (number.Scale == 0 || exponent >= -6) return number.ToString();
        string sign = number.Unscaled < 0 ? "-" : "";
        return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}E{exponent.ToString(CultureInfo.InvariantCulture)}";
    }

    private void WriteJson(StringBuilder text, object? value, DataType type)
    {
        switch (value, type)
        {
            case (null, _): text.Append("null"); break;
            case (ListValue list, DataType.List of): Join(text, "[", "]", list.Count, i => WriteJson(text, list[i], of.Element), ","); break;
            case (StructValue fields, DataType.Struct of):
                int[] present = [.. Enumerable.Range(0, fields.Count).Where(i => !_form.IgnoresNulls || fields[i].Value is not null)];
                Join(text, "{", "}", present.Length, i =>
                {
                    text.Append(JsonText.Quote(of.Fields[present[i]].Name)).Append(':');
                    WriteJson(text, fields[present[i]].Value, of.Fields[present[i]].Type);
                }, ",");
                break;
            case (MapValue map, DataType.Map of):
                Join(text, "{", "}", map.Count, i =>
                {
                    text.Append(JsonText.Quote(Text(map[i].Key, of.Key))).Append(':');
                    WriteJson(text, map[i].Value, of.Value);
                }, ",");
                break;
            case (bool or sbyte or short or int or long, not (DataType.YearMonthInterval or DataType.DayTimeInterval)): text.Append(Scalar(value, type)); break;
            case (double or float, _) when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)): text.Append(Scalar(value, type)); break;
            case (Decimal38 number, _): text.Append(number); break;
            case (byte[] bytes, _): text.Append(JsonText.Quote(Convert.ToBase64String(bytes))); break;
            case (Date date, _) when _form.DateFormat is { } pattern: text.Append(JsonText.Quote(OfDate(date, pattern))); break;
            case (TimestampTz, _): text.Append(JsonText.Quote(Moment(value))); break;
            case (Timestamp local, _): text.Append(JsonText.Quote(DatePattern.Of(_form.TimestampNtzFormat).Format(local.Count, 0))); break;
            default: text.Append(JsonText.Quote(Scalar(value, type))); break;
        }
    }

    private static string OfDate(Date date, string pattern) => DatePattern.Of(pattern).Format(date.Days * Days.MicrosecondsPerDay, 0);

    private string Moment(object instant)
    {
        long micros = ((TimestampTz)instant).Microseconds;
        return DatePattern.Of(_form.TimestampFormat).Format(zone.ToLocal(micros), zone.OffsetAt(micros));
    }
}
