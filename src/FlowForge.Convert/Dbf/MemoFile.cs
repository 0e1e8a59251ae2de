using System.Buffers.Binary;
using FlowForge.Core.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace FlowForge.Convert.Dbf;

/// <summary>How a memo file keeps its blocks.</summary>
internal enum MemoLayout
{
    /// <summary>dBASE III .dbt: blocks of 512 bytes, text up to 1A.</summary>
    DBase3,

    /// <summary>dBASE IV and 7 .dbt: FF FF 08 00, then the length with these eight bytes.</summary>
    DBase4,

    /// <summary>FoxPro .fpt: kind and length, big endian.</summary>
    FoxPro,

    /// <summary>SIX .smt: bare bytes, the table's field has their length.</summary>
    Smt,
}

/// <summary>The file beside a table that holds its long texts and pictures. Thread-safe: every read says where.</summary>
internal sealed class MemoFile : IDisposable
{
    // Memos of one table never share blocks, so all of them together are no longer than their file, give or take what Clipper rewrites.
    private const int MaxPasses = 16;
    private const long MinBudget = 64L << 20;

    private readonly SafeFileHandle _handle;
    private long _bytesGiven;

    private MemoFile(string path, MemoLayout layout)
    {
        Path = path;
        Layout = layout;
        _handle = File.OpenHandle(path, options: FileOptions.RandomAccess);
        Length = RandomAccess.GetLength(_handle);
        Span<byte> header = stackalloc byte[512];
        header.Clear();
        RandomAccess.Read(_handle, header, 0);
        BlockLength = layout switch
        {
            MemoLayout.DBase3 => 512,
            MemoLayout.DBase4 => BinaryPrimitives.ReadUInt16LittleEndian(header[20..]) is var size and > 0 ? size : 512,
            MemoLayout.FoxPro => BinaryPrimitives.ReadUInt16BigEndian(header[6..]) is var size and > 0 ? size : 64,
            MemoLayout.Smt => BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) is var size and > 0 and < 65_536 ? (int)size : 32,
        };
    }

    internal string Path { get; }

    internal MemoLayout Layout { get; }

    internal long Length { get; }

    /// <summary>Bytes from one block number to the next.</summary>
    internal int BlockLength { get; }

    internal static MemoFile Open(string path, DbfDialect dialect)
    {
        MemoLayout layout = System.IO.Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".smt" => MemoLayout.Smt,
            ".dbt" => dialect == DbfDialect.DBase3 ? MemoLayout.DBase3 : MemoLayout.DBase4,
            _ => MemoLayout.FoxPro,
        };
        return new MemoFile(path, layout);
    }

    /// <summary>Reads as much as there is.</summary>
    internal int Read(Span<byte> target, long offset)
    {
        int total = 0;
        while (total < target.Length)
        {
            int read = RandomAccess.Read(_handle, target[total..], offset + total);
            if (read == 0) break;
            total += read;
        }
        return total;
    }

    /// <summary>Counts what was handed out in one pass, so that a small file whose pointers all mean the same block cannot grow without end.</summary>
    /// <exception cref="InputException">Much more than the file holds.</exception>
    internal void Charge(int bytes)
    {
        long given = Interlocked.Add(ref _bytesGiven, bytes);
        if (given > Math.Max(MinBudget, Length * MaxPasses))
            throw new InputException("dbf-memo-overlap", new Location(Path),
                $"The table's memos add up to more than {given:N0} bytes, its memo file has {Length:N0}: pointers of many records mean the same blocks.",
                "The file is damaged; restore the memo file that belongs to the table.");
    }

    internal void StartPass() => Interlocked.Exchange(ref _bytesGiven, 0);

    public void Dispose() => _handle.Dispose();
}
