using System.Collections;
using System.Runtime.CompilerServices;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Nodes in order; equal when the nodes are. Immutable.</summary>
[CollectionBuilder(typeof(NodeList), nameof(NodeList.Of))]
public sealed class NodeList<T> : IReadOnlyList<T>, IEquatable<NodeList<T>>
{
    private readonly T[] _items;

    internal NodeList(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(NodeList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as NodeList<T>);

    public override int GetHashCode() => _items.Aggregate(17, (hash, item) => HashCode.Combine(hash, item));
}

public static class NodeList
{
    public static NodeList<T> Of<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
