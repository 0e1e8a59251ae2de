namespace FlowForge.Convert.Tables;

/// <summary>A file format: recognises an input by its first bytes and opens it as tables. A folder of this project implements one.</summary>
/// <remarks>Stateless and thread-safe; one instance a process.</remarks>
public interface IFileFormat
{
    FormatDescription Description { get; }

    /// <summary>Judges by content first, by extension second. Reads nothing but <see cref="SourceFile.Head"/> and the name.</summary>
    Recognition Recognise(SourceFile file);

    /// <summary>Lists the input's tables. Reads as little as that needs (see <see cref="ReadOptions.Scan"/>).</summary>
    /// <exception cref="Core.Diagnostics.InputException">Unreadable, encrypted, or not this format: says what, where, and what to do.</exception>
    TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken);
}

/// <summary>How sure a format is that an input is its own. Higher wins; between equals the earlier registered format.</summary>
public enum Recognition
{
    /// <summary>Certainly not, or no idea.</summary>
    No,

    /// <summary>Nothing speaks against it: any text could be a CSV.</summary>
    Possible,

    /// <summary>The extension says so and the content does not contradict.</summary>
    Extension,

    /// <summary>The content looks like it: opens with '&lt;' or '{', a plausible header.</summary>
    Likely,

    /// <summary>A signature that only this format has.</summary>
    Certain,
}

/// <summary>What a format is and can do, as <c>flowforge formats</c> tells it.</summary>
/// <param name="Name">Short and lower case: <c>xlsx</c>.</param>
/// <param name="Title">For people: <c>Excel workbook</c>.</param>
/// <param name="Extensions">Lower case with dot.</param>
/// <param name="Features">A line each.</param>
/// <param name="Limits">What it cannot do or bounds it keeps, a line each.</param>
/// <param name="Options">Members of <see cref="ReadOptions"/> beyond the common ones that it honours; an option outside this set is a usage error.</param>
public sealed record FormatDescription(
    string Name,
    string Title,
    IReadOnlyList<string> Extensions,
    IReadOnlyList<string> Features,
    IReadOnlyList<string> Limits,
    IReadOnlyList<string> Options)
{
    /// <summary>True when the format reads an input only through <see cref="SourceFile.OpenRead"/>, so that a compressed one streams.
    /// Otherwise a compressed input is unpacked to the temporary folder first.</summary>
    public bool ReadsStreams { get; init; }

    /// <summary>Extensions of files that belong beside one of this format and are no input of their own: memos, indexes. Lower case with dot.</summary>
    public IReadOnlyList<string> Companions { get; init; } = [];
}

/// <summary>The tables of one opened input.</summary>
public sealed class TableSet(IReadOnlyList<TableReader> readers, Warnings warnings) : IDisposable
{
    /// <summary>Each reads one table, or several that come out of one pass.</summary>
    public IReadOnlyList<TableReader> Readers { get; } = readers;

    public Warnings Warnings { get; } = warnings;

    /// <summary>No table is an answer too: the input is whole and holds no data, as a workbook of blank sheets.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>What was found about the input as a whole, for <c>inspect</c>: encoding, delimiter, version …</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    public void Dispose()
    {
        foreach (TableReader reader in Readers) reader.Dispose();
    }
}
