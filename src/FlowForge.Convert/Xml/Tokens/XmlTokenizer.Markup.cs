using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>Comments, processing instructions and declarations: checked and passed over.</summary>
internal sealed partial class XmlTokenizer
{
    /// <summary>The longest XML declaration: more is not one.</summary>
    private const int MaxDeclarationBytes = 1_024;

    /// <summary>At "&lt;!": true when a CDATA section begins; otherwise what stands here was passed over.</summary>
    private bool BeginsCData()
    {
        if (StartsWith("<!--"u8))
        {
            SkipComment();
        }
        else if (StartsWith("<![CDATA["u8))
        {
            if (Depth == 0) throw XmlErrors.Syntax(Here, "a CDATA section outside of any element", "an element");
            Pass(9);
            _inCData = true;
            return true;
        }
        else if (StartsWith("<!DOCTYPE"u8))
        {
            if (Depth > 0) throw XmlErrors.Syntax(Here, "a document type declaration inside an element", "it before the first element");
            SkipDoctype();
        }
        else
        {
            throw XmlErrors.Syntax(Here, Shown(_at), "a comment, a CDATA section or a document type declaration after '<!'");
        }
        return false;
    }

    private void SkipComment()
    {
        _at += 4;
        SkipTo("--"u8, "a comment", "'-->'");
        if (!Has(1) || _window.Bytes[_at] != '>') throw XmlErrors.Syntax(_window.At(_at), "'--' inside a comment", "'-->'");
        Pass(1);
    }

    private void SkipInstruction()
    {
        if (StartsWith("<?xml"u8) && Has(6) && !XmlChars.IsNameByte(_window.Bytes[_at + 5]))
        {
            ReadDeclaration();
            return;
        }
        Has(64);
        int end = EndOfName(_at + 2);
        ReadOnlySpan<byte> target = _window.Bytes.AsSpan(_at + 2, end - _at - 2);
        if (end < _window.End && !XmlChars.IsName(target)) throw XmlErrors.Syntax(Here, Shown(_at), "a name after '<?'");
        _at += 2;
        SkipTo("?>"u8, "a processing instruction", "'?>'");
    }

    /// <summary>Goes on after the next occurrence of a mark.</summary>
    private void SkipTo(ReadOnlySpan<byte> mark, string what, string expected)
    {
        Location? start = null; // counted out only when the token's start is about to leave the window
        while (true)
        {
            ReadOnlySpan<byte> rest = _window.Bytes.AsSpan(_at, _window.End - _at);
            int index = rest.IndexOf(mark);
            if (index >= 0)
            {
                Pass(index + mark.Length);
                return;
            }
            start ??= Here;
            Pass(Math.Max(0, rest.Length - (mark.Length - 1)));
            if (!Extend()) throw XmlErrors.Syntax(start, $"no end of {what}", expected);
        }
    }

    /// <summary>Reads &lt;?xml version="1.0" encoding="…"?&gt;. The encoding was seen to when the stream was opened.</summary>
    private void ReadDeclaration()
    {
        if (Depth > 0) throw XmlErrors.Syntax(Here, "an XML declaration inside an element", "it at the start of a document");
        if (Documents == 0 && Offset > 0) LateDeclaration ??= Here;
        Has(MaxDeclarationBytes);
        ReadOnlySpan<byte> rest = _window.Bytes.AsSpan(_at, Math.Min(_window.End - _at, MaxDeclarationBytes));
        int length = rest.IndexOf("?>"u8);
        if (length < 0 || !XmlDeclaration.TryParse(rest[..length], out _)) throw XmlErrors.Syntax(Here, Shown(_at), "an XML declaration such as <?xml version=\"1.0\"?>");
        Pass(length + 2);
    }

    /// <summary>Passes over a declaration with its internal subset: quotes, comments and instructions may hold any bracket.</summary>
    private void SkipDoctype()
    {
        Location start = Here;
        Doctype ??= start;
        Pass(9);
        int brackets = 0, angles = 1;
        while (Has(1))
        {
            switch (_window.Bytes[_at])
            {
                case (byte)'"' or (byte)'\'':
                    byte[] quote = [_window.Bytes[_at]];
                    _at++;
                    SkipTo(quote, "a literal in a document type declaration", "its closing quote");
                    continue;
                case (byte)'<' when StartsWith("<!--"u8):
                    SkipComment();
                    continue;
                case (byte)'<' when StartsWith("<?"u8):
                    SkipInstruction();
                    continue;
                case (byte)'<':
                    angles++;
                    break;
                case (byte)'[':
                    brackets++;
                    break;
                case (byte)']':
                    brackets--;
                    break;
                case (byte)'>' when --angles == 0 && brackets <= 0:
                    Pass(1);
                    return;
            }
            Pass(1);
        }
        throw XmlErrors.Syntax(start, "no end of a document type declaration", "'>'");
    }
}
