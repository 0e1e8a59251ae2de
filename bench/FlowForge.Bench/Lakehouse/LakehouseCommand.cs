using System.CommandLine;

namespace FlowForge.Bench.Lakehouse;

/// <summary><c>lakehouse WORK FILE OUT</c>: one piece of work on the data beside FILE, in a process of its own. Prints how many rows it was about.</summary>
internal static class LakehouseCommand
{
    internal const string Word = "lakehouse";

    private static readonly Dictionary<string, Func<LakehouseData, string, long>> s_works = new()
    {
        ["delta-append"] = DeltaWork.Append,
        ["plain-append"] = PlainWork.Append,
        ["delta-merge"] = DeltaWork.Merge,
        ["plain-merge"] = PlainWork.Merge,
        ["delta-read"] = DeltaWork.ReadVersion,
        ["plain-read"] = PlainWork.Read,
        ["delta-plan"] = PlanWork.Run,
        ["plain-plan"] = PlainWork.Plan,
    };

    internal static Command Create()
    {
        Argument<string> name = new("WORK") { Description = "What is done." };
        name.AcceptOnlyFromAmong([.. s_works.Keys]);
        Argument<FileInfo> file = new("FILE") { Description = "A file of the data." };
        Argument<string> output = new("OUT") { Description = "Where the result goes: a file or a folder." };
        var command = new Command(Word, "Does a piece of work of the Delta comparisons, in a process of its own.") { name, file, output };
        command.SetAction(parsed => Console.WriteLine(s_works[parsed.GetValue(name)!](new LakehouseData(parsed.GetValue(file)!.DirectoryName!), parsed.GetValue(output)!)));
        return command;
    }
}
