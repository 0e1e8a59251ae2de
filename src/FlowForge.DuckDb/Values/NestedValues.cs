using System.Collections;

namespace FlowForge.DuckDb.Values;

/// <summary>The elements of a LIST or an ARRAY. Equal when the elements are, in order.</summary>
public sealed class ListValue(IReadOnlyList<object?> elements) : IReadOnlyList<object?>, IEquatable<ListValue>
{
    private readonly IReadOnlyList<object?> _elements = elements;

    public int Count => _elements.Count;

    public object? this[int index] => _elements[index];

    public IEnumerator<object?> GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ListValue? other) => other is not null && ValueEquality.SameAll(_elements, other._elements);

    public override bool Equals(object? obj) => Equals(obj as ListValue);

    public override int GetHashCode() => ValueEquality.HashAll(_elements);

    /// <summary>As DuckDB writes it: <c>[1, NULL, 3]</c>.</summary>
    public override string ToString() => ValueText.List(_elements);
}

/// <summary>The fields of a STRUCT, in order, with their names. Equal when names and values are.</summary>
public sealed class StructValue(IReadOnlyList<KeyValuePair<string, object?>> fields) : IReadOnlyList<KeyValuePair<string, object?>>, IEquatable<StructValue>
{
    private readonly IReadOnlyList<KeyValuePair<string, object?>> _fields = fields;

    public int Count => _fields.Count;

    public KeyValuePair<string, object?> this[int index] => _fields[index];

    /// <exception cref="KeyNotFoundException">There is no such field. Names are compared without regard to case, as in SQL.</exception>
    public object? this[string name]
    {
        get
        {
            foreach ((string key, object? value) in _fields)
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return value;
            throw new KeyNotFoundException($"The struct has no field {name}.");
        }
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(StructValue? other) => other is not null
        && _fields.Select(field => field.Key).SequenceEqual(other._fields.Select(field => field.Key))
        && ValueEquality.SameAll(_fields.Select(field => field.Value), other._fields.Select(field => field.Value));

    public override bool Equals(object? obj) => Equals(obj as StructValue);

    public override int GetHashCode() => ValueEquality.HashAll(_fields.Select(field => field.Value));

    /// <summary>As DuckDB writes it: <c>{'a': 1, 'b': NULL}</c>.</summary>
    public override string ToString() => ValueText.Struct(_fields);
}

/// <summary>The entries of a MAP, in order. Equal when keys and values are, in order.</summary>
public sealed class MapValue(IReadOnlyList<KeyValuePair<object, object?>> entries) : IReadOnlyList<KeyValuePair<object, object?>>, IEquatable<MapValue>
{
    private readonly IReadOnlyList<KeyValuePair<object, object?>> _entries = entries;

    public int Count => _entries.Count;

    public KeyValuePair<object, object?> this[int index] => _entries[index];

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(MapValue? other) => other is not null
        && ValueEquality.SameAll(_entries.Select(entry => entry.Key), other._entries.Select(entry => entry.Key))
        && ValueEquality.SameAll(_entries.Select(entry => entry.Value), other._entries.Select(entry => entry.Value));

    public override bool Equals(object? obj) => Equals(obj as MapValue);

    public override int GetHashCode() => ValueEquality.HashAll(_entries.Select(entry => entry.Value));

    /// <summary>As DuckDB writes it: <c>{k=1, l=NULL}</c>.</summary>
    public override string ToString() => ValueText.Map(_entries);
}

/// <summary>The member of a UNION that is set, and its value.</summary>
public sealed class UnionValue(string member, object? value) : IEquatable<UnionValue>
{
    public string Member { get; } = member;

    public object? Value { get; } = value;

    public bool Equals(UnionValue? other) => other is not null && Member == other.Member && ValueEquality.Same(Value, other.Value);

    public override bool Equals(object? obj) => Equals(obj as UnionValue);

    public override int GetHashCode() => HashCode.Combine(Member, ValueEquality.Hash(Value));

    /// <summary>As DuckDB writes it: the value alone.</summary>
    public override string ToString() => ValueText.Of(Value);
}

/// <summary>Equality of values as this model has them: blobs by their bytes, everything else by itself.</summary>
internal static class ValueEquality
{
    internal static bool Same(object? left, object? right) =>
        left is byte[] a && right is byte[] b ? a.AsSpan().SequenceEqual(b) : Equals(left, right);

    internal static bool SameAll(IEnumerable<object?> left, IEnumerable<object?> right) => left.SequenceEqual(right, s_comparer);

    internal static int Hash(object? value) => value is byte[] bytes ? bytes.Length : value?.GetHashCode() ?? 0;

    internal static int HashAll(IEnumerable<object?> values) => values.Aggregate(17, (hash, value) => HashCode.Combine(hash, Hash(value)));

    private static readonly IEqualityComparer<object?> s_comparer = EqualityComparer<object?>.Create(Same, Hash);
}
