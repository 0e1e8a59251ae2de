using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Native;
using FlowForge.DuckDb.Vectors;

namespace FlowForge.DuckDb.Queries;

/// <summary>Computes a function for up to 2,048 rows. The engine calls it from several threads at once.</summary>
/// <remarks>An exception ends the query; the caller of the query gets that very exception back.</remarks>
public delegate void ScalarBody(ScalarCall call);

/// <summary>The arguments of some rows, and where their results go. Lent for the call.</summary>
public readonly ref struct ScalarCall
{
    internal ScalarCall(DataChunk arguments, Vector result)
    {
        Arguments = arguments;
        Result = result;
        Count = arguments.Count;
    }

    /// <summary>A vector for each argument.</summary>
    public DataChunk Arguments { get; }

    /// <summary>The vector to write, a value for each row.</summary>
    public Vector Result { get; }

    /// <summary>Rows, 1 to 2,048.</summary>
    public int Count { get; }

    /// <summary>Whether the row's result is null already: unless the function takes nulls, where an argument is null. Its arguments are then undefined.</summary>
    public bool IsNull(int row) => Result.IsNull(row);
}

/// <summary>A function for SQL, written in C#.</summary>
/// <param name="Name">As SQL calls it. One name may stand for several functions with different parameters.</param>
public sealed record ScalarFunction(string Name, IReadOnlyList<DataType> Parameters, DataType Result, ScalarBody Body)
{
    /// <summary>The type of any number of further arguments. Default: there are none.</summary>
    public DataType? VarArgs { get; init; }

    /// <summary>Whether the body sees rows with a null argument. Default false: their result is null.</summary>
    public bool TakesNulls { get; init; }

    /// <summary>Whether equal arguments may give different results, so that it must run for every row. Default false.</summary>
    public bool IsVolatile { get; init; }

    internal static void Register(DuckDbConnection connection, IReadOnlyList<ScalarFunction> overloads)
    {
        foreach (IGrouping<string, ScalarFunction> group in overloads.GroupBy(function => function.Name))
        {
            using ScalarFunctionSetHandle set = ScalarFunctions.CreateSet(group.Key);
            bool added = true;
            foreach (ScalarFunction function in group)
            {
                using ScalarFunctionHandle native = function.ToNative();
                added &= ScalarFunctions.AddToSet(set, native) == DuckDbState.Success;
            }
            if (!added || ScalarFunctions.RegisterSet(connection.Handle, set) != DuckDbState.Success)
                throw new DuckDbException(DuckDbErrorType.Catalog, $"DuckDB refused the function {group.Key}: a name twice with the same parameters, or a parameter of a type that functions cannot take.");
        }
    }

    private unsafe ScalarFunctionHandle ToNative()
    {
        ScalarFunctionHandle function = ScalarFunctions.Create();
        ScalarFunctions.SetName(function, Name);
        foreach (DataType parameter in Parameters) With(parameter, type => ScalarFunctions.AddParameter(function, type));
        if (VarArgs is not null) With(VarArgs, type => ScalarFunctions.SetVarArgs(function, type));
        With(Result, type => ScalarFunctions.SetReturnType(function, type));
        if (TakesNulls) ScalarFunctions.SetSpecialHandling(function);
        if (IsVolatile) ScalarFunctions.SetVolatile(function);
        ScalarFunctions.SetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
        ScalarFunctions.SetFunction(function, &Invoke);
        return function;
    }

    private static void With(DataType type, Action<LogicalTypeHandle> use)
    {
        using LogicalTypeHandle native = LogicalType.ToNative(type);
        use(native);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint extraInfo) => GCHandle.FromIntPtr(extraInfo).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Invoke(nint info, ChunkPtr arguments, VectorPtr result)
    {
        try
        {
            var function = (ScalarFunction)GCHandle.FromIntPtr(ScalarFunctions.ExtraInfo(info)).Target!;
            var call = new ScalarCall(new DataChunk(arguments), new Vector(result));
            if (!function.TakesNulls) PassNullsOn(call);
            function.Body(call);
        }
        catch (Exception failure)
        {
            ScalarFunctions.SetError(info, CallbackFailures.Keep(failure));
        }
    }

    private static void PassNullsOn(ScalarCall call)
    {
        for (int column = 0; column < call.Arguments.ColumnCount; column++)
        {
            ReadOnlySpan<ulong> nulls = call.Arguments[column].Validity(call.Count);
            if (nulls.IsEmpty) continue;
            Span<ulong> result = call.Result.WritableValidity(call.Count);
            for (int i = 0; i < nulls.Length; i++) result[i] &= nulls[i];
        }
    }
}
