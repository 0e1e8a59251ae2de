using System.Diagnostics.CodeAnalysis;

namespace FlowForge.Convert.Json;

/// <summary>Names of members with their positions, found by their UTF-8 bytes. Objects tend to have the same members in the same order, so that is tried first.</summary>
/// <remarks>Not thread-safe while names are added, thread-safe afterwards.</remarks>
internal sealed class NameTable
{
    private readonly List<byte[]> _names = [];
    private readonly Dictionary<byte[], int> _positions = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    internal NameTable() => _lookup = _positions.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>No names; none are added to it.</summary>
    internal static NameTable Empty { get; } = new();

    internal int Count => _names.Count;

    internal ReadOnlySpan<byte> this[int position] => _names[position];

    /// <summary>The position of a name; -1 when it is unknown.</summary>
    /// <param name="expected">Where the name is looked for first; set to the position behind the one found.</param>
    internal int Find(ReadOnlySpan<byte> name, ref int expected)
    {
        if (expected < _names.Count && name.SequenceEqual(_names[expected])) return expected++;
        if (!_lookup.TryGetValue(name, out int position)) return -1;
        expected = position + 1;
        return position;
    }

    /// <summary>Adds a name that is not there yet.</summary>
    internal void Add(ReadOnlySpan<byte> name)
    {
        byte[] copy = name.ToArray();
        _positions.Add(copy, _names.Count);
        _names.Add(copy);
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        internal static Utf8Comparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
