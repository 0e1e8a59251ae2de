using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>What the field readers share while one thread reads one block: buffers, the place in the memo file, findings.</summary>
internal sealed class RecordScope(string file, MemoFile? memoFile, ScanDepth scan)
{
    private byte[] _scratch = new byte[1024];
    private MemoCursor? _memos;

    /// <summary>The number of the record being read, from 1, deleted ones counted.</summary>
    internal long Record { get; set; }

    internal Findings Findings { get; } = new();

    internal MemoLayout? MemoLayout => memoFile?.Layout;

    /// <summary>The memo file's cursor; null when there is no memo file.</summary>
    internal MemoCursor? Memos => memoFile is null ? null : _memos ??= new MemoCursor(memoFile);

    /// <summary>The value as UTF-8, padding removed; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> value, TextDecoder decoder, bool strict, string field)
    {
        ReadOnlySpan<byte> text = decoder.Decode(value, ref _scratch, out TextDamage damage);
        if (damage == TextDamage.None) return text;
        if (damage == TextDamage.Replaced && strict) throw Surprise(field, "text that is not UTF-8");
        Findings.Add(damage == TextDamage.Cut ? Finding.TextCut : Finding.TextReplaced, field, Record);
        return text;
    }

    /// <summary>The value is none of the type that was chosen from the records seen at opening.</summary>
    internal Exception Surprise(string field, string what) => scan == ScanDepth.Sample
        ? new LayoutChangedException($"{file}, record {Record:N0}, field {field}: {what}.")
        : new InputException("dbf-changed", new Location(file, Record, Part: field), $"Found {what}, which was not there a moment ago: the file changed while it was read.", "Convert it again.");
}
