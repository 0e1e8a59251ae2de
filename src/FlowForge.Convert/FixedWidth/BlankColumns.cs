using System.Buffers;

namespace FlowForge.Convert.FixedWidth;

/// <summary>Which positions are blank in all lines, in one unit. Not thread-safe.</summary>
internal sealed class BlankColumns(TextUnit unit)
{
    // A longer line is no record of a fixed layout that anybody would have inferred.
    private const int MaxPositions = 32_768;

    // Two blanks side by side in every line hardly happen by chance, one does in a few lines of prose.
    private const int NarrowGapLines = 8;

    private int[] _filled = new int[256];
    private int _length;

    internal TextUnit Unit { get; } = unit;

    /// <summary>Lines with anything in them.</summary>
    internal int Lines { get; private set; }

    /// <summary>A tab or a line beyond all measure: positions mean nothing.</summary>
    internal bool IsHopeless { get; private set; }

    internal void Add(ReadOnlySpan<byte> line)
    {
        if (IsHopeless || line.IndexOfAnyExcept((byte)' ') < 0) return;
        if (line.Length > MaxPositions || line.Contains((byte)'\t'))
        {
            IsHopeless = true;
            return;
        }
        Lines++;
        int at = 0, position = 0;
        while (at < line.Length)
        {
            int from = position;
            bool blank = line[at] == ' ';
            Unit.Advance(line, position + 1, ref at, ref position);
            if (position > _filled.Length) Array.Resize(ref _filled, Math.Max(position, _filled.Length * 2));
            for (int i = from; i < position && !blank; i++) _filled[i]++;
        }
        _length = Math.Max(_length, position);
    }

    /// <summary>Goes on from what was counted in characters while all lines were ASCII, where every unit counts the same.</summary>
    internal void Take(BlankColumns other)
    {
        (_filled, _length, Lines, IsHopeless) = ([.. other._filled], other._length, other.Lines, other.IsHopeless);
    }

    /// <summary>The stretches of text between blank columns that are believed to be columns; fewer than two when there is no layout.</summary>
    /// <param name="sample">Lines to judge the gaps by, in the same unit.</param>
    internal List<(int Start, int End)> FindColumns(IReadOnlyList<byte[]> sample)
    {
        var columns = new List<(int Start, int End)>();
        if (IsHopeless || Lines < 2) return columns;
        foreach ((int start, int end) in Stretches())
        {
            if (columns.Count > 0 && !IsGap(columns[^1], (start, end), sample)) columns[^1] = (columns[^1].Start, end);
            else columns.Add((start, end));
        }
        return columns;
    }

    private IEnumerable<(int Start, int End)> Stretches()
    {
        for (int at = 0; at < _length;)
        {
            if (_filled[at] == 0)
            {
                at++;
                continue;
            }
            int start = at;
            while (at < _length && _filled[at] > 0) at++;
            yield return (start, at);
        }
    }

    /// <summary>Whether blanks separate two columns rather than two words.</summary>
    private bool IsGap((int Start, int End) left, (int Start, int End) right, IReadOnlyList<byte[]> sample)
    {
        int both = 0, onlyLeft = 0, onlyRight = 0;
        foreach (byte[] line in sample)
        {
            (bool before, bool behind) = (HasText(line, left), HasText(line, right));
            if (before && behind && ++both >= NarrowGapLines) return true;
            if (before && !behind) onlyLeft++;
            if (behind && !before) onlyRight++;
        }
        bool wide = right.Start - left.End >= 2;
        // Never both at once, but each more than once: debit and credit. Only one line with both: a phrase with a wide blank in it.
        return wide && (both >= 2 || (both == 0 && onlyLeft >= 2 && onlyRight >= 2));
    }

    private bool HasText(ReadOnlySpan<byte> line, (int Start, int End) column)
    {
        int at = 0, position = 0;
        Unit.Advance(line, column.Start, ref at, ref position);
        int from = at;
        Unit.Advance(line, column.End, ref at, ref position);
        return line[from..at].IndexOfAnyExcept((byte)' ') >= 0;
    }
}
