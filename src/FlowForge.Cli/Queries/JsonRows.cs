using FlowForge.DuckDb.Vectors;
using FlowForge.Lakehouse.Queries;

namespace FlowForge.Cli.Queries;

/// <summary>Rows as JSON, one object a line.</summary>
internal static class JsonRows
{
    public static long Write(TableQuery query, Stream output, long? limit, CancellationToken cancellationToken)
    {
        using var buffer = new BufferedStream(output, 1 << 16);
        long rows = 0;
        query.ReadJson(limit, (chunk, count) =>
        {
            Vector lines = chunk[0];
            for (int row = 0; row < count; row++)
            {
                buffer.Write(lines.Bytes(row));
                buffer.WriteByte((byte)'\n');
            }
            rows += count;
        }, cancellationToken);
        return rows;
    }
}
