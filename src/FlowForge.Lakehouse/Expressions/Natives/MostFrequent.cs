using System.Globalization;
using System.Numerics;
using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>The value that Spark's <c>mode</c> takes where several are equally frequent: the first in the order of its open hash table.</summary>
/// <remarks>That order follows from the values alone but for those that compete for a place, which come as they are sorted.
/// Source: org.apache.spark.util.collection.OpenHashSet (64 places, doubled when 0.7 full), whose places are Guava's murmur3 of Java's hash codes.</remarks>
internal static class MostFrequent
{
    private const int FirstCapacity = 64;
    private const double MostLoad = 0.7;

    /// <param name="counts">Values that are not null with their counts, sorted by value.</param>
    public static object? Of(MapValue counts)
    {
        if (counts.Count == 0) return null;
        long most = counts.Max(entry => (long)entry.Value!);
        object[] frequent = [.. counts.Where(entry => (long)entry.Value! == most).Select(entry => entry.Key)];
        if (frequent.Length == 1 || HashCode(frequent[0]) is null) return frequent[0];
        return Places([.. counts.Select(entry => entry.Key)]).First(key => Array.Exists(frequent, one => ReferenceEquals(one, key)));
    }

    /// <summary>All values in the order of the table, into which they came in the order given.</summary>
    private static IEnumerable<object> Places(object[] keys)
    {
        var table = new object?[FirstCapacity];
        for (int i = 0; i < keys.Length; i++)
        {
            Put(table, keys[i]);
            if (i + 1 <= (int)(MostLoad * table.Length)) continue;
            var wider = new object?[table.Length * 2];
            foreach (object key in table.OfType<object>()) Put(wider, key);
            table = wider;
        }
        return table.OfType<object>();
    }

    private static void Put(object?[] table, object key)
    {
        int mask = table.Length - 1, place = Hashes.Murmur(HashCode(key)!.Value, 0) & mask;
        for (int step = 1; table[place] is not null; step++) place = (place + step) & mask;
        table[place] = key;
    }

    /// <summary>Java's hash code of the value as Spark holds it; null for what is nested.</summary>
    private static int? HashCode(object value) => value switch
    {
        bool truth => truth ? 1_231 : 1_237,
        sbyte or short or int => System.Convert.ToInt32(value, CultureInfo.InvariantCulture),
        long number => OfLong(number),
        Date date => date.Days,
        TimestampTz instant => OfLong(instant.Microseconds),
        Timestamp local => OfLong(local.Count),
        double number => OfLong(double.IsNaN(number) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(number)),
        float number => BitConverter.SingleToInt32Bits(number),
        string text => Hashes.Murmur(text, 42),
        Decimal38 number => OfDecimal(number),
        _ => null,
    };

    private static int OfLong(long value) => (int)(value ^ value >>> 32);

    // Scala's: a whole number hashes as the smallest type that holds it, any other as the double next to it.
    private static int OfDecimal(Decimal38 number)
    {
        BigInteger whole = BigInteger.DivRem(number.Unscaled, NumberText.PowerOfTen(number.Scale), out BigInteger rest);
        if (!rest.IsZero) return OfLong(BitConverter.DoubleToInt64Bits(Arithmetic.ToDouble(number.Unscaled, number.Scale)));
        if (whole >= int.MinValue && whole <= int.MaxValue) return (int)whole;
        return OfLong((long)(ulong)(whole & ulong.MaxValue));
    }
}
