using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using FlowForge.Lakehouse.Delta;

namespace FlowForge.Convert.Delta;

/// <summary>A Delta table's folder as an input. It has no content of its own: the newest file of its log stands for its state.</summary>
internal sealed class TableFolder : SourceFile
{
    /// <param name="name">What the user calls it.</param>
    /// <exception cref="InputException">The log is empty.</exception>
    internal TableFolder(string folder, string name)
    {
        (Folder, Name) = (folder, name);
        string file = System.IO.Path.GetFileName(name.TrimEnd('/', '\\'));
        BaseName = file is "" or "." or ".." ? System.IO.Path.GetFileName(System.IO.Path.GetFullPath(folder).TrimEnd(System.IO.Path.DirectorySeparatorChar)) : file;
        Path = Directory.EnumerateFiles(System.IO.Path.Combine(folder, "_delta_log")).Where(path => char.IsAsciiDigit(System.IO.Path.GetFileName(path)[0])).Max(StringComparer.Ordinal)
            ?? throw new InputException("delta-not-a-table", new Location(name), "the folder _delta_log is empty.");
        Length = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
    }

    internal string Folder { get; }

    public override string Name { get; }

    public override string Path { get; }

    public override bool IsCompressed => false;

    public override long Length { get; }

    public override ReadOnlyMemory<byte> Head => default;

    public override string Extension => "";

    public override string BaseName { get; }

    internal static bool IsOne(string path) => DeltaTable.IsTable(path);

    public override Stream OpenRead(Action<long>? progress = null) => throw new InvalidOperationException("A folder has no content of its own.");

    public override string? Sibling(string extension) => null;
}
