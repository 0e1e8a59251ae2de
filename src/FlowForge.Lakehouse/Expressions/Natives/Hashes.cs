using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Spark's hash (32-bit Murmur3) and xxhash64 of values of any type.</summary>
/// <remarks>Both fold value after value into the seed; null leaves the seed. Murmur3 of texts takes the bytes behind the last four one by one, signed.
/// Source: github.com/aappleby/smhasher, github.com/Cyan4973/xxHash, and the hash cases recorded from Spark 4.0.5.</remarks>
internal static class Hashes
{
    private const ulong P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9, P4 = 0x85EBCA77C2B2AE63, P5 = 0x27D4EB2F165667C5;

    public static int Murmur(object? value, int seed)
    {
        switch (value)
        {
            case null: return seed;
            case bool or sbyte or short or int or Date: return Finish(Mix(seed, Small(value)), 4);
            case float number: return Finish(Mix(seed, number == 0 ? 0 : float.IsNaN(number) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(number)), 4);
            case long or double or Timestamp or TimestampTz: return MurmurLong(Large(value), seed);
            case Decimal38 number when Int128.Abs(number.Unscaled) <= long.MaxValue: return MurmurLong((long)number.Unscaled, seed);
            case ListValue list: return list.Aggregate(seed, (hash, item) => Murmur(item, hash));
            case StructValue fields: return fields.Aggregate(seed, (hash, field) => Murmur(field.Value, hash));
            case MapValue map: return map.Aggregate(seed, (hash, entry) => Murmur(entry.Value, Murmur(entry.Key, hash)));
            default: return MurmurBytes(Bytes(value), seed);
        }
    }

    public static long XxHash(object? value, long seed)
    {
        switch (value)
        {
            case null: return seed;
            case bool or sbyte or short or int or Date: return XxInt(Small(value), seed);
            case float number: return XxInt(number == 0 ? 0 : float.IsNaN(number) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(number), seed);
            case long or double or Timestamp or TimestampTz: return XxLong(Large(value), seed);
            case Decimal38 number when Int128.Abs(number.Unscaled) <= long.MaxValue: return XxLong((long)number.Unscaled, seed);
            case ListValue list: return list.Aggregate(seed, (hash, item) => XxHash(item, hash));
            case StructValue fields: return fields.Aggregate(seed, (hash, field) => XxHash(field.Value, hash));
            case MapValue map: return map.Aggregate(seed, (hash, entry) => XxHash(entry.Value, XxHash(entry.Key, hash)));
            default: return (long)XxBytes(Bytes(value), (ulong)seed);
        }
    }

    public static long Crc32(byte[] bytes)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return ~crc;
    }

    private static int Small(object value) => value switch { bool truth => truth ? 1 : 0, sbyte number => number, short number => number, Date date => date.Days, _ => (int)value };

    private static long Large(object value) => value switch
    {
        long number => number,
        double number => number == 0 ? 0 : double.IsNaN(number) ? 0x7FF8000000000000 : BitConverter.DoubleToInt64Bits(number),
        Timestamp local => local.Count,
        _ => ((TimestampTz)value).Microseconds,
    };

    private static byte[] Bytes(object value) => value switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        Decimal38 number => ((BigInteger)number.Unscaled).ToByteArray(isUnsigned: false, isBigEndian: true),
        _ => throw new NotSupportedException($"A {value.GetType().Name} has no hash here."),
    };

    private static int Mix(int hash, int value)
    {
        uint k = BitOperations.RotateLeft((uint)value * 0xcc9e2d51, 15) * 0x1b873593;
        return (int)(BitOperations.RotateLeft((uint)hash ^ k, 13) * 5 + 0xe6546b64);
    }

    private static int Finish(int hash, int length)
    {
        uint h = (uint)hash ^ (uint)length;
        h = (h ^ h >> 16) * 0x85ebca6b;
        h = (h ^ h >> 13) * 0xc2b2ae35;
        return (int)(h ^ h >> 16);
    }

    private static int MurmurLong(long value, int seed) => Finish(Mix(Mix(seed, (int)value), (int)(value >> 32)), 8);

    private static int MurmurBytes(ReadOnlySpan<byte> bytes, int seed)
    {
        int hash = seed, at = 0;
        for (; at + 4 <= bytes.Length; at += 4) hash = Mix(hash, BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]));
        for (; at < bytes.Length; at++) hash = Mix(hash, (sbyte)bytes[at]);
        return Finish(hash, bytes.Length);
    }

    private static long XxInt(int value, long seed)
    {
        ulong hash = (ulong)seed + P5 + 4;
        hash ^= (uint)value * P1;
        return (long)Avalanche(BitOperations.RotateLeft(hash, 23) * P2 + P3);
    }

    private static long XxLong(long value, long seed)
    {
        ulong hash = (ulong)seed + P5 + 8;
        hash ^= BitOperations.RotateLeft((ulong)value * P2, 31) * P1;
        return (long)Avalanche(BitOperations.RotateLeft(hash, 27) * P1 + P4);
    }

    private static ulong XxBytes(ReadOnlySpan<byte> bytes, ulong seed)
    {
        int length = bytes.Length;
        ulong hash = seed + P5;
        if (length >= 32)
        {
            ulong a = seed + P1 + P2, b = seed + P2, c = seed, d = seed - P1;
            for (; bytes.Length >= 32; bytes = bytes[32..])
                (a, b, c, d) = (Round(a, bytes), Round(b, bytes[8..]), Round(c, bytes[16..]), Round(d, bytes[24..]));
            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            foreach (ulong lane in (ReadOnlySpan<ulong>)[a, b, c, d]) hash = (hash ^ BitOperations.RotateLeft(lane * P2, 31) * P1) * P1 + P4;
        }
        hash += (ulong)length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            hash = BitOperations.RotateLeft(hash ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(bytes) * P2, 31) * P1, 27) * P1 + P4;
        if (bytes.Length >= 4)
        {
            hash = BitOperations.RotateLeft(hash ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes) * P1, 23) * P2 + P3;
            bytes = bytes[4..];
        }
        foreach (byte b in bytes) hash = BitOperations.RotateLeft(hash ^ b * P5, 11) * P1;
        return Avalanche(hash);
    }

    private static ulong Round(ulong lane, ReadOnlySpan<byte> bytes) =>
        BitOperations.RotateLeft(lane + BinaryPrimitives.ReadUInt64LittleEndian(bytes) * P2, 31) * P1;

    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ hash >> 33) * P2;
        hash = (hash ^ hash >> 29) * P3;
        return hash ^ hash >> 32;
    }
}
