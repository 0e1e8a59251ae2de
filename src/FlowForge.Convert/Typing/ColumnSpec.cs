using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Typing;

/// <summary>A column of the output: its name, its type, and how text becomes a value of it.</summary>
public sealed record ColumnSpec(string Name, DataType Type, TextForm Form)
{
    /// <summary>The same type for a column whose values were seen to be written in a form: taken up when none was set and it goes with the type.</summary>
    internal ColumnSpec For(string name, TextForm seen)
    {
        bool fits = seen switch
        {
            TextForm.Number => Type is DataType.Decimal || Type == DataType.Double || Type == DataType.BigInt,
            TextForm.Date => Type == DataType.Date || Type == DataType.Timestamp || Type == DataType.TimestampTz,
            _ => false,
        };
        return this with { Name = name, Form = Form == TextForm.AsIs && fits ? seen : Form };
    }
}

/// <summary>How the text of a column is read. A closed set.</summary>
public abstract record TextForm
{
    private TextForm()
    {
    }

    /// <summary>As it is; for VARCHAR, and for columns whose values never come as text.</summary>
    public static TextForm AsIs { get; } = new Plain();

    /// <summary>For people: <c>1.234,5</c>, <c>DD.MM.YYYY</c>; null for plain numbers, ISO dates, and what has no form.</summary>
    public string? Written => this switch
    {
        Number { Form: { } form } when form != NumberForm.Point => form.Name,
        Date { HasHalfDays: true } half => $"{half.Form} AM/PM",
        Date { Form: { } form } when form != DateForm.Iso => form.ToString(),
        _ => null,
    };

    public sealed record Plain : TextForm;

    public sealed record Number(NumberForm Form) : TextForm;

    /// <param name="HasHalfDays">Whether times were seen that are told with AM and PM. They are read in any case.</param>
    public sealed record Date(DateForm Form, bool HasHalfDays = false) : TextForm;
}
