using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Queries;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.Lakehouse.Expressions.Natives;

/// <summary>Bodies of functions written in C#: what is done for one row, lifted to a batch. A null argument gives null and is not seen.</summary>
internal static class Native
{
    public static ScalarBody Of<A, R>(DataType[] types, DataType result, Func<A, R> compute)
    {
        CellReader<A> a = Cells.Reader<A>(types[0]);
        CellWriter<R> write = Cells.Writer<R>(result);
        return call =>
        {
            Vector first = call.Arguments[0];
            for (int row = 0; row < call.Count; row++)
                if (!call.IsNull(row)) write(call.Result, row, compute(a(first, row)));
                else WriteNull(call.Result, row, write);
        };
    }

    public static ScalarBody Of<A, B, R>(DataType[] types, DataType result, Func<A, B, R> compute)
    {
        (CellReader<A> a, CellReader<B> b) = (Cells.Reader<A>(types[0]), Cells.Reader<B>(types[1]));
        CellWriter<R> write = Cells.Writer<R>(result);
        return call =>
        {
            Vector first = call.Arguments[0];
            Vector second = call.Arguments[1];
            for (int row = 0; row < call.Count; row++)
                if (!call.IsNull(row)) write(call.Result, row, compute(a(first, row), b(second, row)));
                else WriteNull(call.Result, row, write);
        };
    }

    public static ScalarBody Of<A, B, C, R>(DataType[] types, DataType result, Func<A, B, C, R> compute)
    {
        (CellReader<A> a, CellReader<B> b, CellReader<C> c) = (Cells.Reader<A>(types[0]), Cells.Reader<B>(types[1]), Cells.Reader<C>(types[2]));
        CellWriter<R> write = Cells.Writer<R>(result);
        return call =>
        {
            for (int row = 0; row < call.Count; row++)
                if (!call.IsNull(row)) write(call.Result, row, compute(a(call.Arguments[0], row), b(call.Arguments[1], row), c(call.Arguments[2], row)));
                else WriteNull(call.Result, row, write);
        };
    }

    /// <summary>Any number of arguments as objects, nulls among them. Boxes: for what is called with many shapes, not for hot paths.</summary>
    public static ScalarBody OfAll(DataType[] types, DataType result, Func<object?[], object?> compute)
    {
        FlowForge.DuckDb.Values.ValueReader[] readers = [.. types.Select(FlowForge.DuckDb.Values.ValueReader.For)];
        var writer = FlowForge.DuckDb.Values.ValueWriter.For(result);
        return call =>
        {
            var values = new object?[readers.Length];
            for (int row = 0; row < call.Count; row++)
            {
                for (int i = 0; i < values.Length; i++) values[i] = readers[i].Read(call.Arguments[i], row);
                writer.Write(call.Result, row, compute(values));
            }
        };
    }

    // A list's rows are written in order, each once, nulls too.
    private static void WriteNull<R>(Vector result, int row, CellWriter<R> write)
    {
        if (default(R) is null && typeof(R) != typeof(string)) write(result, row, default!);
    }
}
