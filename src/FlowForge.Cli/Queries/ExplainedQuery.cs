using System.Text;
using FlowForge.Lakehouse.Queries;

namespace FlowForge.Cli.Queries;

/// <summary>What EXPLAIN answers, as it is.</summary>
internal static class ExplainedQuery
{
    public static long Write(TableQuery query, TextWriter text, CancellationToken cancellationToken)
    {
        query.ReadTexts(null, (chunk, count) =>
        {
            for (int row = 0; row < count; row++) text.WriteLine(Encoding.UTF8.GetString(chunk[chunk.ColumnCount - 1].Bytes(row)));
        }, cancellationToken);
        return 0;
    }
}
