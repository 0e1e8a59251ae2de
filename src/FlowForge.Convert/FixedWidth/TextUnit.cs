using System.Buffers;
using System.Text;

namespace FlowForge.Convert.FixedWidth;

/// <summary>What the positions of a layout count. Different only where a line has characters outside ASCII.</summary>
internal enum TextUnit
{
    /// <summary>Characters (Unicode scalars).</summary>
    Character,

    /// <summary>Bytes of UTF-8, as programs write that pad by the length of bytes.</summary>
    Byte,

    /// <summary>Cells on screen, where East Asian characters take two: also the bytes of their old code pages.</summary>
    Cell,
}

internal static class TextUnits
{
    extension(TextUnit unit)
    {
        /// <summary>The byte at which a position lies, not before <paramref name="at"/>; the line's length when it is shorter.</summary>
        /// <param name="at">A byte of the line that begins a character, moved on to the result.</param>
        /// <param name="position">The position of <paramref name="at"/>, moved on; larger than <paramref name="target"/> when a wide character covers it.</param>
        internal void Advance(ReadOnlySpan<byte> line, int target, ref int at, ref int position)
        {
            while (position < target && at < line.Length)
            {
                if (line[at] < 0x80)
                {
                    at++;
                    position++;
                    continue;
                }
                Rune.DecodeFromUtf8(line[at..], out Rune character, out int length);
                at += length;
                position += unit switch
                {
                    TextUnit.Character => 1,
                    TextUnit.Byte => length,
                    TextUnit.Cell => IsWide(character.Value) ? 2 : 1,
                };
            }
        }
    }

    private static bool IsWide(int character) => character is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
