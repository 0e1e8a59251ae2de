using System.Text;

namespace FlowForge.Explore.Typing;

/// <summary>Names cut into words: at signs, blanks, and where small letters or digits meet capitals. <c>paid</c> and <c>grid</c> are one word each and hold no <c>id</c>.</summary>
public sealed class Words
{
    private readonly HashSet<string> _words;

    public Words(string name)
    {
        All = Split(name);
        _words = [.. All];
    }

    /// <summary>In lower case, in order.</summary>
    public IReadOnlyList<string> All { get; }

    public bool Has(string word) => _words.Contains(word);

    public bool HasAny(IReadOnlySet<string> words) => _words.Overlaps(words);

    /// <summary>The word as one that is the same in singular and plural.</summary>
    public static string Singular(string word) => word switch
    {
        _ when word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal) => $"{word[..^3]}y",
        _ when word.Length > 4 && (word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal)) => word[..^2],
        _ when word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u') => word[..^1],
        _ => word,
    };

    public static string Snake(string name) => string.Join('_', Split(name));

    private static List<string> Split(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            char letter = name[i];
            if (!char.IsLetterOrDigit(letter) || word.Length > 0 && IsBoundary(name, i)) End();
            if (char.IsLetterOrDigit(letter)) word.Append(char.ToLowerInvariant(letter));
        }
        End();
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    // orderId, OrderID and HTTPCode are order id, order id and http code.
    private static bool IsBoundary(string name, int i) =>
        char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || i + 1 < name.Length && char.IsLower(name[i + 1]))
        || char.IsDigit(name[i]) != char.IsDigit(name[i - 1]) && char.IsLetterOrDigit(name[i - 1]);
}
