using System.Buffers.Binary;

namespace FlowForge.Convert.Dbf;

/// <summary>Where a record's memo lies: ten digits in dBASE, four bytes in Visual FoxPro, kind, length and block in SIX.</summary>
/// <param name="Length">Of the memo in bytes when the pointer says it; otherwise -1.</param>
internal readonly record struct MemoPointer(long Block, long Length)
{
    private const int SmtLength = 10;

    /// <summary>False when the record has no memo.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> cell, MemoLayout? layout, out MemoPointer pointer)
    {
        pointer = default;
        if (cell.Length == 4)
        {
            uint block = BinaryPrimitives.ReadUInt32LittleEndian(cell);
            // Four blanks are what a text-minded program leaves in an empty field.
            if (block == 0x20202020) return false;
            pointer = new MemoPointer(block, -1);
            return block != 0;
        }
        if (layout == MemoLayout.Smt && cell.Length == SmtLength && cell.ContainsAnyExceptInRange((byte)' ', (byte)'9'))
        {
            pointer = new MemoPointer(BinaryPrimitives.ReadUInt32LittleEndian(cell[6..]), BinaryPrimitives.ReadUInt32LittleEndian(cell[2..]));
            return pointer.Block != 0 && pointer.Length != 0;
        }
        long number = 0;
        ReadOnlySpan<byte> digits = DbfNumber.Trim(cell);
        foreach (byte b in digits)
        {
            uint digit = (uint)(b - '0');
            // Anything but digits is a pointer to nowhere: reported as a broken one.
            if (digit > 9 || number > uint.MaxValue)
            {
                pointer = new MemoPointer(-1, -1);
                return true;
            }
            number = (number * 10) + digit;
        }
        pointer = new MemoPointer(number, -1);
        return number != 0;
    }
}
