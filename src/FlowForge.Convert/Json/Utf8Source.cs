using System.Text;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Json;

/// <summary>A file's text as UTF-8 without byte order mark, whatever encoding it is in. Forward only.</summary>
internal sealed class Utf8Source : IDisposable
{
    private const byte RecordSeparator = 0x1E;
    private readonly Stream _stream;
    private readonly byte[] _first = new byte[3];
    private int _firstLength;
    private long _left = long.MaxValue;
    private readonly bool _separated;

    /// <param name="encoding">Null for UTF-8.</param>
    internal Utf8Source(SourceFile file, Encoding? encoding, Warnings warnings, Action<long>? progress = null)
    {
        Stream stream = file.OpenRead(progress);
        _stream = encoding is null ? stream : Encoding.CreateTranscodingStream(stream, Counting(encoding, file.Name, warnings), Encoding.UTF8);
        _firstLength = _stream.ReadAtLeast(_first, _first.Length, throwOnEndOfStream: false);
        if (_firstLength == 3 && _first.AsSpan().SequenceEqual("\uFEFF"u8)) _firstLength = 0;
        // RFC 7464 puts this character before each value; nowhere else can it stand unescaped, so it may be read as a blank.
        _separated = _firstLength > 0 && _first[0] == RecordSeparator;
    }

    /// <summary>Fills the span as far as there is text; less only at the end.</summary>
    internal int Read(Span<byte> into)
    {
        if (into.Length > _left) into = into[..(int)_left];
        int fromFirst = Math.Min(_firstLength, into.Length);
        _first.AsSpan(0, fromFirst).CopyTo(into);
        _first.AsSpan(fromFirst, _firstLength - fromFirst).CopyTo(_first);
        _firstLength -= fromFirst;
        int count = fromFirst + _stream.ReadAtLeast(into[fromFirst..], into.Length - fromFirst, throwOnEndOfStream: false);
        if (_separated) into[..count].Replace(RecordSeparator, (byte)' ');
        _left -= count;
        return count;
    }

    /// <summary>Leaves out the next <paramref name="count"/> bytes.</summary>
    internal void Skip(long count)
    {
        var waste = new byte[(int)Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            int read = Read(waste.AsSpan(0, (int)Math.Min(count, waste.Length)));
            if (read == 0) return;
            count -= read;
        }
    }

    /// <summary>Ends the text after <paramref name="count"/> bytes more.</summary>
    internal void EndAfter(long count) => _left = count;

    public void Dispose() => _stream.Dispose();

    private static Encoding Counting(Encoding encoding, string file, Warnings warnings)
    {
        var copy = (Encoding)encoding.Clone();
        copy.DecoderFallback = new CountingFallback(file, encoding.WebName, warnings);
        return copy;
    }

    /// <summary>Puts U+FFFD where the bytes are no text in the encoding, and says so.</summary>
    private sealed class CountingFallback(string file, string encoding, Warnings warnings) : DecoderFallback
    {
        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Replacement(this);

        private void Count() =>
            warnings.Add("json-invalid-text", new Location(file), $"bytes that are no text in {encoding} were replaced by U+FFFD.", "Name the right encoding with --encoding.");

        private sealed class Replacement(CountingFallback owner) : DecoderFallbackBuffer
        {
            private int _remaining;

            public override int Remaining => _remaining;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                owner.Count();
                _remaining = 1;
                return true;
            }

            public override char GetNextChar() => _remaining-- > 0 ? '\uFFFD' : '\0';

            public override bool MovePrevious() => false;
        }
    }
}
