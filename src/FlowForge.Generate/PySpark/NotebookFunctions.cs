using System.Text.RegularExpressions;

namespace FlowForge.Generate.PySpark;

/// <summary>Small functions that cells of notebooks may call, from the folder <c>Functions</c>; and the imports of everything that stands in a notebook.</summary>
internal static partial class NotebookFunctions
{
    private static readonly SortedDictionary<string, string> s_functions = Load();

    // In the order of isort: the standard library, then the others.
    private static readonly (string Word, string Import)[] s_imports =
    [
        ("json.", "import json"),
        ("math.", "import math"),
        ("unicodedata.", "import unicodedata"),
        ("uuid.", "import uuid"),
        ("datetime.", "from datetime import datetime, timezone"),
        ("reduce(", "from functools import reduce"),
        ("ZoneInfo(", "from zoneinfo import ZoneInfo"),
        ("", ""),
        ("dp.", "from pyspark import pipelines as dp"),
        ("PySparkException", "from pyspark.errors import PySparkException"),
        ("Window.", "from pyspark.sql import Window"),
        ("F.", "from pyspark.sql import functions as F"),
    ];

    /// <summary>The functions that the code calls, and those that they call, by name.</summary>
    internal static IReadOnlyList<string> UsedBy(string code)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([code]);
        while (open.TryDequeue(out string? text))
            foreach (Match call in Calls().Matches(text))
                if (s_functions.TryGetValue(call.Value, out string? function) && found.Add(call.Value)) open.Enqueue(function);
        return [.. found.Select(name => s_functions[name])];
    }

    internal static IReadOnlyList<string> ImportsOf(string code)
    {
        List<string> imports = [.. s_imports.Where(one => one.Word.Length == 0 || IsUsed(one.Word, code)).Select(one => one.Import)];
        while (imports is ["", ..]) imports.RemoveAt(0);
        return imports;
    }

    internal static bool IsUsed(string word, string code) => Regex.IsMatch(code, $@"(?<![\w.""]){Regex.Escape(word)}");

    private static SortedDictionary<string, string> Load()
    {
        var functions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string resource in typeof(NotebookFunctions).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".py", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(typeof(NotebookFunctions).Assembly.GetManifestResourceStream(resource)!);
            functions[resource[..^3]] = reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
        }
        return functions;
    }

    [GeneratedRegex(@"(?<![\w.])[a-z_]+(?=\()")]
    private static partial Regex Calls();
}
