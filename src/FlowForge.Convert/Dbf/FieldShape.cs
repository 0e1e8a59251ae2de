using System.Text.Unicode;

namespace FlowForge.Convert.Dbf;

/// <summary>What the values of one field have shown, for choosing a type that holds them all. Not thread-safe.</summary>
internal sealed class FieldShape
{
    internal NumberShape Numbers { get; } = new();

    /// <summary>A date or truth value that is none: the column has to be text.</summary>
    internal bool AnyOther { get; set; }

    /// <summary>Bytes that are not text, in a field that may hold either.</summary>
    internal bool AnyBytes { get; set; }

    /// <summary>Whether bytes of a field marked binary, or of an unknown type, are text all the same.</summary>
    internal static bool IsText(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> text = value.TrimEnd(" \0"u8);
        foreach (byte b in text)
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f'))
                return false;
        return Utf8.IsValid(text);
    }

    /// <summary>Whether a truth value, or none, is written there.</summary>
    internal static bool TryReadLogical(ReadOnlySpan<byte> cell, out bool? value)
    {
        (value, bool known) = (cell.Length == 0 ? (byte)' ' : cell[0]) switch
        {
            (byte)'T' or (byte)'t' or (byte)'Y' or (byte)'y' => ((bool?)true, true),
            (byte)'F' or (byte)'f' or (byte)'N' or (byte)'n' => (false, true),
            (byte)' ' or (byte)'?' or 0 => (null, true),
            _ => (null, false),
        };
        return known;
    }
}
