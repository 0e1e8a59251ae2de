namespace FlowForge.Storage.Places;

/// <summary>Paths with <c>*</c> (any letters of one segment), <c>?</c> (one of them) and <c>**</c> (any segments, also none). <c>/</c> separates.</summary>
/// <remarks>Case matters. Matching costs O(path × stars) at worst.</remarks>
public sealed class GlobPattern
{
    private readonly string[] _segments;

    public GlobPattern(string pattern) => _segments = pattern.Split('/');

    public static bool IsGlob(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The part before the first segment with a wildcard: where a listing has to start. Ends with <c>/</c>, or is empty.</summary>
    public static string FixedPrefix(string pattern)
    {
        int wildcard = pattern.AsSpan().IndexOfAny('*', '?');
        string head = wildcard < 0 ? pattern : pattern[..wildcard];
        return head[..(head.LastIndexOf('/') + 1)];
    }

    public bool IsMatch(string path) => MatchSegments(_segments, path.Split('/'));

    private static bool MatchSegments(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty) return path.IsEmpty;
        if (pattern[0] == "**")
        {
            for (int skip = 0; skip <= path.Length; skip++)
            {
                if (MatchSegments(pattern[1..], path[skip..])) return true;
            }

            return false;
        }

        return !path.IsEmpty && MatchSegment(pattern[0], path[0]) && MatchSegments(pattern[1..], path[1..]);
    }

    /// <summary>Greedy with one step back: the last star takes another letter whenever what follows does not fit.</summary>
    private static bool MatchSegment(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        (int p, int t, int star, int mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, mark) = (p++, t);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t])) (p, t) = (p + 1, t + 1);
            else if (star >= 0) (p, t) = (star + 1, ++mark);
            else return false;
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
