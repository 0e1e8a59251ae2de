namespace FlowForge.Convert.Typing;

/// <summary>Whole numbers as a program writes them: an optional minus, no leading zeros, at most 18 digits.</summary>
/// <remarks>The common case apart from <see cref="NumberForm"/>, since most numbers of most files are such.</remarks>
internal static class IntegerText
{
    internal static bool TryRead(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        int start = text.Length > 0 && text[0] == '-' ? 1 : 0, digits = text.Length - start;
        if (digits is < 1 or > 18) return false;
        if (text[start] == '0' && text.Length > 1) return false;
        for (int i = start; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit > 9) return false;
            value = (value * 10) + digit;
        }
        if (start == 1) value = -value;
        return true;
    }
}
