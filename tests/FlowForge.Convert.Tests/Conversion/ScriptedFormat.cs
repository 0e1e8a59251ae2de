using FlowForge.Convert.Conversion;
using FlowForge.Convert.Tables;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Convert.Tests.Conversion;

/// <summary>A format whose tables and rows a test writes down, to see what the conversion makes of them.</summary>
internal sealed class ScriptedFormat(Func<ReadOptions, TableReader[]> open) : IFileFormat
{
    public FormatDescription Description { get; } = new("scripted", "Scripted", [".scripted"], [], [], [nameof(ReadOptions.Header)]);

    public Warnings Warnings { get; } = new();

    public Recognition Recognise(SourceFile file) => Recognition.Certain;

    public TableSet Open(SourceInput input, ReadOptions options, CancellationToken cancellationToken) => new(open(options), Warnings);
}

/// <summary>A reader of so many blocks; block <c>n</c> writes its rows by the given function.</summary>
internal sealed class ScriptedReader(SourceTable[] tables, int blocks, Action<int, IReadOnlyList<RowWriter>, CancellationToken> read) : TableReader
{
    public override IReadOnlyList<SourceTable> Tables { get; } = tables;

    public override IEnumerable<Block> Blocks(CancellationToken cancellationToken) => Enumerable.Range(0, blocks).Select(number => new Numbered(number));

    public override void Read(Block block, IReadOnlyList<RowWriter> writers, CancellationToken cancellationToken) => read(((Numbered)block).Number, writers, cancellationToken);

    private sealed class Numbered(int number) : Block
    {
        internal int Number { get; } = number;
    }
}

/// <summary>A folder for one test, with an input file in it.</summary>
internal sealed class TestFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("flowforge-test-").FullName;

    internal string Output => System.IO.Path.Combine(Path, "out");

    internal ConversionRequest Request(string name = "in.scripted", string content = "x")
    {
        string input = System.IO.Path.Combine(Path, name);
        File.WriteAllText(input, content);
        return new ConversionRequest { Input = input, Output = Output, Threads = 2 };
    }

    internal ConversionReport Convert(ScriptedFormat format, Func<ConversionRequest, ConversionRequest>? change = null, CancellationToken cancellationToken = default)
    {
        ConversionRequest request = Request();
        return new Converter(new FormatRegistry([format]), TimeProvider.System).Convert(change is null ? request : change(request), null, cancellationToken);
    }

    /// <summary>What a query answers: each row's values as text, joined by '|'.</summary>
    internal static string[] Rows(string sql)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        using DuckDbResult result = connection.Query($"SELECT concat_ws('|', COLUMNS(*)::VARCHAR) FROM (SELECT COALESCE(COLUMNS(*)::VARCHAR, '∅') FROM ({sql}))".Replace("concat_ws('|', COLUMNS(*)::VARCHAR)", "concat_ws('|', *COLUMNS(*))"));
        var rows = new List<string>();
        while (result.TryNext(out DataChunk chunk))
            for (int i = 0; i < chunk.Count; i++)
                rows.Add(System.Text.Encoding.UTF8.GetString(chunk[0].Bytes(i)));
        return [.. rows];
    }

    /// <summary>Files and folders left, by name.</summary>
    internal string[] Left() => [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)).Where(name => name != "in.scripted").Order()];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
