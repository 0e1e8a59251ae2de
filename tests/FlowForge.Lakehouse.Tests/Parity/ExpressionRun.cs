using System.Text.Json;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb;
using FlowForge.DuckDb.Queries;
using FlowForge.Lakehouse.Expressions;

namespace FlowForge.Lakehouse.Tests.Parity;

internal enum Outcome
{
    Equal,
    DefinedOtherwise,
    NotInTheLanguage,
    Different,
}

internal sealed record ExpressionOutcome(ExpressionCase Case, string Expression, Outcome Outcome, string Detail);

/// <summary>Runs one recorded case in a database of its own.</summary>
internal sealed class ExpressionRun : IDisposable
{
    private const string RowNumber = "#row";

    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "1" });
    private readonly DuckDbConnection _connection;
    private readonly ExpressionCase _case;
    private readonly ExpressionSettings _settings;
    private readonly IReadOnlyList<Column> _columns;

    public ExpressionRun(ExpressionCase recorded)
    {
        _case = recorded;
        _connection = _database.Connect();
        DuckDbSql.Install(_connection);
        _settings = new ExpressionSettings(recorded.Ansi, recorded.TimeZone);
        _columns = TypeNames.ParseColumns(string.Join(", ", recorded.Columns)) ?? throw new InvalidDataException($"{recorded.Name}: no schema.");
        _connection.Execute($"CREATE TABLE cases AS {string.Join(" UNION ALL ", recorded.Rows.Select(Row))}");
    }

    public IEnumerable<ExpressionOutcome> Run() => _case.Answers.Select(answer =>
    {
        (Outcome outcome, string detail) = Judge(answer);
        if (outcome is not Outcome.Equal && DefinedOtherwise.Reason(answer, outcome) is { } reason) (outcome, detail) = (Outcome.DefinedOtherwise, reason);
        return new ExpressionOutcome(_case, answer.Text, outcome, detail);
    });

    private string Row(IReadOnlyList<string> values, int number)
    {
        IEnumerable<string> columns = values.Select((value, i) => $"CAST({Render($"CAST({value} AS {TypeNames.Sql(_columns[i].Type)})", [])} AS {_columns[i].Type}) AS {SqlName.Quote(_columns[i].Name)}");
        return $"SELECT {number} AS \"{RowNumber}\", {string.Join(", ", columns)}";
    }

    private string Render(string text, IReadOnlyList<Column> schema)
    {
        ParseResult parsed = Expression.Parse(text);
        CheckResult check = ExpressionTyper.Check(parsed.Expression ?? throw new InvalidDataException($"{text}: {parsed.Findings[0]}"), schema, _settings);
        if (!check.IsValid) throw new InvalidDataException($"{text}: {string.Join("; ", check.Findings)}");
        DuckDbExpression rendered = DuckDbSql.Render(check);
        rendered.Install(_connection);
        return rendered.Sql;
    }

    private (Outcome, string) Judge(ExpressionAnswer answer)
    {
        string text = _case.IsOrder ? $"row_number() OVER (ORDER BY x {answer.Text}, `{RowNumber}`)" : answer.Text;
        ParseResult parsed = Expression.Parse(text);
        if (parsed.Expression is null) return Refused(answer, parsed.Findings);
        CheckResult check = ExpressionTyper.Check(parsed.Expression, [.. _columns, new Column(RowNumber, DataType.Integer)], _settings);
        if (!check.IsValid) return Refused(answer, check.Findings);
        if (answer.IsRefused) return (Outcome.Different, $"Spark refuses it: {answer.Recorded.GetProperty("analysis_error")}");
        DuckDbExpression rendered;
        try
        {
            rendered = DuckDbSql.Render(check);
            rendered.Install(_connection);
        }
        catch (Exception missing) when (missing is NotSupportedException)
        {
            return (Outcome.NotInTheLanguage, missing.Message);
        }
        catch (SparkException early)
        {
            return Values(answer) is { } values && values.All(value => RecordedValue.ErrorOf(value) == early.Condition) ? (Outcome.Equal, "") : (Outcome.Different, early.Message);
        }
        if (_case.IsOrder) return Order(answer, rendered);
        string type = TypeNames.Of(rendered.Type);
        return type == answer.Type || answer.FailsWhole ? Compare(answer, rendered) : (Outcome.Different, $"type {type}, recorded {answer.Type}");
    }

    private static (Outcome, string) Refused(ExpressionAnswer answer, IReadOnlyList<ExpressionFinding> findings)
    {
        if (answer.IsRefused) return (Outcome.Equal, "");
        bool unknown = findings.Any(finding => finding.Id is "unknown-function" or "expression-subquery" or "expression-syntax" or "unknown-type" or "unknown-collation");
        return (unknown ? Outcome.NotInTheLanguage : Outcome.Different, string.Join("; ", findings));
    }

    private static JsonElement[]? Values(ExpressionAnswer answer) =>
        answer.Recorded.TryGetProperty("values", out JsonElement values) ? [.. values.EnumerateArray()] : answer.FailsWhole ? [answer.Recorded] : null;

    private (Outcome, string) Order(ExpressionAnswer answer, DuckDbExpression rendered)
    {
        using DuckDbResult result = _connection.Query($"SELECT \"{RowNumber}\" FROM cases ORDER BY {rendered.Sql}");
        string ours = string.Join(",", result.Rows().Select(row => row[0])), recorded = string.Join(",", answer.Recorded.GetProperty("row_order").EnumerateArray());
        return ours == recorded ? (Outcome.Equal, "") : (Outcome.Different, $"{ours}, recorded {recorded}");
    }

    private (Outcome, string) Compare(ExpressionAnswer answer, DuckDbExpression rendered)
    {
        JsonElement[] recorded = Values(answer)!;
        object?[] ours = Answers(rendered.Sql, rendered.Type, recorded.Length);
        for (int i = 0; i < recorded.Length; i++)
        {
            if (Same(recorded[i], ours[i], rendered.Type)) continue;
            string row = _case.IsAggregate ? "" : string.Join(", ", _case.Rows[i]);
            return (Outcome.Different, $"[{row}] {(ours[i] is Exception failure ? failure.Message.Split('\n')[0] : FlowForge.DuckDb.Values.ValueText.Of(ours[i]))}, recorded {recorded[i].GetRawText()}   SQL {rendered.Sql}");
        }
        return (Outcome.Equal, "");
    }

    private static bool Same(JsonElement recorded, object? ours, DataType type)
    {
        if (RecordedValue.ErrorOf(recorded) is not { } error) return ours is not Exception && RecordedValue.Same(recorded, ours, type);
        return RecordedValue.IsBeyondRecorder(error) ? RecordedValue.IsBeyondRecorder(ours) : ours is Exception failure && SparkException.From(failure)?.Condition == error;
    }

    // All rows at once; where one fails, each alone.
    private object?[] Answers(string sql, DataType type, int count)
    {
        try
        {
            return Query($"SELECT {sql} FROM cases{(_case.IsAggregate ? "" : $" ORDER BY \"{RowNumber}\"")}", type);
        }
        catch (Exception failure) when (failure is DuckDbException or SparkException or InvalidDataException or NotSupportedException or OverflowException or ArgumentException or InvalidCastException)
        {
            if (_case.IsAggregate) return [failure];
            return [.. Enumerable.Range(0, count).Select(row => One(sql, type, row))];
        }
    }

    private object? One(string sql, DataType type, int row)
    {
        try
        {
            return Query($"SELECT {sql} FROM cases WHERE \"{RowNumber}\" = {row}", type)[0];
        }
        catch (Exception failure) when (failure is DuckDbException or SparkException or InvalidDataException or NotSupportedException or OverflowException or ArgumentException or InvalidCastException)
        {
            return failure;
        }
    }

    private object?[] Query(string sql, DataType type)
    {
        using DuckDbResult result = _connection.Query(sql);
        string stored = result.Columns[0].Type.ToString(), expected = DuckDbSql.Stored(type).ToString();
        if (stored != expected) throw new InvalidDataException($"stored as {stored}, expected {expected}");
        return [.. result.Rows().Select(row => row[0])];
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }
}
