using System.Text;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Tests.Xml;

/// <summary>An input that is not on disk: bytes, or whatever a function opens.</summary>
internal sealed class MemoryFile(Func<Stream> open, string extension = ".xml") : SourceFile
{
    private byte[]? _head;

    internal MemoryFile(byte[] content, string extension = ".xml") : this(() => new MemoryStream(content), extension)
    {
    }

    internal MemoryFile(string content, string extension = ".xml") : this(Encoding.UTF8.GetBytes(content), extension)
    {
    }

    public override string Name => "test" + extension;

    public override string Path => throw new NotSupportedException();

    public override bool IsCompressed => false;

    public override long Length => 0;

    public override ReadOnlyMemory<byte> Head
    {
        get
        {
            if (_head is not null) return _head;
            using Stream stream = open();
            var head = new byte[HeadLength];
            return _head = head[..stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
        }
    }

    public override string Extension => extension;

    public override string BaseName => "test";

    public override Stream OpenRead(Action<long>? progress = null) => open();

    public override string? Sibling(string extension) => null;
}
