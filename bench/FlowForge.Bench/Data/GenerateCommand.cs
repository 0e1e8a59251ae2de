using System.CommandLine;

namespace FlowForge.Bench.Data;

/// <summary><c>generate --out DIR</c></summary>
internal static class GenerateCommand
{
    internal static Command Create()
    {
        Option<DirectoryInfo> output = new("--out") { Description = "The folder for the files.", Required = true };
        Option<int> seed = new("--seed") { Description = "The same seed gives the same bytes.", DefaultValueFactory = _ => DataSet.DefaultSeed };
        Option<double> scale = new("--scale") { Description = "1: a CSV of 240 MB and the others to match.", DefaultValueFactory = _ => 1 };
        var command = new Command("generate", "Makes the data.") { output, seed, scale };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetValue(output)!.FullName;
            DataSet.Ensure(folder, parsed.GetValue(seed), parsed.GetValue(scale));
            foreach (DataSet.DataFile file in DataSet.Files)
                Console.WriteLine($"{file.Name,-20} {new FileInfo(Path.Combine(folder, file.Name)).Length / 1e6,8:N1} MB {DataSet.RowsAt(file, parsed.GetValue(scale)),10:N0} rows");
        });
        return command;
    }
}
