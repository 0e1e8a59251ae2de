using FlowForge.Core.Diagnostics;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Dbf;

/// <summary>Things in records that a person should know of.</summary>
internal enum Finding
{
    Deleted,
    NumberMark,
    BadMoment,
    TextCut,
    TextReplaced,
    MemoMissing,
    MemoBroken,
}

/// <summary>Counts findings of one block of records. Not thread-safe; given to the table's warnings once the block was read whole.</summary>
internal sealed class Findings
{
    private readonly Dictionary<(Finding Finding, string? Field), (long First, long Count)> _counts = [];

    /// <param name="record">The record's number, from 1.</param>
    internal void Add(Finding finding, string? field, long record)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, (finding, field), out bool known);
        count = known ? (count.First, count.Count + 1) : (record, 1);
    }

    internal void Report(Warnings warnings, string file)
    {
        foreach (((Finding finding, string? field), (long first, long count)) in _counts)
        {
            var where = new Location(file, first, Part: field);
            warnings.Add(finding switch
            {
                Finding.Deleted => new Diagnostic("dbf-deleted-records", Severity.Info, where, "Deleted record skipped.", "Use --include-deleted to keep them.", count),
                Finding.NumberMark => Warning("dbf-number-overflow", "No number, only stars or a lone sign, where the writer had none or no room: null."),
                Finding.BadMoment => Warning("dbf-bad-timestamp", "Date and time outside the years 1 to 9999: null."),
                Finding.TextCut => Warning("dbf-text-cut", "The field's end cuts a character in two; its first part was ignored."),
                Finding.TextReplaced => Warning("dbf-text-replaced", "Bytes that are no text in this code page were replaced by U+FFFD.", "Name the right one with --encoding."),
                Finding.MemoMissing => Warning("dbf-memo-missing", "The memo file is missing: null.", "Put the .dbt or .fpt file of the same name beside the table."),
                Finding.MemoBroken => Warning("dbf-memo-broken", "The memo is missing: its block lies outside of the memo file or is damaged. Null."),
            });

            Diagnostic Warning(string id, string summary, string? hint = null) => new(id, Severity.Warning, where, summary, hint, count);
        }
    }
}
