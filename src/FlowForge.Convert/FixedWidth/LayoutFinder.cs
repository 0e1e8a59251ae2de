using System.Text;

namespace FlowForge.Convert.FixedWidth;

/// <summary>Finds a layout in lines: by dashes under a header, else by columns that are blank in all lines. Not thread-safe.</summary>
internal sealed class LayoutFinder
{
    // Enough to judge gaps and headers by; blank columns are counted over all lines that are added.
    private const int SampleLines = 2_000;
    private const int SampleBytes = 4 << 20;

    private static readonly TextUnit[] s_units = [TextUnit.Character, TextUnit.Byte, TextUnit.Cell];

    private readonly List<byte[]> _sample = [];
    private readonly BlankColumns[] _blanks = [.. s_units.Select(unit => new BlankColumns(unit))];
    private bool _wide;
    private int _sampleBytes;

    internal void Add(ReadOnlySpan<byte> line)
    {
        if (_sample.Count < SampleLines && _sampleBytes < SampleBytes)
        {
            _sample.Add(line.ToArray());
            _sampleBytes += line.Length;
        }
        if (!_wide && !Ascii.IsValid(line))
        {
            // The units only part ways outside ASCII: until here the first one counted for all.
            _wide = true;
            for (int i = 1; i < _blanks.Length; i++) _blanks[i].Take(_blanks[0]);
        }
        for (int i = 0; i < (_wide ? _blanks.Length : 1); i++) _blanks[i].Add(line);
    }

    /// <param name="header">Whether the first line holds the names; null: decide from the lines.</param>
    internal FixedLayout Find(bool? header)
    {
        if (header != false && Underline.Find(_sample) is { } underlined) return underlined;
        BlankColumns best = _blanks[0];
        List<(int Start, int End)> columns = best.FindColumns(_sample);
        for (int i = 1; i < _blanks.Length && _wide; i++)
        {
            List<(int Start, int End)> others = _blanks[i].FindColumns(_sample);
            if (others.Count > columns.Count) (best, columns) = (_blanks[i], others);
        }
        if (columns.Count < 2) return FixedLayout.WholeLine;
        return Named(columns, best.Unit, header);
    }

    private FixedLayout Named(List<(int Start, int End)> columns, TextUnit unit, bool? header)
    {
        var layout = new FixedColumn[columns.Count];
        for (int i = 0; i < layout.Length; i++)
        {
            bool last = i == layout.Length - 1;
            layout[i] = new FixedColumn("", i == 0 ? 0 : columns[i].Start, last ? int.MaxValue : columns[i + 1].Start, last ? int.MaxValue : columns[i].End);
        }
        var found = new FixedLayout(layout, unit, $"{columns.Count - 1} blank columns in all lines");
        int first = _sample.FindIndex(line => line.AsSpan().IndexOfAnyExcept((byte)' ') >= 0);
        if (header == false || !(header == true || HeaderLine.IsHeader(found, _sample, first))) return found;
        byte[] names = _sample[first];
        return found with
        {
            Columns = [.. layout.Select(column => column with { Name = Cells.TextOf(names, column, unit) })],
            HeadLines = first + 1,
        };
    }
}
