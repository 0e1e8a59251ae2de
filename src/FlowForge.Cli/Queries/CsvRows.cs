using System.Buffers;
using System.Text;
using FlowForge.DuckDb.Vectors;
using FlowForge.Lakehouse.Queries;

namespace FlowForge.Cli.Queries;

/// <summary>Rows as CSV with a header: UTF-8, LF. Null is an empty field, the empty text a quoted one.</summary>
internal static class CsvRows
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create(",\"\r\n"u8);

    public static long Write(TableQuery query, Stream output, long? limit, CancellationToken cancellationToken)
    {
        using var buffer = new BufferedStream(output, 1 << 16);
        for (int i = 0; i < query.Columns.Count; i++) WriteField(buffer, Encoding.UTF8.GetBytes(query.Columns[i].Name), i);
        buffer.WriteByte((byte)'\n');
        long rows = 0;
        int columns = query.Columns.Count;
        query.ReadTexts(limit, (chunk, count) =>
        {
            for (int row = 0; row < count; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    Vector values = chunk[column];
                    if (!values.IsNull(row)) WriteField(buffer, values.Bytes(row), column);
                    else if (column > 0) buffer.WriteByte((byte)',');
                }
                buffer.WriteByte((byte)'\n');
            }
            rows += count;
        }, cancellationToken);
        return rows;
    }

    private static void WriteField(BufferedStream buffer, ReadOnlySpan<byte> value, int column)
    {
        if (column > 0) buffer.WriteByte((byte)',');
        if (!value.IsEmpty && !value.ContainsAny(s_special))
        {
            buffer.Write(value);
            return;
        }
        buffer.WriteByte((byte)'"');
        for (int quote; (quote = value.IndexOf((byte)'"')) >= 0; value = value[(quote + 1)..])
        {
            buffer.Write(value[..quote]);
            buffer.Write("\"\""u8);
        }
        buffer.Write(value);
        buffer.WriteByte((byte)'"');
    }
}
