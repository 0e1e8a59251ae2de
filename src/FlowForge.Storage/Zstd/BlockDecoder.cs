using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FlowForge.Storage.Zstd;

/// <summary>Decodes compressed blocks: literals, and sequences of "so many literals, then a match". Not thread-safe.</summary>
internal sealed class BlockDecoder
{
    private enum TableMode
    {
        Predefined,
        Single,
        Described,
        AsBefore,
    }

    private readonly Literals _literals = new();
    private readonly FseTable _literalLengths = new(SequenceCodes.LiteralLengths, SequenceCodes.MaxLiteralLog);
    private readonly FseTable _matchLengths = new(SequenceCodes.MatchLengths, SequenceCodes.MaxMatchLog);
    private readonly FseTable _offsets = new(SequenceCodes.Offsets, SequenceCodes.MaxOffsetLog);
    private RepeatOffsets _repeats;

    /// <summary>A new frame: nothing of the last one counts.</summary>
    internal void Start()
    {
        _literals.StartFrame();
        _literalLengths.Forget();
        _matchLengths.Forget();
        _offsets.Forget();
        _repeats = RepeatOffsets.Initial;
    }

    /// <param name="limit">What the block may give.</param>
    internal void Decode(ReadOnlySpan<byte> block, History history, int limit)
    {
        ReadOnlySpan<byte> section = block[_literals.Read(block, limit)..];
        int count = ReadCount(ref section);
        int used = 0;
        if (count > 0)
        {
            ReadTables(ref section);
            used = Execute(section, count, history, limit);
        }
        else if (section.Length > 0)
        {
            throw FrameDecoder.Damaged("bytes behind the last sequence of a block");
        }
        _literals.Bytes.AsSpan(used, _literals.Count - used).CopyTo(history.Append(_literals.Count - used));
    }

    private static int ReadCount(ref ReadOnlySpan<byte> section)
    {
        const int TwoBytes = 128, ThreeBytes = 255, ThreeByteBase = 0x7F00;
        int first = section.Length > 0 ? section[0] : throw Broken();
        int length = first < TwoBytes ? 1 : first < ThreeBytes ? 2 : 3;
        if (section.Length < length) throw Broken();
        int count = length switch
        {
            1 => first,
            2 => ((first - TwoBytes) << 8) + section[1],
            _ => section[1] + (section[2] << 8) + ThreeByteBase,
        };
        section = section[length..];
        return count;
    }

    private void ReadTables(ref ReadOnlySpan<byte> section)
    {
        if (section.Length == 0) throw Broken();
        int modes = section[0];
        if ((modes & 3) != 0) throw FrameDecoder.Damaged("sequences in a form that does not exist");
        section = section[1..];
        ReadTable(_literalLengths, (TableMode)(modes >> 6), SequenceCodes.DefaultLiteralLengths, SequenceCodes.DefaultLiteralLog, ref section);
        ReadTable(_offsets, (TableMode)((modes >> 4) & 3), SequenceCodes.DefaultOffsets, SequenceCodes.DefaultOffsetLog, ref section);
        ReadTable(_matchLengths, (TableMode)((modes >> 2) & 3), SequenceCodes.DefaultMatchLengths, SequenceCodes.DefaultMatchLog, ref section);
    }

    private static void ReadTable(FseTable table, TableMode mode, ReadOnlySpan<short> standard, int standardLog, ref ReadOnlySpan<byte> section)
    {
        switch (mode)
        {
            case TableMode.Predefined:
                table.Set(standard, standardLog);
                break;
            case TableMode.Single:
                if (section.Length == 0) throw Broken();
                table.SetSingle(section[0]);
                section = section[1..];
                break;
            case TableMode.Described:
                section = section[table.Read(section)..];
                break;
            case TableMode.AsBefore when !table.IsSet:
                throw FrameDecoder.Damaged("sequences that use an earlier table, and there is none");
        }
    }

    /// <summary>Runs all sequences. Returns how many literals they took.</summary>
    private int Execute(ReadOnlySpan<byte> stream, int count, History history, int limit)
    {
        var bits = new BitReader(stream);
        ref FseState literalStates = ref MemoryMarshal.GetArrayDataReference(_literalLengths.States);
        ref FseState offsetStates = ref MemoryMarshal.GetArrayDataReference(_offsets.States);
        ref FseState matchStates = ref MemoryMarshal.GetArrayDataReference(_matchLengths.States);
        ref byte literals = ref MemoryMarshal.GetArrayDataReference(_literals.Bytes);
        RepeatOffsets repeats = _repeats;

        // A table of 2^log states is entered with log bits, and each state says where to go within it: no index can leave it.
        FseState literal = Unsafe.Add(ref literalStates, (int)bits.Read(_literalLengths.Log));
        FseState offset = Unsafe.Add(ref offsetStates, (int)bits.Read(_offsets.Log));
        FseState match = Unsafe.Add(ref matchStates, (int)bits.Read(_matchLengths.Log));
        int used = 0, room = limit;
        while (true)
        {
            bits.Refill();
            uint offsetValue = offset.Value + (uint)bits.Read(offset.ExtraBits);
            int matchLength = (int)(match.Value + (uint)bits.Read(match.ExtraBits));
            bits.Refill();
            int literalCount = (int)(literal.Value + (uint)bits.Read(literal.ExtraBits));

            room -= literalCount + matchLength;
            if (room < 0 || literalCount > _literals.Count - used || bits.IsOverrun) throw FrameDecoder.Damaged("sequences that give more than their block may");
            history.Append(ref Unsafe.Add(ref literals, used), literalCount, repeats.Resolve(offsetValue, literalCount), matchLength);
            used += literalCount;

            if (--count == 0) break;
            literal = Unsafe.Add(ref literalStates, literal.NextState + (int)bits.Read(literal.StateBits));
            match = Unsafe.Add(ref matchStates, match.NextState + (int)bits.Read(match.StateBits));
            offset = Unsafe.Add(ref offsetStates, offset.NextState + (int)bits.Read(offset.StateBits));
        }
        if (!bits.IsAtEnd) throw FrameDecoder.Damaged("a stream of sequences that is longer or shorter than their number");
        if (_literals.Count - used > room) throw FrameDecoder.Damaged("sequences that give more than their block may");
        _repeats = repeats;
        return used;
    }

    private static InvalidDataException Broken() => FrameDecoder.Damaged("a section of sequences that does not fit its block");
}

/// <summary>The last three offsets, which a match can use again for few bits.</summary>
internal struct RepeatOffsets
{
    private uint _first;
    private uint _second;
    private uint _third;

    internal static RepeatOffsets Initial => new() { _first = 1, _second = 4, _third = 8 };

    /// <summary>The distance that an offset's value means; values up to three mean one of the last offsets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint Resolve(uint value, int literalCount)
    {
        if (value > 3)
        {
            (_third, _second, _first) = (_second, _first, value - 3);
            return _first;
        }
        // Without literals between, the very last offset would only prolong the match before: the choice moves on by one.
        return Again(literalCount == 0 ? value + 1 : value);
    }

    private uint Again(uint choice)
    {
        switch (choice)
        {
            case 1:
                break;
            case 2:
                (_first, _second) = (_second, _first);
                break;
            case 3:
                (_first, _second, _third) = (_third, _first, _second);
                break;
            default:
                (_first, _second, _third) = (_first - 1, _first, _second);
                break;
        }
        return _first;
    }
}
