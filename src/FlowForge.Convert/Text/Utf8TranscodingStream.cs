using System.Text;
using FlowForge.Convert.Conversion;

namespace FlowForge.Convert.Text;

/// <summary>Reads text of any encoding as UTF-8, without its byte order mark. Forward only; memory is two buffers whatever the file weighs.</summary>
/// <remarks>Owns the inner stream. Bytes that are no text become U+FFFD and are counted. Not thread-safe.</remarks>
internal sealed class Utf8TranscodingStream : ReadOnlyStream
{
    private const int InputBytes = 65_536;
    private readonly Stream _inner;
    private readonly Utf8Converter _converter;
    private readonly byte[] _input = new byte[InputBytes];
    private readonly byte[] _output = new byte[Utf8Converter.MaxGrowth * InputBytes + 64];
    private int _kept; // bytes at the input's start that the last piece left over
    private int _from, _to; // the output not yet handed out
    private long _lines = 1, _handedOut;
    private bool _ended;

    /// <param name="skip">Bytes of the byte order mark.</param>
    public Utf8TranscodingStream(Stream inner, Encoding encoding, int skip = 0)
    {
        _inner = inner;
        _converter = Utf8Converter.For(encoding);
        if (skip > 0) inner.ReadExactly(stackalloc byte[skip]);
    }

    /// <summary>Characters replaced so far.</summary>
    public long Replaced => _converter.Replaced.Count;

    /// <summary>The line of the first replaced character, from 1; null while there is none.</summary>
    public long? FirstReplacedLine { get; private set; }

    /// <summary>Bytes of UTF-8 handed out so far.</summary>
    public override long Position { get => _handedOut; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        while (_from == _to && !_ended) Refill();
        int count = Math.Min(buffer.Length, _to - _from);
        _output.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        _handedOut += count;
        return count;
    }

    private void Refill()
    {
        int count = _inner.Read(_input.AsSpan(_kept));
        _ended = count == 0;
        int length = _kept + count;
        long before = _converter.Replaced.Count;
        (_from, _to) = (0, _converter.Convert(_input.AsSpan(0, length), _output, _ended, out int consumed));
        _kept = length - consumed;
        _input.AsSpan(consumed, _kept).CopyTo(_input);
        if (FirstReplacedLine is null) FollowLines(_converter.Replaced.Count > before);
    }

    private void FollowLines(bool replaced)
    {
        ReadOnlySpan<byte> output = _output.AsSpan(0, _to);
        int first = replaced ? output.IndexOf("\uFFFD"u8) : -1;
        _lines += (first < 0 ? output : output[..first]).Count((byte)'\n');
        if (replaced) FirstReplacedLine = _lines;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
