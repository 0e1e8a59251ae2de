using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Tables;

/// <summary>Reads tables that come out of one pass over an input. Every call of <see cref="Blocks"/> starts from the beginning again.</summary>
/// <remarks>Values that surprise a reader's own layout (a new XML child table, a column that the scan had not seen) are told with
/// <see cref="LayoutChangedException"/>; the conversion then opens the input again with <see cref="ScanDepth.Full"/>.</remarks>
public abstract class TableReader : IDisposable
{
    /// <summary>At least one; the order of the writers given to <see cref="Read"/>.</summary>
    public abstract IReadOnlyList<SourceTable> Tables { get; }

    /// <summary>Bytes of the input that a whole pass reads, for progress; null when unknown. Compressed inputs count compressed bytes.</summary>
    public virtual long? TotalBytes => null;

    /// <summary>Bytes read so far in this pass. Any thread may ask.</summary>
    public virtual long BytesRead => 0;

    /// <summary>Parts of the input that can be read apart from each other, in order of their rows. Lazily made, one at a time, by one thread.</summary>
    /// <remarks>A reader that must go through its input in order has one block, the default.</remarks>
    public virtual IEnumerable<Block> Blocks(CancellationToken cancellationToken) => [Block.Whole];

    /// <summary>Writes the block's rows. Different blocks are read by different threads at the same time, each with writers of its own.</summary>
    /// <param name="writers">One a table, in the order of <see cref="Tables"/>.</param>
    /// <remarks>Ends early when <see cref="RowWriter.EndRow"/> answers false: enough rows were seen.</remarks>
    public abstract void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A part of an input. Readers derive from it to say which part; disposed after it was read.</summary>
public class Block : IDisposable
{
    /// <summary>The whole input as one block.</summary>
    public static Block Whole { get; } = new();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A table as the input has it, before names are made unique and types are decided.</summary>
/// <param name="Name">From the input: sheet, element, file name without extension. Not yet unique, not yet a legal file name.</param>
public sealed record SourceTable(string Name, IReadOnlyList<SourceColumn> Columns)
{
    /// <summary>Rows when the input itself says so exactly; otherwise null.</summary>
    public long? ExactRows { get; init; }

    /// <summary>Things to know, for the manifest and <c>inspect</c>: <c>hidden: veryHidden</c>, <c>range: B4:F90</c>.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();
}

/// <summary>A column as the input has it.</summary>
/// <param name="Name">May be empty or repeated; the conversion makes names unique.</param>
/// <param name="Type">The type when the input declares one; null when the values decide.</param>
public sealed record SourceColumn(string Name, DataType? Type = null)
{
    /// <summary>What <see cref="ColumnWriter.Text"/> of an undeclared column may become.</summary>
    public TextInference Inference { get; init; } = TextInference.All;
}

/// <summary>What text values may become when all values of a column allow it.</summary>
public enum TextInference
{
    /// <summary>Numbers, booleans, dates, timestamps, UUIDs.</summary>
    All,

    /// <summary>What XML Schema writes: numbers with a decimal point, true and false, ISO dates and timestamps; and UUIDs.</summary>
    Schema,

    /// <summary>Dates and timestamps in ISO form, and UUIDs: for inputs that have numbers and booleans of their own.</summary>
    Iso,

    /// <summary>Text stays text.</summary>
    None,
}

/// <summary>The input has something that its opening scan had not seen. Opening with <see cref="ScanDepth.Full"/> finds it.</summary>
public sealed class LayoutChangedException(string what) : Exception(what);
