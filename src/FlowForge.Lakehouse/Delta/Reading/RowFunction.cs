using System.Collections.Concurrent;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;
using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Delta.Reading;

/// <summary>The rules of one scan's files, and the SQL function that keeps to them. Disposed when the scan will not be read any more.</summary>
/// <remarks>The engine cannot forget a function, so there is one for all scans, and a scan is a number in its call.</remarks>
internal sealed class RowFunction : IDisposable
{
    private const string Name = "flowforge_delta_row_is_read";

    /// <summary>Vectors in memory for one scan. Files are read nearly in order, so those left behind go first.</summary>
    private const int MaxLoaded = 64;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<long, RowFunction> s_scans = [];
    private static long s_lastScan;

    private readonly long _scan = Interlocked.Increment(ref s_lastScan);
    private readonly ITableStore _store;
    private readonly IReadOnlyList<RowRule?> _rules;
    private readonly ConcurrentDictionary<int, RowSelection> _loaded = [];

    /// <param name="rules">By the file's place in the list that is read; null for files whose rows are all read.</param>
    internal RowFunction(ITableStore store, IReadOnlyList<RowRule?> rules)
    {
        (_store, _rules) = (store, rules);
        lock (s_lock) s_scans[_scan] = this;
    }

    internal static ScalarFunction Function { get; } = new(Name, [DataType.BigInt, new DataType.Primitive(PrimitiveKind.UBigInt), DataType.BigInt], DataType.Boolean, Compute);

    internal string Condition => $"{Name}({_scan}, file_index, file_row_number)";

    public void Dispose()
    {
        lock (s_lock) s_scans.Remove(_scan);
    }

    private static void Compute(ScalarCall call)
    {
        Vector numbers = call.Arguments[0], files = call.Arguments[1], rows = call.Arguments[2];
        Find(numbers.Values<long>(call.Count)[0]).Mark(files.Values<ulong>(call.Count), rows.Values<long>(call.Count), call.Result.Values<byte>(call.Count));
    }

    private static RowFunction Find(long scan)
    {
        lock (s_lock) return s_scans.GetValueOrDefault(scan) ?? throw new InvalidOperationException("The Delta table's relation was disposed before it was read.");
    }

    private void Mark(ReadOnlySpan<ulong> files, ReadOnlySpan<long> rows, Span<byte> marks)
    {
        for (int start = 0; start < files.Length;)
        {
            int length = 1;
            while (start + length < files.Length && files[start + length] == files[start]) length++;
            Span<byte> part = marks.Slice(start, length);
            if (_rules[(int)files[start]] is { } rule) Selection((int)files[start], rule).Mark(rows.Slice(start, length), part);
            else part.Fill(1);
            start += length;
        }
    }

    private RowSelection Selection(int file, RowRule rule)
    {
        if (_loaded.TryGetValue(file, out RowSelection? loaded)) return loaded;
        loaded = rule.Load(_store);
        if (_loaded.Count >= MaxLoaded) _loaded.TryRemove(_loaded.Keys.Min(), out _);
        return _loaded.GetOrAdd(file, loaded);
    }
}
