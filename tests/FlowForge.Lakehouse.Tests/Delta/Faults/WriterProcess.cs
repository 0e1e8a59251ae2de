using System.Diagnostics;
using System.Globalization;
using FlowForge.DuckDb;
using FlowForge.Lakehouse.Delta;
using FlowForge.Lakehouse.Delta.Stores;
using FlowForge.Lakehouse.Delta.Writing;
using FlowForge.Lakehouse.Tests.Delta.Writing;

namespace FlowForge.Lakehouse.Tests.Delta.Faults;

/// <summary>A process that writes to a table, one random operation after the other, and tells each commit when it stands.</summary>
internal static class WriterProcess
{
    internal const string Word = "write";

    /// <param name="writer">A number that no other writer of the table has had: it makes rows unique.</param>
    /// <param name="writes">How many; null: until it is killed.</param>
    internal static Process Start(string table, int seed, int writer, int? writes = null)
    {
        string self = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "FlowForge.Lakehouse.Tests.exe" : "FlowForge.Lakehouse.Tests");
        string[] arguments = [Word, table, .. ((int[])[seed, writer, writes ?? int.MaxValue]).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return Process.Start(new ProcessStartInfo(self, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    internal static int Run(string[] args)
    {
        (string root, int seed, int number, int writes) = (args[0], int.Parse(args[1]), int.Parse(args[2]), int.Parse(args[3]));
        var random = new Random(seed);
        using DuckDbDatabase engine = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
        using DuckDbConnection connection = engine.Connect();
        var writer = new DeltaWriter(new DeltaTable(new LocalTableStore(root), engine), connection, ScratchTable.Options);
        for (int i = 0; i < writes; i++)
        {
            var operation = TableOperation.Next(random, number * 10_000L + i);
            WriteResult result = operation.Do(writer);
            if (!result.IsNew) continue;
            Console.Out.WriteLine($"{result.Version}: {operation}");
            Console.Out.Flush();
        }
        return 0;
    }
}
