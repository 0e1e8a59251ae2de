using System.Text;
using FlowForge.Convert.Csv;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Tests.Csv;

/// <summary>Any bytes, any dialect, blocks of any size: the records are those of the plain parser, on the same lines.</summary>
public sealed class RecordFuzzTests
{
    private static readonly string[] s_pieces = [",", ",", "|", "\"", "\"", "\"\"", "'", "\\", "\n", "\n", "\r\n", "\r", " ", "\t", "a", "bc", "#", "\uFEFF", "long enough to fill a stride of the parser, and then some more", "é"];

    private static readonly CsvDialect[] s_dialects =
    [
        CsvDialect.Default,
        CsvDialect.Default with { Escape = (byte)'\\' },
        CsvDialect.Default with { Escape = null },
        CsvDialect.Default with { Quote = null, Escape = null },
        CsvDialect.Default with { Quote = (byte)'\'', Escape = (byte)'\'', Comment = "#"u8.ToArray() },
        CsvDialect.Default with { Delimiter = "\t"u8.ToArray() },
        CsvDialect.Default with { Delimiter = "||"u8.ToArray(), Comment = "#"u8.ToArray() },
        CsvDialect.Default with { Delimiter = "é"u8.ToArray() },
        CsvDialect.Default with { Delimiter = ReadOnlyMemory<byte>.Empty },
        CsvDialect.Default with { Quote = null, Escape = (byte)'\\', EscapesOutsideQuotes = true },
        CsvDialect.Default with { Escape = (byte)'\\', EscapesOutsideQuotes = true },
    ];

    [Fact]
    public void Cut_AnyText_GivesTheRecordsOfThePlainParser()
    {
        for (int seed = 0; seed < 30_000; seed++)
        {
            var random = new Random(seed);
            CsvDialect dialect = s_dialects[seed % s_dialects.Length];
            byte[] text = Text(random, dialect);
            List<string> expected = PlainParser.Parse(text, dialect);
            foreach (int block in (ReadOnlySpan<int>)[1 + random.Next(40), 64, 1_000_000])
            {
                List<string> found = Records(text, dialect, block, out string lines);
                Assert.True(expected.SequenceEqual(found), $"seed {seed}, block {block}: {Encoding.UTF8.GetString(text)}\n--- expected\n{string.Join('\n', expected)}\n--- found\n{string.Join('\n', found)}");
                Assert.True(lines.Length == 0, $"seed {seed}, block {block}: {lines}");
            }
        }
    }

    /// <summary>Comments with quotes in them stay apart: what opens in a comment is no matter of the grammar but of its line.</summary>
    private static byte[] Text(Random random, CsvDialect dialect)
    {
        var text = new StringBuilder();
        for (int i = random.Next(60); i >= 0; i--) text.Append(s_pieces[random.Next(s_pieces.Length)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static List<string> Records(byte[] text, CsvDialect dialect, int blockBytes, out string wrongLines)
    {
        List<string> records = [];
        wrongLines = "";
        var part = new CsvPart(new TextFile(text), new DetectedEncoding(TextEncodings.Utf8, "test"), dialect);
        int offset = 0;
        foreach (CsvBlock block in new BlockCutter(part, new MemoryStream(text), blockBytes).Cut(CancellationToken.None))
        {
            using (block)
            {
                ReadOnlySpan<byte> bytes = block.ToUtf8(out _);
                if (block.FirstLine != 1 + Lines.Count(text.AsSpan(0, offset))) wrongLines = $"block at {offset} says line {block.FirstLine}";
                offset += bytes.Length;
                var parser = new RecordParser(bytes, dialect, new FieldList());
                while (parser.Read())
                {
                    if (!parser.IsComment) records.Add(string.Join('\u241F', Values(bytes, parser.Fields, dialect)));
                }
            }
        }
        return records;
    }

    private static List<string> Values(ReadOnlySpan<byte> text, FieldList fields, CsvDialect dialect)
    {
        List<string> values = [];
        for (int i = 0; i < fields.Count; i++) values.Add(dialect.ValueOf(text, fields[i]));
        return values;
    }
}
