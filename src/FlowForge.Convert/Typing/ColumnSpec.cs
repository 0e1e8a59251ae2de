using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Typing;

/// <summary>A column of the output: its name, its type, and how text becomes a value of it.</summary>
public sealed record ColumnSpec(string Name, DataType Type);
