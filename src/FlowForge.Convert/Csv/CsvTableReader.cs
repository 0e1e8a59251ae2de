using FlowForge.Convert.Tables;
using FlowForge.Convert.Text;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Csv;

/// <summary>Reads the files of an input as one table, in blocks that any threads parse.</summary>
internal sealed class CsvTableReader(SourceTable table, CsvPlan plan, IReadOnlyList<string>? nullTokens, Warnings warnings, int blockBytes, int maxRecordBytes) : TableReader
{
    private readonly byte[][] _nullTokens = [.. (nullTokens ?? []).Select(token => System.Text.Encoding.UTF8.GetBytes(token))];
    private long _bytesBefore, _bytesOfPart;

    public override IReadOnlyList<SourceTable> Tables { get; } = [table];

    public override long? TotalBytes { get; } = plan.Parts.Sum(part => part.File.Length);

    public override long BytesRead => Interlocked.Read(ref _bytesBefore) + Interlocked.Read(ref _bytesOfPart);

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _bytesBefore, 0);
        Interlocked.Exchange(ref _bytesOfPart, 0);
        foreach (CsvPart part in plan.Parts)
        {
            using Stream text = part.OpenText(bytes => Interlocked.Exchange(ref _bytesOfPart, bytes));
            foreach (CsvBlock block in new BlockCutter(part, text, blockBytes, maxRecordBytes).Cut(cancellationToken)) yield return block;
            if (text is Utf8TranscodingStream { Replaced: > 0 } converted) WarnReplaced(part, converted.FirstReplacedLine, converted.Replaced);
            Interlocked.Exchange(ref _bytesOfPart, 0);
            Interlocked.Add(ref _bytesBefore, part.File.Length);
        }
    }

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken)
    {
        var csv = (CsvBlock)block;
        ReadOnlySpan<byte> text = csv.ToUtf8(out Replacements replaced);
        if (replaced.Any)
        {
            // Until now there was only ASCII; the file as a whole tells which encoding this is.
            if (csv.Part is { IsGuess: true, Encoding.OnlyAscii: true }) throw new LayoutChangedException($"{csv.Part.File.Name}: bytes outside ASCII, of which the first lines had none.");
            WarnReplaced(csv.Part, csv.FirstLine + Lines.Count(text[..(int)replaced.First]), replaced.Count);
        }
        var records = new RecordWriter(csv.Part, csv.FirstLine, writers[0], _nullTokens, warnings);
        records.Write(text, cancellationToken);
    }

    private void WarnReplaced(CsvPart part, long? line, long count) =>
        warnings.Add("invalid-bytes", new Location(part.File.Name, line), $"bytes that are no text in {part.Encoding.Encoding.WebName} were replaced by U+FFFD.", "Set the right encoding with --encoding.", count);
}
