namespace FlowForge.Convert.Excel.Biff;

/// <summary>The records between a BOF and its EOF. Those of substreams inside of it, the charts on a sheet, are stepped over.</summary>
/// <param name="start">Where the BOF record starts.</param>
internal sealed class BiffSubstream(byte[] stream, int start)
{
    private int _depth;

    /// <summary>The current record.</summary>
    public BiffReader Record { get; } = new(stream, start);

    /// <summary>True when the EOF record was met.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Steps to the next record. False at the EOF or where the stream ends.</summary>
    public bool Read()
    {
        while (Record.Read())
        {
            if (BiffRecord.IsBof(Record.Id))
            {
                _depth++;
            }
            else if (Record.Id == BiffRecord.Eof)
            {
                if (--_depth <= 0)
                {
                    IsWhole = true;
                    return false;
                }
            }
            else if (_depth <= 1)
            {
                return true;
            }
        }

        return false;
    }
}
