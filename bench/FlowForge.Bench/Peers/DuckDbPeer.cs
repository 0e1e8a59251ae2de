using FlowForge.Core.Schemas;
using FlowForge.DuckDb;

namespace FlowForge.Bench.Peers;

/// <summary>The engine alone: it sniffs, reads and writes, with its own defaults and one statement.</summary>
internal static class DuckDbPeer
{
    internal static long ConvertCsv(string input, string output) => Copy($"read_csv({SqlName.Literal(input)})", output);

    internal static long ConvertNdjson(string input, string output) => Copy($"read_json({SqlName.Literal(input)}, format = 'newline_delimited')", output);

    /// <summary>Measures each column and writes nothing.</summary>
    internal static long Summarize(string input, string output)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        return connection.Scalar<long>($"SELECT max(count) FROM (SUMMARIZE FROM read_parquet({SqlName.Literal(input)}))");
    }

    private static long Copy(string source, string output)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open();
        using DuckDbConnection connection = database.Connect();
        return connection.Execute($"COPY (FROM {source}) TO {SqlName.Literal(output)} (FORMAT parquet)");
    }
}
