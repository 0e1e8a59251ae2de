using FlowForge.Convert.Conversion;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Excel.Packages;

/// <summary>A part's content, unpacked while reading. Forward only.</summary>
internal sealed class PartStream(Stream content, SectionStream packed, Action<long, long> account, Func<string, InputException> damaged) : ReadOnlyStream
{
    private const long AccountEvery = 1 << 20;

    private long _accounted;

    /// <summary>Bytes that came out so far.</summary>
    public long Inflated { get; private set; }

    /// <summary>Bytes of the file read so far for this part.</summary>
    public long CompressedRead => packed.BytesRead;

    public override int Read(Span<byte> buffer)
    {
        int count;
        try
        {
            count = content.Read(buffer);
        }
        catch (InvalidDataException failure)
        {
            throw damaged($"its packed data is damaged ({failure.Message})");
        }

        Inflated += count;
        if (count == 0 || Inflated - _accounted >= AccountEvery)
        {
            _accounted = Inflated;
            account(Inflated, packed.BytesRead);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The next so many bytes of a file.</summary>
internal sealed class SectionStream(Stream file, long length) : ReadOnlyStream
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int count = file.Read(buffer[..(int)Math.Min(buffer.Length, length - BytesRead)]);
        BytesRead += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
