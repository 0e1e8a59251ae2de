using System.Text;

namespace FlowForge.Convert.Csv;

/// <summary>How records and fields are told apart. Bytes are UTF-8. Immutable.</summary>
/// <remarks>
/// A field is quoted when its first byte, blanks aside, is the quote; a quote anywhere else is an ordinary character.
/// What follows a closing quote belongs to the field as it is written. LF, CRLF and CR end a record.
/// A quote that nothing closes is an ordinary character too, except in the last line: there the value was cut off.
/// </remarks>
internal sealed record CsvDialect
{
    public static CsvDialect Default { get; } = new();

    /// <summary>One or more bytes; empty when a line is one field.</summary>
    public ReadOnlyMemory<byte> Delimiter { get; init; } = ","u8.ToArray();

    /// <summary>Null: there is no quoting.</summary>
    public byte? Quote { get; init; } = (byte)'"';

    /// <summary>Inside quotes it makes the next byte an ordinary one. Equal to the quote: doubled quotes. Null: neither.</summary>
    public byte? Escape { get; init; } = (byte)'"';

    /// <summary>True when the escape works outside quotes too, for delimiters and newlines: the way of Hive, MySQL and PostgreSQL dumps.</summary>
    public bool EscapesOutsideQuotes { get; init; }

    /// <summary>Lines that start with it are no records; empty for none.</summary>
    public ReadOnlyMemory<byte> Comment { get; init; }

    /// <summary>True when quotes inside quotes are doubled. A backslash as escape does not forbid it.</summary>
    public bool DoublesQuotes => Escape is not null;

    /// <summary>True when an escape other than the doubled quote is in use.</summary>
    public bool HasOwnEscape => Escape is not null && Escape != Quote;

    public string DelimiterText => Encoding.UTF8.GetString(Delimiter.Span);

    /// <summary>A blank that is no delimiter: it may stand between a delimiter and a quote.</summary>
    public bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' && (Delimiter.Length == 0 || Delimiter.Span[0] != value);

    public bool IsDelimiterAt(ReadOnlySpan<byte> text, int at) => Delimiter.Length > 0 && text[at..].StartsWith(Delimiter.Span);

    /// <summary>A field's value as a string.</summary>
    public string ValueOf(ReadOnlySpan<byte> text, in Field field)
    {
        ReadOnlySpan<byte> bytes = text.Slice(field.Start, field.Length);
        if (field.Form is FieldForm.Plain or FieldForm.Quoted) return Encoding.UTF8.GetString(bytes);
        byte[] value = new byte[bytes.Length];
        return Encoding.UTF8.GetString(value, 0, QuotedText.Unescape(bytes, field.Form, this, value));
    }

    /// <summary>For people: a name for what would be invisible.</summary>
    public static string Show(ReadOnlySpan<byte> text) => text switch
    {
        [] => "none",
        [(byte)'\t'] => "tab",
        [(byte)' '] => "space",
        [< 0x20] => $"U+{text[0]:X4}",
        _ => Encoding.UTF8.GetString(text),
    };
}
