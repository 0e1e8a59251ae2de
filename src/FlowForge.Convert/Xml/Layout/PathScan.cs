using FlowForge.Convert.Tables;
using FlowForge.Convert.Typing;
using FlowForge.Convert.Xml.Tokens;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>Walks through a document, or its beginning, and learns which paths there are and what they hold. Keeps no values.</summary>
internal sealed class PathScan
{
    /// <summary>Different paths that are kept. Real documents have thousands; more means that names carry data, or recursion without end.</summary>
    internal const int MaxPaths = 100_000;

    private readonly ElementReader _reader;
    private readonly RowTags _rowTags;
    private Frame[] _frames = new Frame[64];
    private int _depth; // frames; with row tags, elements outside of rows have none
    private long _instances;
    private int _paths;
    private readonly TextPieces? _texts; // null when the values' types are not asked for

    private struct Frame
    {
        internal XmlPath Path;
        internal long Instance;
        internal long ContentStart;
        internal int Children;
        internal int Pieces;
        internal bool InPiece;
        internal bool HasWords;
        internal bool HasBlanks;
        internal bool KeepsBlanks;
        internal TextPieces.Text Text;
    }

    private PathScan(ElementReader reader, RowTags rowTags, bool collectsTypes)
    {
        _reader = reader;
        _texts = collectsTypes ? new TextPieces(keepsEnds: false) : null;
        _rowTags = rowTags;
        Push(Root, keepsBlanks: false);
    }

    /// <summary>The place above the documents: its children are the root elements, or the rows when they were named.</summary>
    internal XmlPath Root { get; } = new(-1, null);

    /// <summary>The first root element's name as written.</summary>
    internal string RootElement { get; private set; } = "";

    /// <summary>Whether there are texts or attributes outside of the named rows.</summary>
    internal bool HasValuesOutside { get; private set; }

    /// <param name="collectsTypes">Whether to learn the types of texts and attributes as well.</param>
    /// <param name="maxBytes">Where to stop, in bytes of UTF-8.</param>
    internal static PathScan Run(ElementReader reader, RowTags rowTags, bool collectsTypes, long maxBytes, CancellationToken cancellationToken)
    {
        var scan = new PathScan(reader, rowTags, collectsTypes);
        scan.Walk(maxBytes, cancellationToken);
        SumValues(scan.Root);
        return scan;
    }

    private void Walk(long maxBytes, CancellationToken cancellationToken)
    {
        long tokens = 0;
        while (_reader.Tokens.Offset < maxBytes)
        {
            if ((++tokens & 0xFFFF) == 0) cancellationToken.ThrowIfCancellationRequested();
            switch (_reader.Read())
            {
                case XmlToken.StartElement:
                    Start();
                    break;
                case XmlToken.EndElement:
                    // Outside of the named rows an element has no frame: only one that has is ended.
                    if (_rowTags.IsEmpty || _depth > 1) End();
                    break;
                case XmlToken.Text or XmlToken.CData:
                    if (_depth > 1) Text(_reader.Text);
                    else HasValuesOutside |= !XmlChars.IsBlank(_reader.Text);
                    break;
                case XmlToken.End:
                    return;
            }
        }
        // What the sample cut off is told as it was seen so far.
        while (_depth > 1) End();
    }

    private void Start()
    {
        if (RootElement.Length == 0) RootElement = XmlErrors.Show(_reader.Tokens.Names[_reader.Tokens.Name]);
        if (_depth == 1 && !_rowTags.IsEmpty && !_rowTags.Match(_reader.Tokens))
        {
            for (int i = 0; i < _reader.AttributeCount; i++) HasValuesOutside |= !ExpandedNames.IsDirective(_reader.AttributeName(i));
            return;
        }
        ref Frame outer = ref _frames[_depth - 1];
        outer.Children++;
        outer.InPiece = false;
        _texts?.Break(ref outer.Text);
        XmlPath path = outer.Path.FindChild(_reader.Name) ?? AddPath(outer.Path);
        path.Count++;
        if (path.LastParent == outer.Instance) path.Repeats = true;
        path.LastParent = outer.Instance;
        outer.Path.HasChildren = true;
        Push(path, outer.KeepsBlanks);
        ref Frame frame = ref _frames[_depth - 1];
        frame.ContentStart = _reader.Tokens.Offset;
        for (int i = 0; i < _reader.AttributeCount; i++)
        {
            int name = _reader.AttributeName(i);
            if (ExpandedNames.IsDirective(name))
            {
                if (name == ExpandedNames.Space) frame.KeepsBlanks = frame.Text.KeepsBlanks = _reader.AttributeValue(i).SequenceEqual("preserve"u8);
                continue;
            }
            XmlAttribute attribute = path.FindAttribute(name) ?? path.AddAttribute(name);
            attribute.Count++;
            if (_texts is not null) (attribute.Evidence ??= new ColumnEvidence(TextInference.Schema)).Text(_reader.AttributeValue(i));
        }
    }

    private void End()
    {
        ref Frame frame = ref _frames[--_depth];
        XmlPath path = frame.Path;
        if (_texts is not null && _texts.End(frame.Text, frame.Children > 0) is { Length: > 0 } text)
            (path.Evidence ??= new ColumnEvidence(TextInference.Schema)).Text(text);
        path.LongestContent = Math.Max(path.LongestContent, _reader.Tokens.Offset - frame.ContentStart);
        if (frame.Pieces > 0 || (frame.HasBlanks && frame.KeepsBlanks && frame.Children == 0)) path.Texts++;
        if (frame.Pieces == 0 || frame.Children == 0) return;
        path.MixedPieces += frame.Pieces;
        path.MixedChildren += frame.Children;
        path.HasWordsBesideChildren |= frame.HasWords || frame.Pieces > 1;
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        ref Frame frame = ref _frames[_depth - 1];
        _texts?.Add(frame.Text, text);
        if (XmlChars.IsBlank(text))
        {
            frame.HasBlanks = true;
            return;
        }
        if (!frame.InPiece) frame.Pieces++;
        frame.InPiece = true;
        frame.HasWords |= XmlChars.HasWords(text);
    }

    private XmlPath AddPath(XmlPath parent)
    {
        if (++_paths > MaxPaths)
        {
            throw new InputException("xml-limit", _reader.Tokens.Here, $"there are more than {MaxPaths:N0} different paths of elements: names seem to carry data.",
                "Name the row element with --row-tag, or take the elements as they are with --xml-strategy text.");
        }
        return parent.AddChild(_reader.Name);
    }

    private void Push(XmlPath path, bool keepsBlanks)
    {
        if (_depth == _frames.Length) Array.Resize(ref _frames, _depth * 2);
        _frames[_depth++] = new Frame { Path = path, Instance = _instances++, KeepsBlanks = keepsBlanks, Text = _texts?.Begin(keepsBlanks) ?? default };
    }

    private static long SumValues(XmlPath path)
    {
        path.Values = path.Texts;
        foreach (XmlAttribute attribute in path.Attributes) path.Values += attribute.Count;
        foreach (XmlPath child in path.Children) path.Values += SumValues(child);
        return path.Values;
    }
}
