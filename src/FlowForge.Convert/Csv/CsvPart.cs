using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Csv;

/// <summary>One file of the input: how to read its bytes, where its records start, and where its fields go. Immutable.</summary>
internal sealed record CsvPart(SourceFile File, DetectedEncoding Encoding, CsvDialect Dialect)
{
    /// <summary>Lines before the first record: titles, <c>sep=</c>, the header.</summary>
    public long SkipLines { get; init; }

    /// <summary>The fields a record has.</summary>
    public int Width { get; init; }

    /// <summary>Fields up to which a value that the sample had not shown makes a column: see <see cref="CsvLayout.Known"/>.</summary>
    public int Known { get; init; }

    /// <summary>True when only a part of the file was looked at, so that looking at all of it may teach more.</summary>
    public bool IsGuess { get; init; }

    /// <summary>The table's column of each field; null when they are the same.</summary>
    public int[]? Columns { get; init; }

    /// <summary>The header as it stands in the file, in UTF-8: a record equal to it is a header repeated. Empty when there is none.</summary>
    public ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>Set when blocks hold the code page's bytes and each is converted where it is read, many at a time.</summary>
    public SingleByteTable? Table { get; init; }

    /// <summary>True when blocks are cut from text already converted to UTF-8.</summary>
    public bool IsConverted => Table is null && Encoding.Encoding.CodePage != 65001;

    /// <summary>Opens the bytes that blocks are cut from, after the byte order mark.</summary>
    public Stream OpenText(Action<long>? progress)
    {
        Stream stream = File.OpenRead(progress);
        if (IsConverted) return new Utf8TranscodingStream(stream, Encoding.Encoding, Encoding.BomLength);
        if (Encoding.BomLength > 0) stream.ReadExactly(stackalloc byte[Encoding.BomLength]);
        return stream;
    }
}
