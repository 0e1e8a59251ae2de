using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>An expression as DuckDB SQL, the type of its result, and the functions of ours that it calls.</summary>
/// <param name="Type">As Spark has it; an interval is stored as INTEGER months or BIGINT microseconds, void as INTEGER.</param>
public sealed record DuckDbExpression(string Sql, DataType Type, IReadOnlyList<ScalarFunction> Functions)
{
    /// <summary>Makes the functions known to the database. Once for all its connections; doing it again does no harm.</summary>
    public void Install(DuckDbConnection connection)
    {
        if (Functions.Count > 0) connection.Register(Functions);
    }
}
