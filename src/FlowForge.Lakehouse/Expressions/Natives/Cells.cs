using System.Text;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Reads one value of a vector that is not null.</summary>
internal delegate T CellReader<T>(Vector vector, int row);

/// <summary>Writes one value; null where the result is null.</summary>
internal delegate void CellWriter<T>(Vector vector, int row, T value);

/// <summary>Between vectors and C# values. Dates are days, timestamps and day-time intervals microseconds; nested values are as <see cref="ValueReader"/> has them.</summary>
internal static class Cells
{
    public static CellReader<T> Reader<T>(DataType type)
    {
        if (typeof(T) == typeof(string)) return (CellReader<T>)(object)(CellReader<string>)((vector, row) => Encoding.UTF8.GetString(vector.Bytes(row)));
        if (typeof(T) == typeof(byte[])) return (CellReader<T>)(object)(CellReader<byte[]>)((vector, row) => vector.Bytes(row).ToArray());
        if (typeof(T) == typeof(bool)) return (CellReader<T>)(object)(CellReader<bool>)((vector, row) => vector.Get<byte>(row) != 0);
        if (typeof(T) == typeof(sbyte)) return Fixed<sbyte, T>();
        if (typeof(T) == typeof(short)) return Fixed<short, T>();
        if (typeof(T) == typeof(int)) return Fixed<int, T>();
        if (typeof(T) == typeof(long)) return Fixed<long, T>();
        if (typeof(T) == typeof(float)) return Fixed<float, T>();
        if (typeof(T) == typeof(double)) return Fixed<double, T>();
        ValueReader boxed = ValueReader.For(type);
        return (vector, row) => (T)boxed.Read(vector, row)!;
    }

    public static CellWriter<T> Writer<T>(DataType type)
    {
        if (typeof(T) == typeof(string)) return (CellWriter<T>)(object)(CellWriter<string?>)WriteText;
        if (typeof(T) == typeof(bool)) return (CellWriter<T>)(object)(CellWriter<bool>)((vector, row, value) => vector.Set(row, value ? (byte)1 : (byte)0));
        if (typeof(T) == typeof(int)) return Fixed<T, int>((vector, row, value) => vector.Set(row, value));
        if (typeof(T) == typeof(long)) return Fixed<T, long>((vector, row, value) => vector.Set(row, value));
        if (typeof(T) == typeof(double)) return Fixed<T, double>((vector, row, value) => vector.Set(row, value));
        if (typeof(T) == typeof(int?)) return Nullable<T, int>();
        if (typeof(T) == typeof(long?)) return Nullable<T, long>();
        if (typeof(T) == typeof(double?)) return Nullable<T, double>();
        if (typeof(T) == typeof(float?)) return Nullable<T, float>();
        if (typeof(T) == typeof(short?)) return Nullable<T, short>();
        if (typeof(T) == typeof(sbyte?)) return Nullable<T, sbyte>();
        ValueWriter boxed = ValueWriter.For(type);
        return (vector, row, value) => boxed.Write(vector, row, value);
    }

    private static CellReader<T> Fixed<TValue, T>() where TValue : unmanaged =>
        (CellReader<T>)(object)(CellReader<TValue>)((vector, row) => vector.Get<TValue>(row));

    private static CellWriter<T> Fixed<T, TValue>(CellWriter<TValue> writer) => (CellWriter<T>)(object)writer;

    private static CellWriter<T> Nullable<T, TValue>() where TValue : unmanaged => (CellWriter<T>)(object)(CellWriter<TValue?>)((vector, row, value) =>
    {
        if (value is { } some) vector.Set(row, some);
        else vector.SetNull(row);
    });

    private static void WriteText(Vector vector, int row, string? value)
    {
        if (value is null) vector.SetNull(row);
        else vector.SetText(row, value);
    }
}
