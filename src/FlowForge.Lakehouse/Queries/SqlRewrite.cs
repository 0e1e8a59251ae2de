using System.Text;

namespace FlowForge.Lakehouse.Queries;

/// <summary>A statement with some of its pieces replaced, and the way back from places in the result to places in the original.</summary>
internal sealed class SqlRewrite
{
    private readonly List<(int Original, int Length, int Rewritten, int RewrittenLength)> _pieces = [];

    /// <param name="pieces">They do not overlap.</param>
    internal SqlRewrite(string original, IEnumerable<(int Start, int End, string Text)> pieces)
    {
        var text = new StringBuilder(original.Length);
        int at = 0;
        foreach ((int start, int end, string replacement) in pieces.OrderBy(piece => piece.Start))
        {
            text.Append(original, at, start - at);
            _pieces.Add((start, end - start, text.Length, replacement.Length));
            text.Append(replacement);
            at = end;
        }
        Text = text.Append(original, at, original.Length - at).ToString();
    }

    internal string Text { get; }

    /// <summary>Inside of a piece: where the original piece begins.</summary>
    internal int ToOriginal(int offset)
    {
        int shift = 0;
        foreach ((int original, int length, int rewritten, int rewrittenLength) in _pieces)
        {
            if (offset < rewritten) break;
            if (offset < rewritten + rewrittenLength) return original;
            shift = original + length - rewritten - rewrittenLength;
        }
        return offset + shift;
    }
}
