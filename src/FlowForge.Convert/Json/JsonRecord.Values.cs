using System.Numerics;

namespace FlowForge.Convert.Json;

/// <summary>The values of a record in the forms in which they are written: plain text, compact JSON, members by position.</summary>
internal sealed partial class JsonRecord
{
    private readonly JsonText _plain = new();
    private readonly JsonText _other = new();
    private byte[] _compact = new byte[1 << 12];
    private int _compactLength;
    private int[] _slots = new int[1 << 10];
    private int _usedSlots;
    private int[] _lastByName = [];

    /// <summary>Members that were overwritten by a later one of the same name.</summary>
    internal int Overwritten { get; set; }

    /// <summary>Strings in which something that is no character was replaced.</summary>
    internal int Replaced
    {
        get => _plain.Replaced;
        set => _plain.Replaced = value;
    }

    /// <summary>A string or name without escapes, in valid UTF-8. Lent until the next call.</summary>
    internal ReadOnlySpan<byte> Text(int index) => _plain.Plain(Raw(index), _tokens[index].Escaped);

    /// <summary>A value as JSON without blanks; numbers and escapes as written. Lent until the next call.</summary>
    internal ReadOnlySpan<byte> Compact(int index)
    {
        _compactLength = 0;
        AppendCompact(index);
        return _plain.Plain(_compact.AsSpan(0, _compactLength), escaped: false);
    }

    /// <summary>Finds the values of an object's members. Ask with <see cref="Member"/>, then <see cref="Forget"/>.</summary>
    /// <returns>A handle for both.</returns>
    /// <exception cref="Tables.LayoutChangedException">There is a member of another name.</exception>
    internal int FindMembers(int index, NameTable names)
    {
        int slots = _usedSlots;
        _usedSlots += names.Count;
        if (_usedSlots > _slots.Length) Array.Resize(ref _slots, (int)BitOperations.RoundUpToPowerOf2((uint)_usedSlots));
        Span<int> found = _slots.AsSpan(slots, names.Count);
        found.Fill(-1);
        int expected = 0, end = _tokens[index].Next;
        for (int at = index + 1; at < end; at = _tokens[at + 1].Next)
        {
            int position = names.Find(_tokens[at].Escaped ? Text(at) : Raw(at), ref expected);
            if (position < 0) position = FindRepaired(at, names);
            if (found[position] >= 0) Overwritten++;
            found[position] = at + 1;
        }
        return slots;
    }

    /// <summary>The token of the value at a position of the names; -1 when the object has no such member or it is null.</summary>
    internal int Member(int slots, int position)
    {
        int token = _slots[slots + position];
        return token >= 0 && _tokens[token].Kind == TokenKind.Null ? -1 : token;
    }

    /// <summary>Gives the handle back; in the opposite order of finding.</summary>
    internal void Forget(int slots) => _usedSlots = slots;

    /// <summary>Ends a record that was left in the middle.</summary>
    internal void ForgetAll() => _usedSlots = 0;

    /// <summary>Marks the names in an object that come again further on as <see cref="TokenKind.Hidden"/>.</summary>
    internal void HideOverwritten(int index)
    {
        int end = _tokens[index].Next, members = 0;
        for (int at = index + 1; at < end; at = _tokens[at + 1].Next) members++;
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * members) + 1);
        if (_lastByName.Length < size) _lastByName = new int[size];
        Span<int> last = _lastByName.AsSpan(0, size);
        last.Clear();
        for (int at = index + 1; at < end; at = _tokens[at + 1].Next)
        {
            ReadOnlySpan<byte> name = Text(at);
            var hash = new HashCode();
            hash.AddBytes(name);
            int place = hash.ToHashCode() & (size - 1);
            while (last[place] != 0 && !_other.Plain(Raw(last[place]), _tokens[last[place]].Escaped).SequenceEqual(name)) place = (place + 1) & (size - 1);
            if (last[place] != 0)
            {
                ref Token hidden = ref _tokens[last[place]];
                hidden = hidden with { Kind = TokenKind.Hidden };
                Overwritten++;
            }
            last[place] = at;
        }
    }

    /// <summary>A name with bytes that are no UTF-8 is known in its repaired form.</summary>
    private int FindRepaired(int name, NameTable names)
    {
        int expected = 0, position = names.Find(Text(name), ref expected);
        return position >= 0 ? position : throw new Tables.LayoutChangedException($"found a member '{System.Text.Encoding.UTF8.GetString(Text(name))}' that no object had so far");
    }

    private void AppendCompact(int index)
    {
        Token token = _tokens[index];
        switch (token.Kind)
        {
            case TokenKind.Object:
                Append((byte)'{');
                for (int at = index + 1; at < token.Next; at = _tokens[at + 1].Next)
                {
                    if (at > index + 1) Append((byte)',');
                    AppendQuoted(at);
                    Append((byte)':');
                    AppendCompact(at + 1);
                }
                Append((byte)'}');
                break;
            case TokenKind.Array:
                Append((byte)'[');
                for (int at = index + 1; at < token.Next; at = _tokens[at].Next)
                {
                    if (at > index + 1) Append((byte)',');
                    AppendCompact(at);
                }
                Append((byte)']');
                break;
            case TokenKind.String:
                AppendQuoted(index);
                break;
            default:
                Append(Raw(index));
                break;
        }
    }

    private void AppendQuoted(int index)
    {
        Append((byte)'"');
        Append(Raw(index));
        Append((byte)'"');
    }

    private void Append(byte value)
    {
        if (_compactLength == _compact.Length) Array.Resize(ref _compact, 2 * _compact.Length);
        _compact[_compactLength++] = value;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_compactLength + bytes.Length > _compact.Length) Array.Resize(ref _compact, (int)BitOperations.RoundUpToPowerOf2((uint)(_compactLength + bytes.Length)));
        bytes.CopyTo(_compact.AsSpan(_compactLength));
        _compactLength += bytes.Length;
    }
}
