using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml;

/// <summary>A file as XML: knows its encoding, and opens it for pass after pass.</summary>
internal sealed class XmlSource
{
    private readonly SourceFile _file;
    private readonly XmlEncoding _encoding;

    internal XmlSource(SourceFile file, ReadOptions options)
    {
        _file = file;
        Options = options;
        _encoding = XmlEncoding.Of(file, options.Encoding);
    }

    internal ReadOptions Options { get; }

    internal string Name => _file.Name;

    internal long Length => _file.Length;

    internal XmlEncoding Encoding => _encoding;

    /// <summary>The same for all passes, so that a name has one number in all of them.</summary>
    internal ExpandedNames Names { get; } = new();

    internal ElementReader Open(Action<long>? progress = null)
    {
        Stream stream = _file.OpenRead(progress);
        try
        {
            Stream utf8 = _encoding.ToUtf8(stream);
            return new ElementReader(new XmlTokenizer(utf8, Name), Names) { Transcoding = utf8 as Utf8TranscodingStream };
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
