using System.CommandLine;

namespace FlowForge.Bench.Peers;

/// <summary><c>peer NAME FILE OUT</c>: the peers written in C#. Each prints how many rows it read.</summary>
internal static class PeerCommand
{
    private static readonly Dictionary<string, Func<string, string, long>> s_peers = new()
    {
        ["duckdb-csv"] = DuckDbPeer.ConvertCsv,
        ["duckdb-ndjson"] = DuckDbPeer.ConvertNdjson,
        ["duckdb-summarize"] = DuckDbPeer.Summarize,
        ["exceldatareader"] = ExcelDataReaderPeer.ReadCells,
    };

    internal static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "Who does it." };
        name.AcceptOnlyFromAmong([.. s_peers.Keys]);
        Argument<FileInfo> file = new("FILE");
        Argument<FileInfo> output = new("OUT");
        var command = new Command("peer", "Does a peer's work, in a process of its own.") { name, file, output };
        command.SetAction(parsed => Console.WriteLine(s_peers[parsed.GetValue(name)!](parsed.GetValue(file)!.FullName, parsed.GetValue(output)!.FullName)));
        return command;
    }
}
