using System.Buffers;
using System.Text.Json;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Log;

/// <summary>Reads log files in JSON, action by action; memory is one line.</summary>
internal static class CommitReader
{
    /// <summary>The longest line: a schema of ten thousand columns takes a few megabytes.</summary>
    private const int MaxLineBytes = 256 << 20;

    /// <exception cref="Core.Diagnostics.InputException">The file is missing, or a line of it is not an action.</exception>
    internal static IEnumerable<DeltaAction> Read(ITableStore store, string path)
    {
        using Stream file = Open(store, path);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            int start = 0, end = 0;
            for (long line = 1; ; line++)
            {
                int length;
                while ((length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) < 0)
                {
                    if (!Fill(file, ref buffer, ref start, ref end)) break;
                    if (end - start > MaxLineBytes) throw DeltaErrors.CorruptLogFile(store.Root, path, line, $"a line has more than {MaxLineBytes:N0} bytes.");
                }
                int stop = length < 0 ? end : start + length;
                if (Parse(store, path, buffer.AsSpan(start, stop - start), line) is { } action) yield return action;
                if (length < 0) yield break;
                start = stop + 1;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool Fill(Stream file, ref byte[] buffer, ref int start, ref int end)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        int read = file.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }

    private static DeltaAction? Parse(ITableStore store, string path, ReadOnlySpan<byte> line, long number)
    {
        while (line is [.., (byte)' ' or (byte)'\t' or (byte)'\r']) line = line[..^1];
        while (line is [(byte)' ' or (byte)'\t' or (byte)'\r', ..]) line = line[1..];
        if (line.IsEmpty) return null;
        try
        {
            return ActionReader.Parse(line);
        }
        catch (JsonException broken)
        {
            throw DeltaErrors.CorruptLogFile(store.Root, path, number, broken.Message, broken);
        }
    }

    private static Stream Open(ITableStore store, string path)
    {
        try
        {
            return store.OpenRead(path);
        }
        catch (FileNotFoundException)
        {
            throw DeltaErrors.MissingLogFile(store.Root, path, "it was there a moment ago, or another file names it.");
        }
    }
}
