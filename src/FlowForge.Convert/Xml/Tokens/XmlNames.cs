using System.Numerics;
using System.Runtime.InteropServices;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Xml.Tokens;

/// <summary>The names of a document as written, prefix and all, each known by a small number. Not thread-safe.</summary>
internal sealed class XmlNames
{
    /// <summary>Different names that are kept. Real vocabularies have hundreds; more means that names carry data.</summary>
    internal const int MaxNames = 100_000;

    private byte[] _text = new byte[4096];
    private int _used;
    private Entry[] _entries = new Entry[256];
    private int[] _slots = new int[1024]; // name + 1; 0 is free

    private struct Entry
    {
        internal ulong Hash;
        internal int Start;
        internal int Length;
        internal int PrefixLength;
    }

    internal int Count { get; private set; }

    /// <summary>The name as written.</summary>
    internal ReadOnlySpan<byte> this[int name] => _text.AsSpan(_entries[name].Start, _entries[name].Length);

    /// <summary>What stands before the colon; empty when there is none.</summary>
    internal ReadOnlySpan<byte> Prefix(int name) => _text.AsSpan(_entries[name].Start, _entries[name].PrefixLength);

    /// <summary>What stands after the colon, or all.</summary>
    internal ReadOnlySpan<byte> Local(int name)
    {
        Entry entry = _entries[name];
        int skip = entry.PrefixLength == 0 ? 0 : entry.PrefixLength + 1;
        return _text.AsSpan(entry.Start + skip, entry.Length - skip);
    }

    /// <summary>The number of a name; -1 when it is not a name or there are too many: see <see cref="Refuse"/>.</summary>
    internal int Intern(ReadOnlySpan<byte> name)
    {
        ulong hash = HashOf(name);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int known = _slots[slot] - 1;
            if (known < 0) return Add(name, hash, slot);
            if (_entries[known].Hash == hash && this[known].SequenceEqual(name)) return known;
        }
    }

    /// <summary>Why a name was not taken.</summary>
    internal static InputException Refuse(Location where, ReadOnlySpan<byte> name) => XmlChars.IsName(name)
        ? XmlErrors.TooMuch(where, "there are too many different element and attribute names", MaxNames)
        : XmlErrors.Syntax(where, name.Length == 0 ? "no name" : $"'{XmlErrors.Show(name)}'", "a name");

    private int Add(ReadOnlySpan<byte> name, ulong hash, int slot)
    {
        if (Count == MaxNames || !XmlChars.IsName(name)) return -1;
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        while (_text.Length - _used < name.Length) Array.Resize(ref _text, _text.Length * 2);
        name.CopyTo(_text.AsSpan(_used));
        int colon = name.IndexOf((byte)':');
        _entries[Count] = new Entry { Hash = hash, Start = _used, Length = name.Length, PrefixLength = colon > 0 && colon < name.Length - 1 ? colon : 0 };
        _used += name.Length;
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length) Rehash();
        return Count - 1;
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int name = 0; name < Count; name++)
        {
            int slot = (int)_entries[name].Hash & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = name + 1;
        }
    }

    private static ulong HashOf(ReadOnlySpan<byte> name)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        ulong hash = (ulong)name.Length * Multiplier;
        while (name.Length > 8)
        {
            hash = BitOperations.RotateLeft(hash ^ MemoryMarshal.Read<ulong>(name), 29) * Multiplier;
            name = name[8..];
        }
        hash = (hash ^ Last(name)) * Multiplier;
        return hash ^ (hash >> 32);
    }

    /// <summary>Up to 8 bytes, by loads that may overlap.</summary>
    private static ulong Last(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        8 => MemoryMarshal.Read<ulong>(bytes),
        >= 4 => MemoryMarshal.Read<uint>(bytes) | ((ulong)MemoryMarshal.Read<uint>(bytes[^4..]) << 32),
        > 0 => bytes[0] | ((uint)bytes[bytes.Length / 2] << 8) | ((uint)bytes[^1] << 16),
        _ => 0,
    };
}
