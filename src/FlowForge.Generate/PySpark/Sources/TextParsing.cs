using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Generate.PySpark.Sources;

/// <summary>The column of a CSV file, which Spark reads as a text, as a value of its type: in the form in which the file writes it.</summary>
internal static class TextParsing
{
    // Times told with AM and PM.
    private const string HalfDays = " AM/PM";

    // A blank that does not break may stand between thousands.
    private const string Blanks = " \u00A0\u202F";

    /// <param name="type">The type that the plan gives the column, or the one that was found.</param>
    internal static string Parsed(SourceColumn column, DataType type)
    {
        if (type == DataType.Varchar) return Py.Name(column.Name);
        string text = $"told({Py.Text(column.Name)})";
        string value = column.Type switch
        {
            _ when column.Type == DataType.Varchar => Cast(Py.Col(column.Name), type),
            _ when column.Type == DataType.Date => Cast(column.Form is { } form ? $"F.to_date({text}, {Py.Text(Pattern(form, column.Type))})" : Cast(text, DataType.Date), type, DataType.Date),
            _ when column.Type == DataType.TimestampTz || column.Type == DataType.Timestamp && type == DataType.TimestampTz =>
                Cast(column.Form is { } form ? $"F.to_timestamp({text}, {Py.Text(Pattern(form, column.Type))})" : Cast(text, DataType.TimestampTz), type, DataType.TimestampTz),
            _ when column.Type == DataType.Timestamp => Cast(column.Form is { } form ? $"F.to_timestamp_ntz({text}, F.lit({Py.Text(Pattern(form, column.Type))}))" : Cast(text, DataType.Timestamp), type, DataType.Timestamp),
            // A fraction is cut off by a cast from a number; from a text it would be an error.
            DataType.Decimal when Coercion.IsIntegral(type) => Cast(Cast(Plain(text, column.Form), column.Type), type),
            _ => Cast(Plain(text, column.Form), type),
        };
        return $"{value}.alias({Py.Text(column.Name)})";
    }

    private static string Cast(string value, DataType type, DataType? from = null) => type == from ? value : $"{value}.cast({Py.Text(TypeNames.Of(type))})";

    /// <summary>Digits, a point and a sign, whatever stands between thousands and before decimals.</summary>
    /// <param name="form">A number written so: <c>1.234,5</c>, <c>1234,5</c>, <c>1 234.5</c> …</param>
    private static string Plain(string text, string? form)
    {
        if (form is null) return text;
        char point = form[^2], group = char.IsDigit(form[1]) ? '\0' : form[1];
        string groups = group == '\0' ? "" : group == ' ' ? Blanks : group.ToString();
        // translate drops what has no partner.
        return point == ',' ? $"F.translate({text}, {Py.Text("," + groups)}, \".\")" : $"F.translate({text}, {Py.Text(groups)}, \"\")";
    }

    /// <summary>Java's pattern: one digit or two for day and month, as files have them; a time of day where some values have one.</summary>
    private static string Pattern(string form, DataType type)
    {
        string date = form.Split(HalfDays)[0].Replace("DD", "d", StringComparison.Ordinal).Replace("MM", "M", StringComparison.Ordinal)
            .Replace("Mon", "[MMMM][MMM]", StringComparison.Ordinal).Replace("YYYY", "yyyy", StringComparison.Ordinal);
        if (type == DataType.Date) return date;
        // A section in brackets that does not fit is passed over: the narrower one stands first.
        string halves = form.EndsWith(HalfDays, StringComparison.Ordinal) ? "[ h:m[:s[.SSSSSS]][ ]a]" : "";
        return $"{date}{halves}[ H:m[:s[.SSSSSS]]]{(type == DataType.TimestampTz ? "[ ][XXX][XX]" : "")}";
    }
}
