using System.Buffers.Binary;
using System.Numerics;

namespace FlowForge.Storage.Zstd;

/// <summary>The hash that zstd's checksums are taken from, with seed 0. Not thread-safe.</summary>
internal sealed class XxHash64
{
    private const int StripeLength = 32;
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;

    private readonly byte[] _rest = new byte[StripeLength];
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private long _length;
    private int _restLength;

    internal XxHash64() => Reset();

    internal void Reset()
    {
        unchecked
        {
            (_a, _b, _c, _d) = (Prime1 + Prime2, Prime2, 0, 0 - Prime1);
        }
        (_length, _restLength) = (0, 0);
    }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_restLength > 0)
        {
            int count = Math.Min(StripeLength - _restLength, bytes.Length);
            bytes[..count].CopyTo(_rest.AsSpan(_restLength));
            _restLength += count;
            bytes = bytes[count..];
            if (_restLength < StripeLength) return;
            AppendStripes(_rest);
        }
        int whole = bytes.Length & ~(StripeLength - 1);
        AppendStripes(bytes[..whole]);
        bytes[whole..].CopyTo(_rest);
        _restLength = bytes.Length - whole;
    }

    /// <summary>The hash of everything appended so far.</summary>
    internal ulong Current
    {
        get
        {
            ulong hash = _length >= StripeLength
                ? MergeRound(MergeRound(MergeRound(MergeRound(Converge(), _a), _b), _c), _d)
                : Prime5;
            return Avalanche(AppendRest(hash + (ulong)_length, _rest.AsSpan(0, _restLength)));
        }
    }

    private void AppendStripes(ReadOnlySpan<byte> stripes)
    {
        (ulong a, ulong b, ulong c, ulong d) = (_a, _b, _c, _d);
        for (; stripes.Length >= StripeLength; stripes = stripes[StripeLength..])
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(stripes));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(stripes[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(stripes[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(stripes[24..]));
        }
        (_a, _b, _c, _d) = (a, b, c, d);
    }

    private ulong Converge() =>
        BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7) + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18);

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1;

    private static ulong MergeRound(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * Prime1) + Prime4;

    private static ulong AppendRest(ulong hash, ReadOnlySpan<byte> rest)
    {
        for (; rest.Length >= 8; rest = rest[8..])
            hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * Prime1) + Prime4;
        if (rest.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
            rest = rest[4..];
        }
        foreach (byte b in rest) hash = BitOperations.RotateLeft(hash ^ (b * Prime5), 11) * Prime1;
        return hash;
    }

    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }
}
