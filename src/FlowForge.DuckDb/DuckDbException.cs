namespace FlowForge.DuckDb;

/// <summary>What kind of error the engine reports. Numbers and names are <c>duckdb_error_type</c> of the C header.</summary>
public enum DuckDbErrorType
{
    Invalid = 0,
    OutOfRange = 1,
    Conversion = 2,
    UnknownType = 3,
    Decimal = 4,
    MismatchType = 5,
    DivideByZero = 6,
    ObjectSize = 7,
    InvalidType = 8,
    Serialization = 9,
    Transaction = 10,
    NotImplemented = 11,
    Expression = 12,
    Catalog = 13,
    Parser = 14,
    Planner = 15,
    Scheduler = 16,
    Executor = 17,
    Constraint = 18,
    Index = 19,
    Stat = 20,
    Connection = 21,
    Syntax = 22,
    Settings = 23,
    Binder = 24,
    Network = 25,
    Optimizer = 26,
    NullPointer = 27,
    InputOutput = 28,
    Interrupt = 29,
    Fatal = 30,
    Internal = 31,
    InvalidInput = 32,
    OutOfMemory = 33,
    Permission = 34,
    ParameterNotResolved = 35,
    ParameterNotAllowed = 36,
    Dependency = 37,
    Http = 38,
    MissingExtension = 39,
    AutoLoad = 40,
    Sequence = 41,
    InvalidConfiguration = 42,
    DataCorruption = 43,
}

/// <summary>The engine refused or failed. <see cref="ErrorType"/> is its own code; the message is its own text.</summary>
public sealed class DuckDbException(DuckDbErrorType errorType, string message) : Exception(message)
{
    // The engine's names for its codes are those of the header with spaces between the words, but for these.
    private static readonly Dictionary<string, DuckDbErrorType> s_otherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["IO"] = DuckDbErrorType.InputOutput,
        ["TransactionContext"] = DuckDbErrorType.Transaction,
        ["ExtensionAutoloading"] = DuckDbErrorType.AutoLoad,
    };

    // What a streaming result says when it fails on another thread: the cause stands behind it, with the name of its code.
    private const string Wrapper = "Attempting to execute an unsuccessful or closed pending query result\nError: ";

    public DuckDbErrorType ErrorType { get; } = errorType;

    /// <summary>The first line of the message: what went wrong, without the engine's picture of the statement and its candidates.</summary>
    public string Reason => Message.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? Message[..end] : Message;

    /// <summary>True when the same call may succeed later without any change: another writer was in the way.</summary>
    public bool IsTransient => ErrorType is DuckDbErrorType.Transaction or DuckDbErrorType.Connection or DuckDbErrorType.Network;

    /// <summary>For the calls that answer with text alone. The engine begins each message with the name of its code: <c>Binder Error: …</c></summary>
    internal static DuckDbException FromText(string message)
    {
        int end = message.IndexOf(" Error:", StringComparison.Ordinal);
        string name = end < 0 ? "" : message[..end].Replace(" ", "");
        if (!s_otherNames.TryGetValue(name, out DuckDbErrorType type)) _ = Enum.TryParse(name, ignoreCase: true, out type);
        return new DuckDbException(type, message);
    }

    /// <summary>For the calls that answer with code and text.</summary>
    internal static DuckDbException From(DuckDbErrorType type, string message)
    {
        int wrapper = message.IndexOf(Wrapper, StringComparison.Ordinal);
        return wrapper < 0 ? new DuckDbException(type, message) : FromText(message[(wrapper + Wrapper.Length)..]);
    }
}
