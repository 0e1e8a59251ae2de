namespace FlowForge.Convert.Json;

/// <summary>The kinds of values seen at one place.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    Boolean = 1,
    Number = 2,
    String = 4,
    Object = 8,
    Array = 16,
    Scalars = Boolean | Number | String,
    Containers = Object | Array,
}

/// <summary>How many shapes one scan has made; beyond <see cref="JsonLimits.MaxShapes"/> new ones look no further into their values.</summary>
internal sealed class ShapeBudget
{
    private int _made;

    internal bool Take() => ++_made <= JsonLimits.MaxShapes;
}

/// <summary>What the values at one place in the records have in common: kinds, numbers' sizes, the fields of objects, the elements of arrays.</summary>
/// <remarks>Grows with the number of different names, not with the number of records. Not thread-safe; shapes of parts merge.</remarks>
internal sealed class Shape
{
    private static readonly List<Shape> s_none = [];
    private readonly ShapeBudget _budget;
    private readonly int _depth;
    private NumberShape _numbers;
    // Made with the first field: most shapes are scalars.
    private NameTable _names = NameTable.Empty;
    private List<Shape> _fields = s_none;
    private long _objects;
    private long _members;

    internal Shape(ShapeBudget budget, int depth = 0)
    {
        _budget = budget;
        _depth = depth;
        IsOpaque = depth > JsonLimits.MaxTypeDepth || !budget.Take();
    }

    /// <summary>Whether any value was seen, be it null.</summary>
    internal bool AnySeen { get; private set; }

    /// <summary>The kinds of the values, nulls aside.</summary>
    internal Kinds Kinds { get; private set; }

    /// <summary>Whether objects and arrays at this place are not looked into: too deep, or too many others.</summary>
    internal bool IsOpaque { get; private set; }

    internal NumberShape Numbers => _numbers;

    /// <summary>The fields' names in order of first sight.</summary>
    internal NameTable Names => _names;

    internal IReadOnlyList<Shape> Fields => _fields;

    /// <summary>The elements of the arrays; null when none had any.</summary>
    internal Shape? Elements { get; private set; }

    /// <summary>The values of objects that had too many different keys to be fields; null when there are fields.</summary>
    internal Shape? MapValues { get; private set; }

    /// <summary>Whether the keys look like data: many of them, and each object has less than half, or there is but one object.</summary>
    internal bool KeysLookLikeData => _fields.Count > JsonLimits.MapKeys && (_objects == 1 || _members * 2 < _objects * _fields.Count);

    internal void Observe(JsonRecord record, int index)
    {
        AnySeen = true;
        switch (record[index].Kind)
        {
            case TokenKind.Null:
                break;
            case TokenKind.True or TokenKind.False:
                Kinds |= Kinds.Boolean;
                break;
            case TokenKind.Number:
                Kinds |= Kinds.Number;
                _numbers.Observe(record.Raw(index));
                break;
            case TokenKind.String:
                Kinds |= Kinds.String;
                break;
            case TokenKind.Array:
                Kinds |= Kinds.Array;
                if (!IsOpaque) ObserveArray(record, index);
                break;
            default:
                Kinds |= Kinds.Object;
                if (!IsOpaque) ObserveObject(record, index);
                break;
        }
    }

    private void ObserveArray(JsonRecord record, int index)
    {
        int end = record[index].Next;
        for (int at = index + 1; at < end; at = record[at].Next) (Elements ??= NewInside()).Observe(record, at);
    }

    private void ObserveObject(JsonRecord record, int index)
    {
        _objects++;
        int expected = 0, end = record[index].Next;
        for (int at = index + 1; at < end; at = record[at + 1].Next)
        {
            _members++;
            Shape value = MapValues ?? Field(record.Text(at), ref expected);
            value.Observe(record, at + 1);
        }
    }

    private Shape Field(ReadOnlySpan<byte> name, ref int expected)
    {
        int position = _names.Find(name, ref expected);
        if (position >= 0) return _fields[position];
        if (_fields.Count == JsonLimits.MaxFields || (_fields.Count == JsonLimits.ManyObjects && IsMapOfObjects))
        {
            BecomeMap();
            return MapValues!;
        }
        if (_fields.Count == 0) (_names, _fields) = (new NameTable(), []);
        _names.Add(name);
        _fields.Add(NewInside());
        expected = _names.Count;
        return _fields[^1];
    }

    /// <summary>Adds what another part of the input has shown at the same place, as if its records came behind this one's.</summary>
    internal void Merge(Shape other)
    {
        AnySeen |= other.AnySeen;
        Kinds |= other.Kinds;
        _numbers.Merge(other._numbers);
        IsOpaque |= other.IsOpaque;
        if (IsOpaque) return;
        _objects += other._objects;
        _members += other._members;
        if (other.Elements is { } elements) (Elements ??= NewInside()).Merge(elements);
        if (other.MapValues is not null && MapValues is null) BecomeMap();
        if (MapValues is { } values) values.Merge(other.Unified());
        else MergeFields(other);
    }

    private void MergeFields(Shape other)
    {
        int expected = 0;
        for (int i = 0; i < other._fields.Count; i++) (MapValues ?? Field(other._names[i], ref expected)).Merge(other._fields[i]);
    }

    /// <summary>All fields as one: what the values of a map would be.</summary>
    internal Shape Unified()
    {
        if (MapValues is not null) return MapValues;
        Shape all = NewInside();
        foreach (Shape field in _fields) all.Merge(field);
        return all;
    }

    /// <summary>Whether one type holds all values without falling back to text anywhere inside.</summary>
    internal bool IsUniform => IsSingleKind && !IsOpaque && (Elements?.IsUniform ?? true) && (MapValues?.IsUniform ?? true) && _fields.TrueForAll(inside => inside.IsUniform);

    /// <summary>Whether there is a scalar anywhere.</summary>
    internal bool HasScalars => (Kinds & Kinds.Scalars) != 0 || (IsOpaque && Kinds != Kinds.None)
        || (Elements?.HasScalars ?? false) || (MapValues?.HasScalars ?? false) || _fields.Exists(inside => inside.HasScalars);

    private bool IsSingleKind => (Kinds & (Kinds - 1)) == 0;

    private bool IsMapOfObjects => KeysLookLikeData && Unified() is { Kinds: Kinds.Object, IsUniform: true };

    private void BecomeMap()
    {
        MapValues = Unified();
        (_names, _fields) = (NameTable.Empty, s_none);
    }

    private Shape NewInside() => new(_budget, _depth + 1);
}
