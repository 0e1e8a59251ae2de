using System.Text;
using FlowForge.Convert.Xml.Tokens;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>The elements that a person named as rows: <c>book</c>, <c>ns:book</c>, <c>shop/book</c> or <c>/catalog/shop/book</c>.</summary>
/// <remarks>Names without a prefix match whatever the prefix is. Of such elements inside each other the outermost is the row.</remarks>
internal sealed class RowTags
{
    private readonly Tag[] _tags;

    internal RowTags(IReadOnlyList<string> tags) => _tags = [.. tags.Select(Tag.Parse)];

    internal bool IsEmpty => _tags.Length == 0;

    /// <summary>Whether the element just started is a row.</summary>
    internal bool Match(XmlTokenizer tokens)
    {
        foreach (Tag tag in _tags)
            if (tag.Matches(tokens))
                return true;
        return false;
    }

    private sealed record Tag(byte[][] Names, bool FromRoot)
    {
        internal static Tag Parse(string text)
        {
            string path = text.Trim().Trim('<', '>');
            return new Tag([.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)], path.StartsWith('/'));
        }

        internal bool Matches(XmlTokenizer tokens)
        {
            if (Names.Length == 0 || tokens.Depth < Names.Length || (FromRoot && tokens.Depth != Names.Length)) return false;
            for (int i = 1; i <= Names.Length; i++)
                if (!IsName(Names[^i], tokens.Names, tokens.OpenName(tokens.Depth - i)))
                    return false;
            return true;
        }

        private static bool IsName(byte[] wanted, XmlNames names, int name) =>
            names.Local(name).SequenceEqual(wanted) || names[name].SequenceEqual(wanted);
    }
}
