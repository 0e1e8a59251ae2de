using System.Globalization;
using System.Text;

namespace FlowForge.Convert.Excel.Sheets;

/// <summary>The error values of a cell: the codes of the binary formats and their texts.</summary>
internal static class CellErrors
{
    public static ReadOnlySpan<byte> Text(byte code) => code switch
    {
        0x00 => "#NULL!"u8,
        0x07 => "#DIV/0!"u8,
        0x0F => "#VALUE!"u8,
        0x17 => "#REF!"u8,
        0x1D => "#NAME?"u8,
        0x24 => "#NUM!"u8,
        0x2A => "#N/A"u8,
        0x2B => "#GETTING_DATA"u8,
        _ => "#ERROR!"u8,
    };

    /// <summary>Of a cell that refers to a shared text which the workbook does not have.</summary>
    public static byte[] MissingText(long index) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"missing text {index}"));
}
