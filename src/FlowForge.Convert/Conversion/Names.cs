using System.Text;

namespace FlowForge.Convert.Conversion;

/// <summary>Names that people gave, made fit for tables and files: never empty, never twice.</summary>
internal static class Names
{
    private const int MaxFileNameChars = 100;

    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>Column names, unique regardless of case as the engine compares them: blank → <c>column_3</c>, repeated → <c>name_2</c>.</summary>
    internal static string[] OfColumns(IReadOnlyList<string> names)
    {
        string[] clean = [.. names.Select(Clean)];
        for (int i = 0; i < clean.Length; i++)
            if (clean[i].Length == 0)
                clean[i] = $"column_{i + 1}";
        return Unique(clean);
    }

    /// <summary>Table names that are file names on every system, unique regardless of case.</summary>
    internal static string[] OfTables(IReadOnlyList<string> names) => Unique([.. names.Select(FileName)]);

    private static string[] Unique(string[] names)
    {
        // Names that stand for themselves come first, so that a later "a_2" of the input keeps its name when "a" repeats.
        var given = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var next = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var unique = new string[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            if (!taken.Add(name))
            {
                int number = next.GetValueOrDefault(name, 2);
                while (given.Contains($"{name}_{number}") || !taken.Add($"{name}_{number}")) number++;
                next[name] = number + 1;
                name = $"{name}_{number}";
            }
            unique[i] = name;
        }
        return unique;
    }

    /// <summary>Without surrounding blanks; line breaks and other control characters become one space.</summary>
    private static string Clean(string name)
    {
        var text = new StringBuilder(name.Length);
        bool broken = false;
        foreach (char letter in name)
        {
            if (letter == '\0' || (broken && letter == ' ')) continue;
            broken = char.IsControl(letter);
            if (!broken) text.Append(letter);
            else if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
        }
        return text.ToString().Trim();
    }

    private static string FileName(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char letter in Clean(name))
            text.Append(letter is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : letter);
        string file = text.ToString().TrimStart('.').TrimEnd('.', ' ');
        if (file.Length > MaxFileNameChars) file = file[..(char.IsHighSurrogate(file[MaxFileNameChars - 1]) ? MaxFileNameChars - 1 : MaxFileNameChars)];
        // A leading underscore is kept for files of ours, like _manifest.json.
        if (file.StartsWith("_manifest", StringComparison.OrdinalIgnoreCase) || file.EndsWith("._rejected", StringComparison.OrdinalIgnoreCase)) file = "table" + file;
        if (s_reserved.Contains(file)) file += "_";
        return file.Length == 0 ? "table" : file;
    }
}
