using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Conversion;

/// <summary>The formats that this program reads, in order of preference between equals.</summary>
public sealed class FormatRegistry(IReadOnlyList<IFileFormat> formats)
{
    public static FormatRegistry Default { get; } = new(
    [
        new Parquet.ParquetFormat(),
        new Delta.DeltaFormat(),
        new Json.JsonFormat(),
        new Xml.XmlFormat(),
        new Excel.Xlsx.XlsxFormat(),
        new Excel.Biff.XlsFormat(),
        new Excel.Xlsb.XlsbFormat(),
        new Dbf.DbfFormat(),
        // Before csv: both may be likely, and fixed width is only where no delimiter is.
        new FixedWidth.FixedWidthFormat(),
        new Csv.CsvFormat(),
    ]);

    public IReadOnlyList<IFileFormat> Formats { get; } = formats;

    /// <summary>The format of a file, by name when one is given, else by what it looks like.</summary>
    /// <exception cref="InputException">No format knows it, or there is none of that name.</exception>
    internal IFileFormat Recognise(SourceFile file, string? name, Warnings warnings)
    {
        if (name is not null)
        {
            return Formats.FirstOrDefault(format => format.Description.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new InputException("unknown-format", new Location(file.Name), $"there is no format '{name}'.",
                    $"Formats: {string.Join(", ", Formats.Select(format => format.Description.Name))}.");
        }

        if (file.Length == 0) throw new InputException("empty-file", new Location(file.Name), "the file is empty: there is nothing to convert.");
        (IFileFormat? best, Recognition sure) = (null, Recognition.No);
        foreach (IFileFormat format in Formats)
        {
            Recognition recognition = format.Recognise(file);
            if (recognition > sure) (best, sure) = (format, recognition);
            // Nothing beats a signature, and formats without one weigh whole samples.
            if (sure == Recognition.Certain) break;
        }
        if (best is null)
            throw new InputException("unknown-format", new Location(file.Name), $"the content is of no format known here{StartOf(file)}.", "See: flowforge formats. Name one with --format.");
        WarnOfExtension(file, best, sure, warnings);
        return best;
    }

    private void WarnOfExtension(SourceFile file, IFileFormat found, Recognition sure, Warnings warnings)
    {
        if (sure < Recognition.Likely || file.Extension.Length == 0 || found.Description.Extensions.Contains(file.Extension)) return;
        if (Formats.FirstOrDefault(format => format.Description.Extensions.Contains(file.Extension)) is { } claimed)
            warnings.Add("wrong-extension", new Location(file.Name), $"the name says {claimed.Description.Title}, the content is {found.Description.Title}: read as what it is.");
    }

    private static string StartOf(SourceFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span[..Math.Min(8, file.Head.Length)];
        return head.Length == 0 ? "" : $" (it starts with {System.Convert.ToHexString(head)})";
    }
}
