using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>Whole records of a table, lent until disposed.</summary>
internal sealed class RecordBlock(byte[] buffer, int count, long first, int recordLength) : Block
{
    private byte[]? _buffer = buffer;

    /// <summary>Number of the first record, from 1.</summary>
    internal long First { get; } = first;

    internal int Count { get; } = count;

    /// <summary>What follows the last whole record when the file ends within one; empty otherwise.</summary>
    internal byte[] Rest { get; init; } = [];

    internal ReadOnlySpan<byte> this[int record] => _buffer.AsSpan(record * recordLength, recordLength);

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented) ArrayPool<byte>.Shared.Return(rented);
        base.Dispose(disposing);
    }
}

/// <summary>Cuts a file into blocks of whole records, once from beginning to end. Not thread-safe; the blocks may be read by other threads.</summary>
internal sealed class RecordStream : IDisposable
{
    internal const byte Deleted = (byte)'*';
    internal const byte Live = (byte)' ';
    internal const byte EndOfFile = 0x1A;

    private readonly SourceFile _file;
    private readonly DbfHeader _header;
    private readonly Stream _stream;
    private readonly int _recordsPerBlock;
    private bool _ended;

    /// <exception cref="InputException">The file ends within its header.</exception>
    internal RecordStream(SourceFile file, DbfHeader header, int blockBytes, Action<long>? progress)
    {
        (_file, _header) = (file, header);
        _recordsPerBlock = Math.Max(1, blockBytes / header.RecordLength);
        _stream = file.OpenRead(progress);
        if (_stream.ReadAtLeast(new byte[header.HeaderLength], header.HeaderLength, throwOnEndOfStream: false) < header.HeaderLength)
            throw new InputException("dbf-truncated", new Location(file.Name), $"The file ends within its header of {header.HeaderLength:N0} bytes.", "Get the whole file.");
    }

    /// <summary>Records handed out so far.</summary>
    internal long Records { get; private set; }

    internal bool TryNext([NotNullWhen(true)] out RecordBlock? block)
    {
        block = null;
        if (_ended) return false;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(_recordsPerBlock * _header.RecordLength);
        int fill = ReadInto(buffer.AsSpan(0, _recordsPerBlock * _header.RecordLength));
        int whole = fill / _header.RecordLength;
        int count = CountRecords(buffer, whole);
        _ended = count < _recordsPerBlock;
        byte[] rest = [];
        if (count == whole && _ended && Records + count < _header.Records) rest = RestOf(buffer.AsSpan(0, fill)[(whole * _header.RecordLength)..]);
        block = new RecordBlock(buffer, count, Records + 1, _header.RecordLength) { Rest = rest };
        Records += count;
        if (count > 0 || rest.Length > 0) return true;
        block.Dispose();
        block = null;
        return false;
    }

    public void Dispose() => _stream.Dispose();

    private int ReadInto(Span<byte> buffer)
    {
        try
        {
            return _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException failure)
        {
            throw new InputException("corrupt", new Location(_file.Name), $"The compressed data is damaged: {failure.Message}.", "Get the file again.", failure);
        }
    }

    /// <summary>Records up to the end mark. Beyond those that the header counts, appended by a program that died before it counted
    /// them, only what has a proper deletion mark is a record.</summary>
    private int CountRecords(byte[] buffer, int whole)
    {
        for (int i = 0; i < whole; i++)
        {
            byte mark = buffer[i * _header.RecordLength];
            if (mark == EndOfFile) return i;
            if (Records + i >= _header.Records && mark is not (Live or Deleted)) return i;
        }
        return whole;
    }

    private static byte[] RestOf(ReadOnlySpan<byte> rest) => rest.Length == 0 || rest[0] == EndOfFile ? [] : rest.ToArray();
}
