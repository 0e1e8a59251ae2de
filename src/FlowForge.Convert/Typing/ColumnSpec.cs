using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Typing;

/// <summary>A column of the output: its name, its type, and how text becomes a value of it.</summary>
public sealed record ColumnSpec(string Name, DataType Type, TextForm Form);

/// <summary>How the text of a column is read. A closed set.</summary>
public abstract record TextForm
{
    private TextForm()
    {
    }

    /// <summary>As it is; for VARCHAR, and for columns whose values never come as text.</summary>
    public static TextForm AsIs { get; } = new Plain();

    public sealed record Plain : TextForm;

    public sealed record Number(NumberForm Form) : TextForm;

    public sealed record Date(DateForm Form) : TextForm;
}
