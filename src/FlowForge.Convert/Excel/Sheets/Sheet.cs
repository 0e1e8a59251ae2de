namespace FlowForge.Convert.Excel.Sheets;

/// <summary>A worksheet as a stream of cells: what .xlsx, .xls and .xlsb have in common. The layout and the tables are made from it.</summary>
/// <remarks><see cref="Read"/> may be called several times, also by several threads at once; every call starts at the first row.</remarks>
internal abstract class Sheet
{
    /// <summary>As on the sheet's tab.</summary>
    public required string Name { get; init; }

    public SheetVisibility Visibility { get; init; }

    /// <summary>Whether day numbers count from 1904-01-01; see <see cref="SerialDate"/>.</summary>
    public bool Is1904 { get; init; }

    /// <summary>The ranges that the workbook itself calls tables.</summary>
    public virtual IReadOnlyList<NamedTable> NamedTables => [];

    /// <summary>Bytes of the input that one <see cref="Read"/> takes, in the unit of <see cref="CellSink.Advance"/>; null when unknown.</summary>
    public virtual long? TotalBytes => null;

    /// <summary>Gives every cell that holds something to the sink, row by row, until the end or until the sink has enough.</summary>
    /// <exception cref="Core.Diagnostics.InputException">The sheet cannot be read.</exception>
    public abstract void Read(CellSink sink, CancellationToken cancellationToken);

    /// <summary>The sheet in pieces that threads may read at the same time, in order of their rows; lazily made, by one thread.</summary>
    /// <remarks>Only for sheets whose rows ascend: a piece that meets a row of another throws <see cref="Tables.LayoutChangedException"/>.</remarks>
    public virtual IEnumerable<SheetPiece> Pieces(CancellationToken cancellationToken) => [new WholeSheet(this)];

    private sealed class WholeSheet(Sheet sheet) : SheetPiece
    {
        public override void Read(CellSink sink, CancellationToken cancellationToken) => sheet.Read(sink, cancellationToken);
    }
}

/// <summary>Rows of a sheet that follow each other, to be read once.</summary>
internal abstract class SheetPiece : Tables.Block
{
    /// <summary>As <see cref="Sheet.Read"/>.</summary>
    public abstract void Read(CellSink sink, CancellationToken cancellationToken);
}

internal enum SheetVisibility
{
    Visible,
    Hidden,

    /// <summary>Hidden, and not offered by the user interface for showing.</summary>
    VeryHidden,
}

/// <summary>A range that the workbook calls a table.</summary>
/// <param name="Range">Header and totals rows included.</param>
internal sealed record NamedTable(string Name, CellRange Range, bool HasHeader);
