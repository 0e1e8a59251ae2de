using FlowForge.Convert.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Convert.Xml.Layout;

/// <summary>All elements of a document that have the same names from the root down, and what they were seen to hold.</summary>
internal sealed class XmlPath(int name, XmlPath? parent) : XmlStep(name)
{
    private readonly StepList<XmlPath> _children = new();
    private readonly StepList<XmlAttribute> _attributes = new();

    /// <summary>Null for the place above the documents.</summary>
    internal XmlPath? Parent { get; } = parent;

    internal IReadOnlyList<XmlPath> Children => _children.All;

    internal IReadOnlyList<XmlAttribute> Attributes => _attributes.All;

    /// <summary>Whether one parent had several of them.</summary>
    internal bool Repeats { get; set; }

    /// <summary>Elements that hold text.</summary>
    internal long Texts { get; set; }

    internal bool HasChildren { get; set; }

    /// <summary>Whether it has a place for text: it was seen to hold some, or it could hold nothing else.</summary>
    internal bool HasText => Texts > 0 || IsProse || (!HasChildren && Attributes.Count == 0);

    /// <summary>Pieces of text between child elements, in elements that have both.</summary>
    internal long MixedPieces { get; set; }

    /// <summary>Child elements of the elements that have both.</summary>
    internal long MixedChildren { get; set; }

    /// <summary>Whether text beside child elements had letters or digits, or came in several pieces.</summary>
    internal bool HasWordsBesideChildren { get; set; }

    /// <summary>Bytes between the tags of the longest one.</summary>
    internal long LongestContent { get; set; }

    /// <summary>The parent in which it was last seen; state of one pass.</summary>
    internal long LastParent { get; set; } = -1;

    /// <summary>Texts and attribute values in it and below.</summary>
    internal long Values { get; set; }

    /// <summary>Whether its elements are rows of a table.</summary>
    internal bool IsRow { get; set; }

    /// <summary>Whether its elements hold running text with markup, which is kept as XML in one cell.</summary>
    internal bool IsProse { get; set; }

    /// <summary>The table that has its elements as rows; null when there is none.</summary>
    internal XmlTable? Table { get; set; }

    /// <summary>Where its text goes among the fields of the value or row that it belongs to; -1 when it was seen to have none.</summary>
    internal int TextSlot { get; set; } = -1;

    /// <summary>Fields of the struct that its value is; 0 when it is none.</summary>
    internal int FieldCount { get; set; }

    internal bool IsStruct => FieldCount > 0;

    internal XmlPath? FindChild(int name) => _children.Find(name);

    internal XmlAttribute? FindAttribute(int name) => _attributes.Find(name);

    /// <summary>Values in the outermost rows at and below it.</summary>
    internal long SumOfRows() => IsRow ? Values : Children.Sum(child => child.SumOfRows());

    /// <summary>Makes ready for another pass.</summary>
    internal void ForgetParents()
    {
        LastParent = -1;
        foreach (XmlPath child in Children) child.ForgetParents();
    }

    internal XmlPath AddChild(int name) => _children.Add(new XmlPath(name, this));

    internal XmlAttribute AddAttribute(int name) => _attributes.Add(new XmlAttribute(name));
}

/// <summary>An attribute of the elements of one path.</summary>
internal sealed class XmlAttribute(int name) : XmlStep(name);

/// <summary>What can be named in a path.</summary>
internal abstract class XmlStep(int name)
{
    /// <summary>Number in <see cref="Tokens.ExpandedNames"/>.</summary>
    internal int Name { get; } = name;

    /// <summary>How often it was seen.</summary>
    internal long Count { get; set; }

    /// <summary>Its field in the value or row that it belongs to; -1 when it has none.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>What its values have shown, where that is collected.</summary>
    internal ColumnEvidence? Evidence { get; set; }

    /// <summary>The type that its text has inside of a list or struct, where nobody else decides it.</summary>
    internal DataType NestedType() => Evidence?.Decide().Type ?? DataType.Varchar;
}

/// <summary>Steps by name. Finds the one after the last at once, since elements nearly always come in the same order.</summary>
internal sealed class StepList<T> where T : XmlStep
{
    private const int LinearUpTo = 8;
    private readonly List<T> _all = [];
    private Dictionary<int, int>? _places;
    private int _last;

    internal IReadOnlyList<T> All => _all;

    internal T? Find(int name)
    {
        if ((uint)_last < (uint)_all.Count)
        {
            T last = _all[_last];
            if (last.Name == name) return last;
            if (_last + 1 < _all.Count && _all[_last + 1].Name == name) return _all[++_last];
        }
        int place = PlaceOf(name);
        if (place < 0) return null;
        _last = place;
        return _all[place];
    }

    internal T Add(T step)
    {
        _last = _all.Count;
        _places?.Add(step.Name, _last);
        _all.Add(step);
        if (_places is null && _all.Count > LinearUpTo)
        {
            _places = [];
            for (int i = 0; i < _all.Count; i++) _places.Add(_all[i].Name, i);
        }
        return step;
    }

    private int PlaceOf(int name)
    {
        if (_places is not null) return _places.GetValueOrDefault(name, -1);
        for (int i = 0; i < _all.Count; i++)
            if (_all[i].Name == name)
                return i;
        return -1;
    }
}
