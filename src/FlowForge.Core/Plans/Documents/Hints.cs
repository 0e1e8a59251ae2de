using FlowForge.Core.Diagnostics;

namespace FlowForge.Core.Plans.Documents;

/// <summary>What to say about a word that is not known.</summary>
internal static class Hints
{
    private const int MostNames = 20;

    /// <summary>"Did you mean …?", or the choices when none is near.</summary>
    internal static string For(string word, IReadOnlyCollection<string> known) =>
        Spelling.Nearest(word, known) is { } near ? $"Did you mean '{near}'?"
        : known.Count == 0 ? "There is none."
        : $"There are {string.Join(", ", known.Take(MostNames))}{(known.Count > MostNames ? " …" : "")}.";
}
