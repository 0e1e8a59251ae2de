using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>Pulls tokens out of one or several documents that follow each other in one stream. Checks that they are well-formed.</summary>
/// <remarks>Memory is the window plus the open elements' names. What a token shows is valid until the next <see cref="Read"/>. Not thread-safe.
/// Document type declarations are passed over: nothing is fetched, and a reference to an entity that one declares is an error.</remarks>
internal sealed partial class XmlTokenizer : IDisposable
{
    /// <summary>Elements inside each other that are read.</summary>
    internal const int MaxDepth = 1_000;

    private readonly XmlWindow _window;
    private readonly string _file;
    private int _at; // the next byte to read
    private int _tokenStart;
    private int[] _open = new int[64];
    private bool _emptyElement;

    internal XmlTokenizer(Stream utf8, string file, int windowBytes = XmlWindow.DefaultBytes)
    {
        _file = file;
        _window = new XmlWindow(utf8, file, windowBytes);
    }

    internal XmlNames Names { get; } = new();

    /// <summary>Elements open, the one that was just started included.</summary>
    internal int Depth { get; private set; }

    /// <summary>The name of the element that was just started or ended.</summary>
    internal int Name { get; private set; }

    /// <summary>The name of an open element; 0 is the outermost.</summary>
    internal int OpenName(int depth) => _open[depth];

    /// <summary>Documents begun.</summary>
    internal int Documents { get; private set; }

    /// <summary>Where the first document type declaration stands; null while there was none.</summary>
    internal Location? Doctype { get; private set; }

    /// <summary>Where the XML declaration stands when something stands before it; null when it is first, as it should be.</summary>
    internal Location? LateDeclaration { get; private set; }

    /// <summary>Where the current token starts.</summary>
    internal Location Here => _window.At(_tokenStart);

    /// <summary>Bytes of UTF-8 read, up to the end of the current token.</summary>
    internal long Offset => _window.Offset + _at;

    /// <summary>The next token.</summary>
    /// <exception cref="InputException">Not well-formed, with line and column.</exception>
    internal XmlToken Read()
    {
        if (_emptyElement)
        {
            _emptyElement = false;
            Close();
            return XmlToken.EndElement;
        }
        if (_inCData && ReadCData()) return XmlToken.CData;
        while (_at < _window.End || Extend())
        {
            _tokenStart = _at;
            if (_window.Bytes[_at] != '<')
            {
                if (Depth == 0) SkipBetweenDocuments();
                else if (ReadText()) return XmlToken.Text;
                continue;
            }
            if (!Has(2)) throw XmlErrors.Syntax(Here, "the end of the file", "a tag");
            switch (_window.Bytes[_at + 1])
            {
                case (byte)'/':
                    ReadEndTag();
                    return XmlToken.EndElement;
                case (byte)'?':
                    SkipInstruction();
                    break;
                case (byte)'!':
                    if (BeginsCData() && ReadCData()) return XmlToken.CData;
                    break;
                default:
                    ReadStartTag();
                    return XmlToken.StartElement;
            }
        }
        if (Depth > 0) throw XmlErrors.Unclosed(_window.At(_at), Names[_open[Depth - 1]], Depth);
        if (Documents == 0) throw XmlErrors.Empty(new Location(_file));
        return XmlToken.End;
    }

    public void Dispose() => _window.Dispose();

    /// <summary>Reads more of the input, keeping the current token. False when there is no more.</summary>
    private bool Extend()
    {
        if (_window.Ended) return false;
        int keep = Math.Min(_tokenStart, _at);
        bool more = _window.Extend(keep);
        _at -= keep;
        _tokenStart -= keep;
        return more;
    }

    /// <summary>Sees to it that so many bytes from the next one on are in the window.</summary>
    private bool Has(int count)
    {
        while (_window.End - _at < count)
            if (!Extend())
                return false;
        return true;
    }

    private bool StartsWith(ReadOnlySpan<byte> text) => Has(text.Length) && _window.Bytes.AsSpan(_at, text.Length).SequenceEqual(text);

    /// <summary>Goes on after what has been read and will not be shown.</summary>
    private void Pass(int count)
    {
        _at += count;
        _tokenStart = _at;
    }

    private void SkipBetweenDocuments()
    {
        ReadOnlySpan<byte> rest = _window.Bytes.AsSpan(_at, _window.End - _at);
        int blank = 0;
        while (blank < rest.Length && XmlChars.IsSpace(rest[blank])) blank++;
        if (blank == 0)
        {
            if (!StartsWith("\uFEFF"u8)) throw XmlErrors.Syntax(Here, $"'{XmlErrors.Show(rest[..Math.Min(rest.Length, 20)])}' outside of any element", Documents == 0 ? "an element" : "the end of the document");
            blank = 3;
        }
        Pass(blank);
    }

    private void Open(int name)
    {
        if (Depth == 0) Documents++;
        if (Depth == MaxDepth) throw XmlErrors.TooMuch(Here, "elements are nested too deep", MaxDepth);
        if (Depth == _open.Length) Array.Resize(ref _open, Depth * 2);
        _open[Depth++] = Name = _lastStarted = name;
        if (name >= _followers.Length) Array.Resize(ref _followers, Math.Max(name + 1, _followers.Length * 2));
    }

    private void Close() => Name = _open[--Depth];
}
