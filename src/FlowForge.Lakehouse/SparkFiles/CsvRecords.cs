using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.SparkFiles;

/// <summary>CSV as <c>spark.read.csv</c> has it. The first record looked at tells how many columns there are, and their names where there is a header.</summary>
internal sealed class CsvRecords : SparkRecords
{
    private readonly CsvCells _cells;
    private readonly TextValues _texts;
    private readonly string _nullValue;
    private string[]? _names;
    private CsvColumn[] _found = [];
    private int[]? _places;

    public CsvRecords(SparkReadOptions options) : base(options)
    {
        if (options.Separator.Length == 0) throw new ArgumentException("sep: expected one character or more.");
        (_cells, _texts, _nullValue) = (new CsvCells(options), new TextValues(options), options.NullValue ?? "");
    }

    public override bool NeedsLook => Options.Schema is null;

    public override void Look(string record)
    {
        List<string> cells = Cells(record);
        if (_names is null)
        {
            _names = Names(cells);
            _found = [.. _names.Select(_ => new CsvColumn(_texts))];
            if (Options.Header) return;
        }
        if (!Options.InferSchema) return;
        for (int i = 0; i < Math.Min(cells.Count, _found.Length); i++)
            if (cells[i].Length > 0 && cells[i] != _nullValue) _found[i].Look(cells[i]);
    }

    protected override IReadOnlyList<Column> Decide() => Options.Schema ?? [.. (_names ?? []).Select((name, i) => new Column(name, Options.InferSchema ? _found[i].Type : DataType.Varchar))];

    protected override IEnumerable<(object?[], bool)> Parse(string record)
    {
        List<string> cells = Cells(record);
        int[] places = _places ??= [.. Enumerable.Range(0, Columns.Count).Where(place => place != CorruptPlace)];
        var values = new object?[Columns.Count];
        bool isWhole = cells.Count == places.Length;
        for (int i = 0; i < Math.Min(cells.Count, places.Length); i++)
        {
            if (cells[i] == _nullValue) continue;
            values[places[i]] = _texts.Read(cells[i], Columns[places[i]].Type);
            isWhole &= values[places[i]] is not null;
        }
        yield return (values, isWhole);
    }

    private List<string> Cells(string record)
    {
        int at = 0;
        return _cells.Read(record, ref at, isLast: true)!;
    }

    // A name that is missing is told by its place, and so are names that are the same but for case.
    private string[] Names(List<string> cells)
    {
        if (!Options.Header) return [.. cells.Select((_, i) => $"_c{i}")];
        HashSet<string> twice = new(cells.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key), StringComparer.OrdinalIgnoreCase);
        return [.. cells.Select((name, i) => name.Length == 0 || name == _nullValue ? $"_c{i}" : twice.Contains(name) ? $"{name}{i}" : name)];
    }
}
