using FlowForge.Core.Schemas;

namespace FlowForge.Core.Plans.Checking;

/// <summary>What is known of things outside of a plan. A null answer: not looked at, so anything may be there.</summary>
public interface ISchemaSource
{
    IReadOnlyList<Column>? ColumnsOf(PlanSource source);

    IReadOnlyList<Column>? ColumnsOf(TableName table);
}

/// <summary>Nothing is known: the plan is checked by itself.</summary>
public sealed class UnknownSchemas : ISchemaSource
{
    public static UnknownSchemas Instance { get; } = new();

    public IReadOnlyList<Column>? ColumnsOf(PlanSource source) => null;

    public IReadOnlyList<Column>? ColumnsOf(TableName table) => null;
}
