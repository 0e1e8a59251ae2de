using System.Globalization;
using System.IO.Compression;
using System.Text;
using FlowForge.Convert.Excel.Sheets;
using FlowForge.Convert.Tables;
using FlowForge.Core.Diagnostics;
using Xunit.Abstractions;

namespace FlowForge.Convert.Tests.Excel.Xlsx;

public sealed class XlsxFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 300;

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Open_DamagedArchive_AnswersOrRefuses(int seed)
    {
        byte[] whole = Sample().Build();
        Survive(seed, random => Damage.Of(whole, random, hot: whole.Length));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public void Open_DamagedParts_AnswersOrRefuses(int seed)
    {
        Dictionary<string, byte[]> parts = PartsOf(Sample().Build());
        string[] names = [.. parts.Keys.Order()];
        Survive(seed, random =>
        {
            string victim = names[random.Next(names.Length)];
            return Zip(parts.Select(part => (part.Key, part.Key == victim ? Damage.Of(part.Value, random, hot: 400) : part.Value)));
        });
    }

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(43)]
    [InlineData(44)]
    public void Read_GeneratedCells_ComeBackAsWritten(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var expected = new List<string>();
        var strings = new List<string>();
        var rows = new StringBuilder();
        int row = 0;
        for (int i = 0; i < 300; i++)
        {
            row += 1 + (random.Next(5) == 0 ? random.Next(100) : 0);
            bool hasPlaces = random.Next(3) > 0;
            rows.Append($"<row r=\"{row}\">");
            int column = -1;
            for (int c = random.Next(12); c > 0; c--)
            {
                column += hasPlaces ? 1 + random.Next(3) : 1;
                string place = CellRange.CellName(row - 1, column);
                (string xml, string? told) = Cell(random, strings);
                rows.Append($"<c{(hasPlaces ? $" r=\"{place}\"" : "")} {xml}");
                if (told is not null) expected.Add($"{place} {told}");
            }

            rows.Append("</row>");
        }

        Sheet sheet = new XlsxBuilder().Strings([.. strings]).Style("yyyy-mm-dd").Sheet("Data", rows.ToString()).Sheets()[0];

        Assert.Equal(expected, RecordedCells.Of(sheet));
    }

    private static (string Xml, string? Told) Cell(Random random, List<string> strings)
    {
        switch (random.Next(8))
        {
            case 0:
                long integer = random.NextInt64(-1_000_000_000_000, 1_000_000_000_000);
                return ($"><v>{integer}</v></c>", $"integer {integer}");
            case 1:
                double number = random.NextDouble() * 1_000;
                return ($"><v>{number.ToString("R", CultureInfo.InvariantCulture)}</v></c>", $"number {number.ToString("R", CultureInfo.InvariantCulture)}");
            case 2:
                return ("s=\"1\"><v>43831</v></c>", "integer 43831 date");
            case 3:
                return random.Next(2) == 0 ? ("t=\"b\"><v>1</v></c>", "true") : ("t=\"b\"><v>0</v></c>", "false");
            case 4:
                return ("s=\"1\"/>", null);
            case 5:
                return ("><f>NOW()</f></c>", "no value");
            case 6:
                string inline = Text(random);
                return ($"t=\"inlineStr\"><is><t>{Escape(inline)}</t></is></c>", $"text {inline}");
            default:
                string shared = Text(random);
                strings.Add(random.Next(2) == 0 ? $"<t>{Escape(shared)}</t>" : $"<r><t>{Escape(shared[..1])}</t></r><r><t>{Escape(shared[1..])}</t></r>");
                return ($"t=\"s\"><v>{strings.Count - 1}</v></c>", $"text {shared}");
        }
    }

    private static string Text(Random random)
    {
        const string Letters = "abc <>&\"'_xäß価格\n\t0019";
        return "x" + string.Concat(Enumerable.Range(0, random.Next(random.Next(20) == 0 ? 2_000 : 20)).Select(_ => Letters[random.Next(Letters.Length)]));
    }

    private static string Escape(string text) =>
        text.Replace("_", "_x005F_", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private void Survive(int seed, Func<Random, byte[]> damaged)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        int answered = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = damaged(random);
            try
            {
                using TableSet set = XlsxBuilder.OpenBytes(bytes);
                RecordedTable.Of(set);
                answered++;
            }
            catch (InputException failure)
            {
                Assert.NotEmpty(failure.Diagnostic.Id);
            }
            catch (LayoutChangedException)
            {
            }
            catch (ArgumentException failure) when (failure.StackTrace!.Contains(nameof(RecordedTable), StringComparison.Ordinal))
            {
                // Two tables of one name, which is the conversion's to mend.
            }
        }

        output.WriteLine($"{answered} of {Rounds} were readable");
    }

    private static XlsxBuilder Sample() => new XlsxBuilder().Strings("<t>one</t>", "<r><t>zwölf</t></r>", "<t>価格</t>").Style("yyyy-mm-dd").Style("[h]:mm")
        .Grid("First", "id|name|amount\n1|Ann|1.5\n2|Bob|2.5", tables: ["People=A1:C3"])
        .Sheet("Second", string.Concat(Enumerable.Range(1, 80).Select(i => $"<row r=\"{i}\"><c r=\"A{i}\" t=\"s\"><v>{i % 3}</v></c><c r=\"B{i}\" s=\"{i % 3}\"><v>{i}.25</v></c><c r=\"C{i}\" t=\"e\"><v>#N/A</v></c></row>")), state: "hidden");

    private static Dictionary<string, byte[]> PartsOf(byte[] book)
    {
        using var zip = new ZipArchive(new MemoryStream(book));
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using Stream stream = entry.Open();
            var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    private static byte[] Zip(IEnumerable<(string Name, byte[] Content)> parts)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in parts)
            {
                using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
