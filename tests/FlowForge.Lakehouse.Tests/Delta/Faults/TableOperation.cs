using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Faults;

/// <summary>A row of the table that operations work on.</summary>
/// <param name="Since">The version that appended it.</param>
internal sealed record ModelRow(long Id, long N, long Since)
{
    public override string ToString() => $"{Id}|{N}";
}

/// <summary>A write to a table with the columns id and n, and what becomes of the rows. Its text goes into the commit, so that the log alone tells what was done.</summary>
internal sealed record TableOperation(int Kind, int Target, long Value)
{
    private const int Kinds = 5;

    internal const string FirstRows = "SELECT i AS id, 0::BIGINT AS n FROM range(8) t(i)";

    internal static IReadOnlyList<ModelRow> FirstModel { get; } = [.. Enumerable.Range(0, 8).Select(id => new ModelRow(id, 0, 0))];

    /// <param name="number">No other operation on the table has it.</param>
    internal static TableOperation Next(Random random, long number) => new(random.Next(Kinds), random.Next(8), 1_000 + number);

    internal static TableOperation Parse(string text) => text.Split(' ') is [var kind, var target, var value] ? new(int.Parse(kind), int.Parse(target), long.Parse(value)) : throw new FormatException(text);

    public override string ToString() => $"{Kind} {Target} {Value}";

    internal WriteResult Do(DeltaWriter writer)
    {
        CommitNotes notes = new() { UserMetadata = ToString() };
        return Kind switch
        {
            0 => writer.Append($"SELECT {Value}::BIGINT AS id, {Target}::BIGINT AS n", notes: notes),
            1 => writer.Delete(new RowCondition($"id % 8 = {Target} AND n > 0"), notes),
            2 => writer.Update(new Dictionary<string, string> { ["n"] = $"n % 1000 + {Value}" }, new RowCondition($"id % 8 = {Target}"), notes),
            3 => writer.Merge(new Merge($"SELECT {Target}::BIGINT AS id, {Value}::BIGINT AS n UNION ALL SELECT {Value}, {Target}", "target.id = source.id",
                [new MergeChange.Update(new Dictionary<string, string> { ["n"] = "source.n" })], [new MergeInsert(new Dictionary<string, string> { ["id"] = "source.id", ["n"] = "source.n" })], []) { Keys = new Dictionary<string, string> { ["id"] = "id" } }, notes),
            _ => writer.Optimize(notes: notes),
        };
    }

    /// <param name="version">The version that this operation made.</param>
    /// <param name="read">The version that it read. Rows appended in between are not its.</param>
    internal IReadOnlyList<ModelRow> Apply(IReadOnlyList<ModelRow> rows, long version, long read)
    {
        bool IsSeen(ModelRow row) => row.Since <= read;
        switch (Kind)
        {
            case 0:
                return [.. rows, new ModelRow(Value, Target, version)];
            case 1:
                return [.. rows.Where(row => !IsSeen(row) || row.Id % 8 != Target || row.N <= 0)];
            case 2:
                return [.. rows.Select(row => IsSeen(row) && row.Id % 8 == Target ? row with { N = row.N % 1000 + Value } : row)];
            case 3:
                // A merge is no blind append: whoever comes later has seen what it added, or was sent back to look.
                IReadOnlyList<ModelRow> merged = [.. rows.Select(row => IsSeen(row) && row.Id == Target ? row with { N = Value } : row), new ModelRow(Value, Target, 0)];
                return rows.Any(row => IsSeen(row) && row.Id == Target) ? merged : [.. merged, new ModelRow(Target, Value, 0)];
            default:
                return rows;
        }
    }

    /// <summary>The rows of every version as the log says they came to be.</summary>
    internal static IEnumerable<(HistoryEntry Entry, IReadOnlyList<ModelRow> Rows)> Replay(DeltaTable table)
    {
        IReadOnlyList<ModelRow> rows = FirstModel;
        foreach (HistoryEntry entry in table.History().Skip(1))
        {
            rows = Parse(entry.UserMetadata!).Apply(rows, entry.Version, entry.Info!.ReadVersion!.Value);
            yield return (entry, rows);
        }
    }
}
