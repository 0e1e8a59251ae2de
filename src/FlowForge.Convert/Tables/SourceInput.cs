using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Tables;

/// <summary>What is converted as one: a file, or the files of a glob that make one table together.</summary>
/// <param name="Name">For people and for naming the table: as the user gave it.</param>
/// <param name="Files">At least one, in order.</param>
public sealed record SourceInput(string Name, IReadOnlyList<SourceFile> Files)
{
    public SourceFile First => Files[0];

    /// <summary>For a format that reads one file at a time.</summary>
    /// <exception cref="InputException">There are several.</exception>
    public SourceFile Single(FormatDescription format) => Files.Count == 1
        ? Files[0]
        : throw new InputException("glob-not-one-table", new Location(Name),
            $"{Files.Count} files match, and {format.Title} files cannot be joined into one table.", "Convert them one by one with: flowforge batch");
}

/// <summary>One file on local disk, read from its beginning as often as needed; gzip and zstd are undone on the way.</summary>
public abstract class SourceFile
{
    /// <summary>Bytes kept as <see cref="Head"/>: enough for a signature and for a first guess at text.</summary>
    public const int HeadLength = 65_536;

    /// <summary>As the user knows it; goes into messages.</summary>
    public abstract string Name { get; }

    /// <summary>The file on disk. When <see cref="IsCompressed"/>, its bytes are not the content's.</summary>
    public abstract string Path { get; }

    /// <summary>True when the content has to be undone from gzip, zstd or a zip entry.</summary>
    public abstract bool IsCompressed { get; }

    /// <summary>Bytes on disk.</summary>
    public abstract long Length { get; }

    /// <summary>The content's first bytes, up to <see cref="HeadLength"/>.</summary>
    public abstract ReadOnlyMemory<byte> Head { get; }

    /// <summary>Lower case with dot, without the compression's: <c>.csv</c> for <c>a.csv.gz</c>. Empty when there is none.</summary>
    public abstract string Extension { get; }

    /// <summary>The name without folder and extensions: what a table of this file is called.</summary>
    public abstract string BaseName { get; }

    /// <summary>The content from its start, forward only when compressed, seekable otherwise. Enforces the size limit on what comes out.</summary>
    /// <param name="progress">Told how many bytes of the file on disk have been read in all, at least every mebibyte. May be null.</param>
    public abstract Stream OpenRead(Action<long>? progress = null);

    /// <summary>A file next to this one, found without regard to case: a DBF's memo, a shapefile's code page. Null when there is none.</summary>
    /// <param name="extension">With dot.</param>
    public abstract string? Sibling(string extension);
}
