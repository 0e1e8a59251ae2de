using FlowForge.Convert.Tables;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml.Rows;

/// <summary>Reads the tables of one input in a single pass, in the order of the document.</summary>
/// <param name="findings">Told at the end of a pass what it found.</param>
internal abstract class XmlTableReader(XmlSource source, IReadOnlyList<SourceTable> tables, XmlFindings findings) : TableReader
{
    private long _bytesRead;

    public override IReadOnlyList<SourceTable> Tables { get; } = tables;

    public override long? TotalBytes => source.Length;

    public override long BytesRead => Interlocked.Read(ref _bytesRead);

    public sealed override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _bytesRead, 0);
        using ElementReader reader = source.Open(bytes => Interlocked.Exchange(ref _bytesRead, bytes));
        Read(reader, writers, cancellationToken);
        findings.Tell(reader);
    }

    /// <summary>Reads to the end, or until a writer has enough.</summary>
    protected abstract void Read(ElementReader reader, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken);
}
