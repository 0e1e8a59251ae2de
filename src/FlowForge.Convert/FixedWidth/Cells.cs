using System.Text;

namespace FlowForge.Convert.FixedWidth;

/// <summary>Cuts lines by a layout.</summary>
internal static class Cells
{
    internal static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, FixedColumn column, TextUnit unit)
    {
        int at = 0, position = 0;
        unit.Advance(line, column.Start, ref at, ref position);
        int start = at;
        unit.Advance(line, column.End, ref at, ref position);
        return line[start..at].Trim(" \0"u8);
    }

    internal static string TextOf(ReadOnlySpan<byte> line, FixedColumn column, TextUnit unit) => Encoding.UTF8.GetString(Of(line, column, unit));
}
