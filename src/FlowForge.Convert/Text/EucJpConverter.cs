using System.Text;

namespace FlowForge.Convert.Text;

/// <summary>EUC-JP with all of its four sets: ASCII, JIS X 0208, half-width katakana (0x8E), and JIS X 0212 (0x8F, three bytes), which .NET's own decoder of that name misreads.</summary>
internal sealed class EucJpConverter : Utf8Converter
{
    public const int CodePage = 51932;

    /// <summary>The code page that holds JIS X 0212 too, there in two bytes, the second one without its high bit. Compared with CPython's euc_jp, 2026-11: equal in all 6,065 characters they share.</summary>
    private const int BothSetsCodePage = 20932;

    private const int Rows = 94;
    private const byte KatakanaMark = 0x8E, ThreeByteMark = 0x8F, First = 0xA1, Last = 0xFE, LastKatakana = 0xDF;
    private const char None = '\uFFFD';

    private static readonly Lazy<char[]> s_jis0208 = new(() => ReadTable(CodePage, secondMask: 0xFF));
    private static readonly Lazy<char[]> s_jis0212 = new(() => ReadTable(BothSetsCodePage, secondMask: 0x7F));

    protected override int ConvertPiece(ReadOnlySpan<byte> source, Span<byte> target, bool final, out int consumed, ref Replacements replaced)
    {
        int written = 0;
        consumed = 0;
        while (consumed < source.Length)
        {
            int ascii = source[consumed..].IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (ascii < 0) ascii = source.Length - consumed;
            source.Slice(consumed, ascii).CopyTo(target[written..]);
            (consumed, written) = (consumed + ascii, written + ascii);
            if (consumed == source.Length) break;
            ReadOnlySpan<byte> rest = source[consumed..];
            int length = LengthOf(rest[0]);
            if (rest.Length < length && !final && AreTrailing(rest[1..])) break;
            char character = Decode(rest, ref length);
            consumed += length;
            if (character == None) Replace(target, ref written, ref replaced);
            else written += new Rune(character).EncodeToUtf8(target[written..]);
        }
        return written;
    }

    private static int LengthOf(byte lead) => lead switch
    {
        ThreeByteMark => 3,
        KatakanaMark or (>= First and <= Last) => 2,
        _ => 1,
    };

    /// <summary>The character at the start; U+FFFD when there is none, and then only its lead byte is taken unless the others can begin nothing else.</summary>
    private static char Decode(ReadOnlySpan<byte> text, ref int length)
    {
        if (length > text.Length || !AreTrailing(text[1..length]))
        {
            length = 1;
            return None;
        }
        return (length, text[0]) switch
        {
            (1, _) => None,
            (3, _) => s_jis0212.Value[Index(text[1], text[2])],
            (_, KatakanaMark) => text[1] <= LastKatakana ? (char)('\uFF61' + text[1] - First) : None,
            _ => s_jis0208.Value[Index(text[0], text[1])],
        };
    }

    private static bool AreTrailing(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExceptInRange(First, Last);

    private static int Index(byte row, byte cell) => (row - First) * Rows + cell - First;

    private static char[] ReadTable(int codePage, byte secondMask)
    {
        const char MiddleDot = '\u30FB'; // what .NET gives for a place without a character, besides where it belongs
        Encoding encoding = TextEncodings.Get(codePage);
        char[] table = new char[Rows * Rows];
        Span<byte> pair = stackalloc byte[2];
        Span<char> found = stackalloc char[4];
        for (int i = 0; i < table.Length; i++)
        {
            (pair[0], pair[1]) = ((byte)(First + i / Rows), (byte)((First + i % Rows) & secondMask));
            bool isOne = encoding.GetChars(pair, found) == 1 && found[0] is not (MiddleDot or '?') && !char.IsSurrogate(found[0]) && found[0] is not (>= '\uE000' and <= '\uF8FF');
            table[i] = isOne ? found[0] : None;
        }
        if (codePage == CodePage) table[Index(0xA1, 0xA6)] = MiddleDot;
        return table;
    }
}
