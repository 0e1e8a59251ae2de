using FlowForge.Convert.Conversion;
using FlowForge.Storage.Places;

namespace FlowForge.Cli.Conversions;

/// <summary>Where the output of an input goes.</summary>
internal static class OutputPlaces
{
    private static readonly string[] s_wrappers = [".gz", ".zst", ".zip"];

    public static string ExtensionOf(OutputFormat format) => format switch
    {
        OutputFormat.Parquet => ".parquet",
        OutputFormat.Csv => ".csv",
        OutputFormat.Json => ".json",
        OutputFormat.Delta => "",
    };

    /// <summary>The output when the user names none: the input's name without extensions, beside it.</summary>
    /// <exception cref="UsageException">There is no one name to take.</exception>
    public static StorageLocation BesideOf(StorageLocation input, OutputFormat format)
    {
        if (input is StorageLocation.StandardInput) throw new UsageException("OUTPUT is needed when the input is stdin.");
        if (GlobPattern.IsGlob(input.Path)) throw new UsageException("OUTPUT is needed when the input is a glob: its files become one table. To convert them one by one: flowforge batch");
        return input with { Path = input.Path[..^input.Name.Length] + Stem(input.Name) + ExtensionOf(format) };
    }

    /// <summary>The output that the user named; with a slash at its end, the input's name in that folder.</summary>
    /// <exception cref="UsageException">Not a place that can be written to.</exception>
    public static StorageLocation Named(StorageLocation output, StorageLocation input, OutputFormat format)
    {
        if (output is StorageLocation.StandardInput) throw new UsageException("OUTPUT cannot be '-': tables are written to files, not to stdout.");
        if (!output.Path.EndsWith('/') && !output.Path.EndsWith(Path.DirectorySeparatorChar)) return output;
        return output with { Path = output.Path + Path.GetFileName(BesideOf(input, format).Path) };
    }

    /// <exception cref="UsageException">The output would replace the input.</exception>
    public static void RefuseInputItself(StorageLocation input, StorageLocation output, OutputFormat format)
    {
        string extension = ExtensionOf(format);
        StorageLocation file = output.Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? output : output with { Path = output.Path + extension };
        bool same = (input, file) is (StorageLocation.Local, StorageLocation.Local)
            ? LocalFiles(input.Path).Any(path => Path.GetFullPath(path) == Path.GetFullPath(file.Path))
            : input == file;
        if (same) throw new UsageException($"{input}: the output would replace the input. Name another OUTPUT.");
    }

    private static IReadOnlyList<string> LocalFiles(string path) => !File.Exists(path) && Glob.IsPattern(path) ? Glob.Expand(path) : [path];

    /// <summary><c>orders</c> of <c>orders.csv.gz</c>.</summary>
    public static string Stem(string name)
    {
        foreach (string wrapper in s_wrappers)
        {
            if (name.EndsWith(wrapper, StringComparison.OrdinalIgnoreCase) && name.Length > wrapper.Length) name = name[..^wrapper.Length];
        }

        string stem = Path.GetFileNameWithoutExtension(name);
        return stem.Length > 0 ? stem : name;
    }
}
