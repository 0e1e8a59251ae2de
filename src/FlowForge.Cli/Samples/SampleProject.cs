using System.Globalization;
using System.Text;
using FlowForge.Cli.Samples.Facts;
using FlowForge.Cli.Samples.Files;

namespace FlowForge.Cli.Samples;

/// <summary>The sample project, <c>samples/petinsure</c>: its plan and README, which the binary carries, and its raw files, which are made from a seed and are the same for everybody.</summary>
internal sealed class SampleProject(string folder, int scale)
{
    private const ulong Seed = 20_261_031;
    private const string Resources = "petinsure/";

    // Hidden, so that it is no raw file for those who take the whole folder.
    private const string ScaleFile = ".scale";

    private readonly Insurer _insurer = new(Seed, scale);

    public string RawFolder { get; } = Path.Combine(folder, "raw");

    /// <summary>The scale of the raw files that are in a folder; null when there are none. Files of two scales would tell of two insurers.</summary>
    public static int? ScaleIn(string folder) =>
        Path.Combine(folder, "raw", ScaleFile) is var path && File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out int scale) ? scale : null;

    /// <summary>Writes the project's own files. Those that are there stay: people may have changed them.</summary>
    /// <returns>Paths below the folder, in order, and whether each was written.</returns>
    public IReadOnlyList<(string Path, bool IsNew)> WriteProject()
    {
        var written = new List<(string, bool)>();
        System.Reflection.Assembly assembly = typeof(SampleProject).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string name = resource[Resources.Length..], path = Path.Combine(folder, name);
            bool isNew = !File.Exists(path);
            if (isNew)
            {
                using Stream content = assembly.GetManifestResourceStream(resource)!;
                Write(path, content.CopyTo);
            }
            written.Add((name, isNew));
        }
        return written;
    }

    /// <summary>Writes the files that arrive on a day: on day 1 everything, later what is new and what has changed. Each streams, whatever the scale.</summary>
    /// <param name="day">1 or more.</param>
    public IEnumerable<string> WriteRaw(int day)
    {
        if (day > 1)
        {
            yield return Raw($"customers-day{day}.csv", file => new CustomersCsv(_insurer).Write(file, day));
            yield return Raw($"claims-day{day}.ndjson", file => new ClaimsJson(_insurer).Write(file, day));
            yield break;
        }
        Write(Path.Combine(RawFolder, ScaleFile), file => file.Write(Encoding.ASCII.GetBytes(scale.ToString(CultureInfo.InvariantCulture))));
        yield return Raw("customers.csv", file => new CustomersCsv(_insurer).Write(file, day));
        yield return Raw("pets.xlsx", file => new PetsWorkbook(_insurer).Write(file));
        yield return Raw("policies.xml", file => new PoliciesXml(_insurer).Write(file));
        yield return Raw("vet_providers.dbf", file => new ProvidersDbf(_insurer).Write(file));
        yield return Raw("claims.ndjson", file => new ClaimsJson(_insurer).Write(file, day));
    }

    private string Raw(string name, Action<Stream> write)
    {
        string path = Path.Combine(RawFolder, name);
        Write(path, write);
        return path;
    }

    /// <summary>Beside its place, and renamed when it is whole.</summary>
    private static void Write(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string part = $"{path}.part";
        using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20)) write(file);
        File.Move(part, path, overwrite: true);
    }
}
