using FlowForge.Convert.Dbf.Imploded;

namespace FlowForge.Convert.Tests.Dbf;

/// <summary>Writes what PKWare's library would read: each literal and each repeat as it is told to.</summary>
internal sealed class Imploder
{
    private static readonly int[] s_shortest = [3, 2, 4, 5, 6, 7, 8, 9, 10, 12, 16, 24, 40, 72, 136, 264];

    private readonly List<byte> _bytes;
    private readonly bool _codeLiterals;
    private readonly int _window;
    private int _bit;

    internal Imploder(bool codeLiterals, int window)
    {
        (_codeLiterals, _window) = (codeLiterals, window);
        _bytes = [codeLiterals ? (byte)1 : (byte)0, (byte)window];
    }

    internal void Literal(byte value)
    {
        Bits(0, 1);
        if (_codeLiterals) Symbol(PrefixCode.Literals, value);
        else Bits(value, 8);
    }

    internal void Repeat(int length, int distance)
    {
        Bits(1, 1);
        Length(length);
        int low = length == 2 ? 2 : _window;
        Symbol(PrefixCode.Distances, (distance - 1) >> low);
        Bits((distance - 1) & ((1 << low) - 1), low);
    }

    internal byte[] ToArray()
    {
        Bits(1, 1);
        Length(519);
        return [.. _bytes];
    }

    private void Length(int length)
    {
        int range = Enumerable.Range(0, s_shortest.Length).Where(range => s_shortest[range] <= length).MaxBy(range => s_shortest[range]);
        Symbol(PrefixCode.Lengths, range);
        Bits(length - s_shortest[range], Math.Max(0, range - 7));
    }

    private void Symbol(PrefixCode code, int symbol)
    {
        for (uint bits = 0; bits < 1u << code.Bits; bits++)
        {
            if (code.Find(bits, out int length) != symbol) continue;
            Bits((int)(bits & ((1u << length) - 1)), length);
            return;
        }
        throw new ArgumentOutOfRangeException(nameof(symbol), symbol, "The code does not have it.");
    }

    private void Bits(int value, int count)
    {
        for (int i = 0; i < count; i++, _bit = (_bit + 1) & 7)
        {
            if (_bit == 0) _bytes.Add(0);
            _bytes[^1] |= (byte)((value >> i & 1) << _bit);
        }
    }
}
