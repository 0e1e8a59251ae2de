using System.Buffers.Text;

namespace FlowForge.Convert.Typing;

/// <summary>true and false, in any case.</summary>
internal static class BooleanText
{
    internal static bool TryRead(ReadOnlySpan<byte> text, out bool value)
    {
        value = text.Length == 4;
        return text.Length switch
        {
            4 => Same(text, "true"),
            5 => Same(text, "false"),
            _ => false,
        };
    }

    private static bool Same(ReadOnlySpan<byte> text, string lower)
    {
        for (int i = 0; i < lower.Length; i++)
            if ((text[i] | 0x20) != lower[i] || text[i] < 'A')
                return false;
        return true;
    }
}

/// <summary>UUIDs in their canonical lower-case form, so that the text can be had back.</summary>
internal static class UuidText
{
    internal static bool TryRead(ReadOnlySpan<byte> text, out Guid value)
    {
        value = default;
        if (text.Length != 36 || text.ContainsAnyInRange((byte)'A', (byte)'F')) return false;
        return Utf8Parser.TryParse(text, out value, out int used, 'D') && used == 36;
    }
}
