using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace FlowForge.Acceptance.Corpus;

/// <summary>Every file of the corpus through the converter, against what independent tools found in it.</summary>
/// <remarks>The folder is <c>FLOWFORGE_CORPUS</c>, or the one beside the repository. Numbers in docs/reference/formats.md are the ones printed here.</remarks>
public sealed partial class CorpusTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<CorpusFile, Converted, Verdict>> s_truths = new()
    {
        ["csv"] = CsvTruth.Judge,
        ["json"] = JsonTruth.Judge,
        ["xml"] = XmlTruth.Judge,
        ["fixed"] = FixedTruth.Judge,
        ["xlsx"] = WorkbookTruth.Judge,
        ["xls"] = WorkbookTruth.Judge,
        ["xlsb"] = WorkbookTruth.Judge,
        ["dbf"] = DbfTruth.Judge,
    };

    /// <summary>Share of files that have to be right on a folder nobody has written reasons for.</summary>
    private const double LeastShare = 0.95;

    [Theory]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("xml")]
    [InlineData("fixed")]
    [InlineData("xlsx")]
    [InlineData("xls")]
    [InlineData("xlsb")]
    [InlineData("dbf")]
    public void Convert_EveryFileOfAFormat_EqualsWhatOtherToolsFound(string format)
    {
        CorpusFolder corpus = CorpusFolder.Open();
        IReadOnlyList<CorpusFile> files = corpus.Files(format);
        if (files.Count == 0 && !corpus.IsDefault) return;
        Assert.NotEmpty(files);

        var verdicts = new ConcurrentDictionary<string, Verdict>();
        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, file => verdicts[file.Name] = Judge(format, file));

        IReadOnlyDictionary<string, string> reasons = Differences.Load();
        (string Name, string Why)[] different = [.. verdicts.Where(verdict => verdict.Value.Outcome == Outcome.Different).Select(verdict => (verdict.Key, verdict.Value.Why)).OrderBy(verdict => verdict.Key, StringComparer.Ordinal)];
        int onPurpose = different.Count(file => reasons.ContainsKey(file.Name));
        int Count(Outcome outcome) => verdicts.Values.Count(verdict => verdict.Outcome == outcome);
        string line = $"| {format} | {files.Count} | {Count(Outcome.Equal)} | {onPurpose} | {Count(Outcome.RightlyRefused)} | {Count(Outcome.NoTruth)} | {different.Length - onPurpose} |";
        output.WriteLine("| format | files | equal | different on purpose | rightly refused | no truth to compare with | not equal yet |");
        output.WriteLine(line);
        foreach ((string name, string why) in different) output.WriteLine($"{(reasons.ContainsKey(name) ? "on purpose" : "NOT EQUAL")} {name}: {why}");

        if (corpus.IsDefault)
        {
            // The page is a ratchet: a file more or less that is equal has to be written down there.
            string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "formats.md"));
            Assert.Contains(line, page);
        }
        else
        {
            Assert.True(different.Length - onPurpose <= files.Count * (1 - LeastShare), $"{different.Length} of {files.Count} files are not right:\n{string.Join('\n', different.Select(file => $"{file.Name}: {file.Why}"))}");
        }
    }

    private static Verdict Judge(string format, CorpusFile file)
    {
        try
        {
            return s_truths[format](file, Converted.From(file.Path));
        }
        catch (Exception failure)
        {
            string trace = string.Join(" < ", Frame().Matches(failure.StackTrace ?? "").Take(3).Select(match => match.Groups[1].Value));
            return Verdict.Different($"crashed: {failure.GetType().Name}: {failure.Message} at {trace}");
        }
    }

    [GeneratedRegex(@"at ([\w.]+)\(")]
    private static partial Regex Frame();
}
