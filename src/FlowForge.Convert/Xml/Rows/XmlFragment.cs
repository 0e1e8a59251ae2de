using System.Text;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml.Rows;

/// <summary>Writes tokens back as XML: names as in the document, references only where XML needs them, CDATA sections kept, comments left out.</summary>
internal sealed class XmlFragment(XmlTokenizer tokens)
{
    private byte[] _bytes = new byte[1024];
    private bool _tagOpen;

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Xml => _bytes.AsSpan(0, Length);

    internal void Clear()
    {
        Length = 0;
        _tagOpen = false;
        if (_bytes.Length > 4 << 20) _bytes = new byte[1024]; // made for one huge element: memory follows the data down again
    }

    /// <summary>The element that was just started.</summary>
    internal void Start()
    {
        CloseTag();
        Add("<"u8);
        Add(tokens.Names[tokens.Name]);
        for (int i = 0; i < tokens.AttributeCount; i++) Attribute(tokens.Names[tokens.AttributeName(i)], tokens.AttributeValue(i));
        _tagOpen = true;
    }

    /// <summary>Another attribute for the element that was just started.</summary>
    internal void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Add(" "u8);
        Add(name);
        Add("=\""u8);
        foreach (byte letter in value)
        {
            switch (letter)
            {
                case (byte)'&':
                    Add("&amp;"u8);
                    break;
                case (byte)'<':
                    Add("&lt;"u8);
                    break;
                case (byte)'"':
                    Add("&quot;"u8);
                    break;
                case (byte)'\n' or (byte)'\t' or (byte)'\r':
                    Add(Encoding.ASCII.GetBytes($"&#{letter};"));
                    break;
                default:
                    Add(letter);
                    break;
            }
        }
        Add("\""u8);
    }

    /// <summary>The element that was just ended.</summary>
    internal void End()
    {
        if (_tagOpen)
        {
            Add("/>"u8);
            _tagOpen = false;
            return;
        }
        Add("</"u8);
        Add(tokens.Names[tokens.Name]);
        Add(">"u8);
    }

    /// <summary>Puts bytes in at a place that was the end once.</summary>
    internal void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        Add(bytes);
        Xml[at..^bytes.Length].CopyTo(_bytes.AsSpan(at + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(at));
    }

    internal void Text(ReadOnlySpan<byte> text)
    {
        CloseTag();
        foreach (byte letter in text)
        {
            switch (letter)
            {
                case (byte)'&':
                    Add("&amp;"u8);
                    break;
                case (byte)'<':
                    Add("&lt;"u8);
                    break;
                case (byte)'>' when Xml.EndsWith("]]"u8):
                    Add("&gt;"u8);
                    break;
                case (byte)'\r':
                    Add("&#13;"u8);
                    break;
                default:
                    Add(letter);
                    break;
            }
        }
    }

    internal void CData(ReadOnlySpan<byte> text)
    {
        CloseTag();
        Add("<![CDATA["u8);
        Add(text);
        Add("]]>"u8);
    }

    private void CloseTag()
    {
        if (_tagOpen) Add(">"u8);
        _tagOpen = false;
    }

    private void Add(byte value)
    {
        if (Length == _bytes.Length) Array.Resize(ref _bytes, Length * 2);
        _bytes[Length++] = value;
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        while (_bytes.Length - Length < text.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }
}
