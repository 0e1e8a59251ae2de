namespace FlowForge.Convert.Excel.Biff;

/// <summary>The shared strings of a BIFF8 workbook, as UTF-8 in one piece.</summary>
internal sealed class BiffStrings
{
    // Count and unique count. They lie; the strings end where the record and its continuations end.
    private const int HeaderBytes = 8;

    private readonly Utf8Builder _text = new();
    private readonly List<int> _ends = [];

    public int Count => _ends.Count;

    /// <summary>Reads the SST record that <paramref name="reader"/> stands at.</summary>
    public void Read(BiffReader reader)
    {
        BiffCursor cursor = reader.Cursor(HeaderBytes);
        while (!cursor.AtEnd)
        {
            int characters = cursor.ReadUInt16();
            cursor.ReadUnicode(characters, _text);
            _ends.Add(_text.Length);
        }
    }

    /// <summary>False when there is no string of that number.</summary>
    public bool TryGet(uint index, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (index >= (uint)_ends.Count) return false;
        int start = index == 0 ? 0 : _ends[(int)index - 1];
        utf8 = _text.Slice(start, _ends[(int)index] - start);
        return true;
    }
}
