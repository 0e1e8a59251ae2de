namespace FlowForge.Convert.Csv;

/// <summary>The columns of several files as one list: by name where a file has names, by position where it has none.</summary>
internal sealed class ColumnUnion
{
    private readonly List<string> _names = [];
    private readonly Dictionary<(string Name, int Occurrence), int> _places = [];

    public IReadOnlyList<string> Names => _names;

    /// <summary>Adds a file's columns. Returns the place of each; null when they are the list's own, in order.</summary>
    public int[]? Add(CsvLayout layout)
    {
        bool byPosition = layout.Header is null;
        var seen = new Dictionary<string, int>();
        int[] places = new int[layout.Width];
        for (int i = 0; i < places.Length; i++)
        {
            string name = layout.Names[i].Trim().ToLowerInvariant();
            seen[name] = seen.TryGetValue(name, out int occurrence) ? ++occurrence : 0;
            if (byPosition && i < _names.Count) places[i] = i;
            else if (!_places.TryGetValue((name, occurrence), out places[i])) places[i] = Append(layout.Names[i], (name, occurrence));
        }
        return places.AsSpan().SequenceEqual(Enumerable.Range(0, places.Length).ToArray()) ? null : places;
    }

    private int Append(string name, (string, int) key)
    {
        _names.Add(name);
        _places.TryAdd(key, _names.Count - 1);
        return _names.Count - 1;
    }
}
