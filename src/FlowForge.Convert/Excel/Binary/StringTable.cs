namespace FlowForge.Convert.Excel.Binary;

/// <summary>The shared strings of a workbook by number, as UTF-8 in one piece. Not changed once it is filled, and then thread-safe.</summary>
internal sealed class StringTable
{
    private readonly List<int> _ends = [];

    public int Count => _ends.Count;

    /// <summary>Takes the text of the next string; <see cref="EndString"/> ends it.</summary>
    public Utf8Builder Text { get; } = new();

    public void EndString()
    {
        Text.EndText();
        _ends.Add(Text.Length);
    }

    /// <summary>False when there is no string of that number.</summary>
    public bool TryGet(uint index, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (index >= (uint)_ends.Count) return false;
        int start = index == 0 ? 0 : _ends[(int)index - 1];
        utf8 = Text.Written[start.._ends[(int)index]];
        return true;
    }
}
