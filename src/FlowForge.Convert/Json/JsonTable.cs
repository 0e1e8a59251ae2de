using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Json;

/// <summary>A table of JSON records: its columns, and how a record becomes a row. Immutable: threads share it.</summary>
/// <param name="members">Where the members of a record that is an object go; null when no record is one.</param>
/// <param name="value">Writes records that are no objects; null when all are.</param>
/// <param name="valueColumn">Their column.</param>
internal sealed class JsonTable(SourceTable description, MemberColumns? members, ValueBinding? value, int valueColumn)
{
    internal SourceTable Description { get; } = description;

    /// <summary>Writes the record as a row; false when the reader should stop.</summary>
    /// <exception cref="LayoutChangedException">The columns cannot hold it.</exception>
    internal bool Write(JsonRecord record, RowWriter row)
    {
        TokenKind kind = record[0].Kind;
        if (kind == TokenKind.Object && members is not null)
        {
            members.Write(record, 0, row);
        }
        else if (kind != TokenKind.Null)
        {
            if (value is null) throw new LayoutChangedException("found a record that is no object among records that were objects so far");
            value.Write(record, 0, row[valueColumn]);
        }
        return row.EndRow();
    }
}

/// <summary>Where the members of an object go: each into a column, or, flattened, its own members into columns.</summary>
internal sealed class MemberColumns(NameTable names, IReadOnlyList<MemberColumn> targets)
{
    private readonly MemberColumn[] _targets = [.. targets];

    internal void Write(JsonRecord record, int index, RowWriter row)
    {
        int slots = record.FindMembers(index, names);
        for (int i = 0; i < _targets.Length; i++)
        {
            int value = record.Member(slots, i);
            if (value < 0) continue;
            MemberColumn target = _targets[i];
            if (target.Binding is { } binding) binding.Write(record, value, row[target.Column]);
            else if (record[value].Kind == TokenKind.Object) target.Inside!.Write(record, value, row);
            else throw new LayoutChangedException("found a value that is no object where there were objects so far");
        }
        record.Forget(slots);
    }
}

/// <summary>A column with the binding that writes it, or the columns of an object's own members.</summary>
internal readonly record struct MemberColumn(int Column, ValueBinding? Binding, MemberColumns? Inside);
