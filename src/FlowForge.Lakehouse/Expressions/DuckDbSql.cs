using System.Diagnostics;
using System.Globalization;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Turns typed expressions into DuckDB SQL that computes what Spark computes. One instance per expression.</summary>
public sealed partial class DuckDbSql
{
    private readonly Dictionary<string, ScalarFunction> _functions = [];
    private readonly Stack<(string Name, string Sql)> _bound = new();
    private int _variables;
    private int _nodes;
    private TextSpan _at; // of what is being rendered

    private DuckDbSql(ExpressionSettings settings) => Settings = settings;

    internal ExpressionSettings Settings { get; }

    internal bool Ansi => Settings.Ansi;

    /// <summary>The instant that the settings name, or the one at which the engine begins its query.</summary>
    internal string Now => Settings.Now is { } now
        ? string.Create(CultureInfo.InvariantCulture, $"make_timestamptz({(now.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond}::BIGINT)")
        : "CAST(get_current_timestamp() AS TIMESTAMPTZ)";

    /// <summary>Whether the session's wall clock is UTC, so that instants need no conversion.</summary>
    internal bool IsUtc => Zone.IsUtc(Settings.TimeZone);

    /// <summary>Renders a checked expression.</summary>
    /// <exception cref="ArgumentException">It has findings.</exception>
    /// <exception cref="SparkException">The text of a DATE or TIMESTAMP constant is none, or there is no such time zone.</exception>
    /// <exception cref="NotSupportedException">A function is typed but not computed here; names it.</exception>
    public static DuckDbExpression Render(CheckResult check)
    {
        if (check.Expression is not { } expression) throw new ArgumentException("The expression has findings.", nameof(check));
        return Render(expression, check.Settings);
    }

    /// <inheritdoc cref="Render(CheckResult)"/>
    public static DuckDbExpression Render(TypedExpression expression, ExpressionSettings settings)
    {
        var renderer = new DuckDbSql(settings);
        string sql = renderer.Sql(expression);
        return new DuckDbExpression(sql, expression.Type, [.. renderer._functions.Values]);
    }

    /// <summary>What cannot be rendered, and where it stands; null when all can.</summary>
    internal static (TextSpan Where, Exception Failure)? Fault(TypedExpression expression, ExpressionSettings settings)
    {
        var renderer = new DuckDbSql(settings);
        try
        {
            renderer.Sql(expression);
            return null;
        }
        catch (Exception failure) when (failure is SparkException or NotSupportedException)
        {
            return (renderer._at, failure);
        }
    }

    /// <summary>Prepares a connection: its wall clock is UTC, and nothing is loaded from elsewhere.</summary>
    public static void Install(DuckDbConnection connection) =>
        connection.Execute("SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false; SET autoload_known_extensions = false");

    internal string Sql(TypedExpression expression)
    {
        if (++_nodes > MaxNodes) throw new NotSupportedException("The expression is too complex: what it repeats inside itself grows beyond all bounds.");
        TextSpan around = _at;
        _at = expression.Span;
        string sql = SqlOf(expression);
        _at = around;
        return sql;
    }

    private string SqlOf(TypedExpression expression) => expression switch
    {
        TypedExpression.Column column => SqlName.Quote(column.Name),
        TypedExpression.Variable variable => _bound.First(bound => bound.Name == variable.Name).Sql,
        TypedExpression.Constant constant => Constant(constant.Value, constant.Type),
        TypedExpression.Field field => $"({Sql(field.Value)}).{SqlName.Quote(field.FieldName)}",
        TypedExpression.Cast cast => Cast(Sql(cast.Value), cast.Value.Type, cast.Type, cast.Mode),
        TypedExpression.Case choice => Case(choice),
        TypedExpression.Lambda lambda => Lambda(lambda),
        TypedExpression.Call call => Call(call),
        _ => throw new UnreachableException(),
    };

    // CASE, BETWEEN and their like name a value several times; nested into each other that doubles at every level.
    private const int MaxNodes = 200_000;

    // Long enough that no column is called so: a lambda's parameter hides a column of its name.
    private const string VariablePrefix = "spark_variable_";

    /// <summary>A name that nothing else in this expression has.</summary>
    private string NewVariable() => $"{VariablePrefix}{++_variables}";

    private string Lambda(TypedExpression.Lambda lambda)
    {
        string[] names = [.. lambda.Parameters.Select(_ => NewVariable())];
        return $"lambda {string.Join(", ", names)}: {Body(lambda, names)}";
    }

    /// <summary>A lambda's body, with the SQL its parameters stand for.</summary>
    private string Body(TypedExpression.Lambda lambda, params string[] parameters)
    {
        for (int i = 0; i < parameters.Length; i++) _bound.Push((lambda.Parameters[i].Name, parameters[i]));
        string body = Sql(lambda.Body);
        for (int i = 0; i < parameters.Length; i++) _bound.Pop();
        return body;
    }

    /// <summary>How DuckDB stores a type of the language.</summary>
    public static DataType Stored(DataType type) => type switch
    {
        DataType.Void or DataType.YearMonthInterval => DataType.Integer,
        DataType.DayTimeInterval => DataType.BigInt,
        DataType.List list => new DataType.List(Stored(list.Element)),
        DataType.Map map => new DataType.Map(Stored(map.Key), Stored(map.Value)),
        DataType.Struct structure => new DataType.Struct([.. structure.Fields.Select(field => field with { Type = Stored(field.Type) })]),
        _ => type,
    };

    internal static string SqlType(DataType type) => Stored(type).ToString();

    /// <summary>A call of a function written in C#. Equal names with equal types and <paramref name="variant"/> are one function.</summary>
    internal string Native(string name, DataType[] types, DataType result, Func<DataType[], DataType, ScalarBody> body, IEnumerable<string> arguments, string variant = "", bool takesNulls = false, bool isVolatile = false)
    {
        DataType[] stored = [.. types.Select(Stored)];
        DataType storedResult = Stored(result);
        string identity = $"{string.Join<DataType>(",", stored)}|{storedResult}|{variant}";
        string unique = $"spark_{name}_{Fingerprint(identity):x16}";
        if (!_functions.ContainsKey(unique))
            _functions.Add(unique, new ScalarFunction(unique, stored, storedResult, body(stored, storedResult)) { TakesNulls = takesNulls, IsVolatile = isVolatile });
        return $"{unique}({string.Join(", ", arguments)})";
    }

    /// <summary>SQL that names a value several times and computes it once.</summary>
    internal string Let(string value, Func<string, string> use)
    {
        if (IsSimple(value)) return use(value);
        string variable = NewVariable();
        return $"list_transform([{value}], lambda {variable}: {use(variable)})[1]";
    }

    private static bool IsSimple(string sql) =>
        sql.StartsWith(VariablePrefix, StringComparison.Ordinal) && sql.AsSpan(VariablePrefix.Length).IndexOfAnyExceptInRange('0', '9') < 0 || sql is ['"', .., '"'] && sql.AsSpan(1, sql.Length - 2).IndexOf('"') < 0 || sql.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private string Case(TypedExpression.Case choice)
    {
        IEnumerable<string> branches = choice.Branches.Select(branch => $"WHEN {Sql(branch.Condition)} THEN {Sql(branch.Value)}");
        string otherwise = choice.Otherwise is null ? "" : $" ELSE {Sql(choice.Otherwise)}";
        return $"CASE {string.Join(' ', branches)}{otherwise} END";
    }

    private string Constant(Literal literal, DataType type) => literal switch
    {
        Literal.Null => $"NULL::{SqlType(type)}",
        Literal.Boolean value => value.Value ? "true" : "false",
        Literal.Integer { Kind: PrimitiveKind.Integer, Value: >= 0 } value => value.Value.ToString(CultureInfo.InvariantCulture),
        Literal.Integer value => $"('{value.Value.ToString(CultureInfo.InvariantCulture)}'::{SqlType(type)})",
        Literal.Exact value => $"('{value.Digits}'::{SqlType(type)})",
        Literal.Floating value => $"('{value.Value.ToString("R", CultureInfo.InvariantCulture)}'::{SqlType(type)})",
        Literal.Text text => TextLiteral(text.Value),
        Literal.Binary binary => $"unhex('{binary.Hex}')",
        Literal.Moment moment => MomentLiteral(moment),
        Literal.Months months => $"('{months.Count}'::INTEGER)",
        Literal.Duration time => $"('{time.Microseconds}'::BIGINT)",
        _ => throw new UnreachableException(),
    };

    /// <summary>A text as SQL. The engine reads statements only up to the first NUL, so that one is made by a function.</summary>
    internal static string TextLiteral(string text) =>
        text.Contains('\0') ? $"({string.Join(" || chr(0) || ", text.Split('\0').Select(SqlName.Literal))})" : SqlName.Literal(text);

    private string MomentLiteral(Literal.Moment moment)
    {
        switch (moment.Kind)
        {
            case PrimitiveKind.Date:
                return $"(DATE '1970-01-01' + {MomentText.Date(moment.Value) ?? throw SparkException.CastInvalid(moment.Value, "date")})";
            case PrimitiveKind.Timestamp:
                return $"make_timestamp({MomentText.Local(moment.Value) ?? throw SparkException.CastInvalid(moment.Value, "timestamp_ntz")}::BIGINT)";
            default:
                long micros = MomentText.Instant(moment.Value, Zone.Of(Settings.TimeZone)) ?? throw SparkException.CastInvalid(moment.Value, "timestamp");
                return $"(make_timestamp({micros}::BIGINT)::TIMESTAMPTZ)";
        }
    }

    // FNV-1a: the same on every machine and in every run, unlike string.GetHashCode.
    private static ulong Fingerprint(string text)
    {
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char c in text) hash = (hash ^ c) * 1_099_511_628_211;
        return hash;
    }
}
