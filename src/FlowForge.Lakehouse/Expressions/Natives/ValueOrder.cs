using FlowForge.DuckDb.Values;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>The order of values as Spark sorts them: null first, NaN last, texts by their bytes, nested values element by element.</summary>
internal static class ValueOrder
{
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (double a, double b) => double.IsNaN(a) ? double.IsNaN(b) ? 0 : 1 : double.IsNaN(b) ? -1 : a.CompareTo(b),
        (float a, float b) => float.IsNaN(a) ? float.IsNaN(b) ? 0 : 1 : float.IsNaN(b) ? -1 : a.CompareTo(b),
        (string a, string b) => CompareText(a, b),
        (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
        (ListValue a, ListValue b) => CompareAll(a, b),
        (StructValue a, StructValue b) => CompareAll(new ListValue([.. a.Select(field => field.Value)]), new ListValue([.. b.Select(field => field.Value)])),
        (Decimal38 a, Decimal38 b) => a.Unscaled.CompareTo(b.Unscaled),
        (Timestamp a, Timestamp b) => a.Count.CompareTo(b.Count),
        (TimestampTz a, TimestampTz b) => a.Microseconds.CompareTo(b.Microseconds),
        (IComparable a, _) => a.CompareTo(right),
        (Date a, Date b) => a.CompareTo(b),
        _ => throw new NotSupportedException($"Values of {left.GetType().Name} have no order."),
    };

    private static int CompareAll(ListValue left, ListValue right)
    {
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
            if (Compare(left[i], right[i]) is var order && order != 0)
                return order;
        return left.Count.CompareTo(right.Count);
    }

    // UTF-8 bytes sort as code points do; UTF-16 puts the characters beyond 0xFFFF before 0xE000.
    private static int CompareText(string left, string right)
    {
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (left[i] == right[i]) continue;
            bool a = char.IsSurrogate(left[i]), b = char.IsSurrogate(right[i]);
            return a == b ? left[i].CompareTo(right[i]) : a ? 1 : -1;
        }
        return left.Length.CompareTo(right.Length);
    }
}
