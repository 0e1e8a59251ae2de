using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.FixedWidth;

/// <summary>Text whose columns stand at fixed positions.</summary>
public sealed class FixedWidthFormat : IFileFormat
{
    private const int SampleBytes = 1 << 20;

    public FormatDescription Description { get; } = new(
        "fixed", "Fixed width text",
        [".fwf", ".prn", ".asc", ".ach", ".dat", ".txt"],
        [
            "layout from --widths, from dashes under the header, or from columns that are blank in all lines",
            "without any of them one column with the line as it is: nothing is lost and nothing is guessed",
            "positions in characters, bytes or cells, whichever fits the text; a ragged last column; LF, CRLF, CR, Ctrl-Z",
            "encodings by evidence, as for csv; gzip and zstd streamed",
        ],
        ["a line has at most 64 MiB", "records without line ends, packed decimals and overpunched signs are not decoded"],
        [nameof(ReadOptions.Encoding), nameof(ReadOptions.Header), nameof(ReadOptions.SkipRows), nameof(ReadOptions.NullTokens), nameof(ReadOptions.Widths)])
    {
        ReadsStreams = true,
    };

    public Recognition Recognise(SourceFile file) => FixedEvidence.Judge(file);

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken)
    {
        SourceFile file = input.Single(Description);
        FixedText text = FixedText.Open(file, options, cancellationToken);
        FixedLayout layout = options.Widths is { } widths ? Asked(widths, text, options) : Found(text, options, cancellationToken);
        var warnings = new Warnings();
        return new TableSet([new FixedWidthReader(file, text, layout, options, warnings)], warnings)
        {
            Facts = new Dictionary<string, string>
            {
                ["encoding"] = text.Encoding.ToString(),
                ["layout"] = layout.Evidence,
                ["columns"] = string.Join(", ", layout.Columns.Select(column => column.End == int.MaxValue ? $"{column.Start + 1}-" : $"{column.Start + 1}-{column.End}")),
            },
        };
    }

    private static FixedLayout Found(FixedText text, ReadOptions options, CancellationToken cancellationToken)
    {
        var finder = new LayoutFinder();
        bool full = options.Scan == ScanDepth.Full;
        foreach (LineBlock block in text.Blocks(full ? options.BlockBytes : Math.Min(SampleBytes, options.BlockBytes), progress: null, warnings: null))
        {
            using (block)
            {
                var lines = new Lines(block.Text);
                for (int i = 0; block.IsFirst && i < (options.SkipRows ?? 0) && lines.MoveNext(); i++);
                while (lines.MoveNext()) finder.Add(lines.Current);
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (!full) break;
        }
        return finder.Find(options.Header);
    }

    /// <summary>The user's layout; with <c>--header</c>, columns without a name take theirs from the first line.</summary>
    private static FixedLayout Asked(string widths, FixedText text, ReadOptions options)
    {
        FixedLayout layout = WidthsOption.Parse(widths);
        if (options.Header != true) return layout;
        foreach (LineBlock block in text.Blocks(SampleBytes, progress: null, warnings: null))
        {
            using (block)
            {
                var lines = new Lines(block.Text);
                for (int i = 0; i <= (options.SkipRows ?? 0); i++) lines.MoveNext();
                byte[] names = lines.Current.ToArray();
                return layout with
                {
                    Columns = [.. layout.Columns.Select(column => column.Name.Length > 0 ? column : column with { Name = Cells.TextOf(names, column, layout.Unit) })],
                    HeadLines = 1,
                };
            }
        }
        return layout;
    }
}
