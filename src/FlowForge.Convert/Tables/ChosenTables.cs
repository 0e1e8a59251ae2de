using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tables;

/// <summary>Some of the tables that come out of one pass; the others are read along with them and dropped.</summary>
internal sealed class ChosenTables : TableReader
{
    private readonly TableReader _reader;
    private readonly int[] _places;

    private ChosenTables(TableReader reader, int[] places)
    {
        (_reader, _places) = (reader, places);
        Tables = [.. places.Select(place => reader.Tables[place])];
    }

    /// <summary>The reader with the tables that are asked for.</summary>
    /// <param name="wanted">Names, with <c>*</c> and <c>?</c>; none for all tables.</param>
    /// <param name="inputName">For the message.</param>
    /// <exception cref="InputException">A name fits none of the tables.</exception>
    internal static TableReader Of(TableReader reader, IReadOnlyList<string> wanted, string inputName)
    {
        if (wanted.Count == 0) return reader;
        string[] names = [.. reader.Tables.Select(table => table.Name)];
        foreach (string pattern in wanted)
            if (!names.Any(name => NamePattern.Matches(pattern, name)))
                throw NamePattern.NoSuchTable(pattern, names, inputName);
        return new ChosenTables(reader, [.. Enumerable.Range(0, names.Length).Where(place => wanted.Any(pattern => NamePattern.Matches(pattern, names[place])))]);
    }

    public override IReadOnlyList<SourceTable> Tables { get; }

    public override long? TotalBytes => _reader.TotalBytes;

    public override long BytesRead => _reader.BytesRead;

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken) => _reader.Blocks(cancellationToken);

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var all = new RowWriter[_reader.Tables.Count];
        for (int i = 0; i < _places.Length; i++) all[_places[i]] = writers[i];
        for (int i = 0; i < all.Length; i++) all[i] ??= new IgnoringRowWriter(_reader.Tables[i].Columns.Count);
        _reader.Read(block, all, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _reader.Dispose();
        base.Dispose(disposing);
    }
}
