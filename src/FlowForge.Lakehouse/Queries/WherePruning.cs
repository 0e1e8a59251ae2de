using System.Text.RegularExpressions;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Delta.Reading;
using FlowForge.Lakehouse.Delta.Schema;

namespace FlowForge.Lakehouse.Queries;

/// <summary>What a WHERE demands of every row, as far as it is simple: comparisons of a column with a literal, joined by AND.</summary>
/// <remarks>Its answer only serves to leave out files; the engine still decides on each row. So whatever is not understood to the letter is passed over.</remarks>
internal sealed partial class WherePruning
{
    private readonly TableSchema _schema;
    private readonly string _sql;
    private readonly Condition _where;
    private int _at;

    private WherePruning(string sql, Condition where, TableSchema schema) => (_sql, _where, _schema) = (sql, where, schema);

    /// <summary>Null when nothing is demanded that files could be judged by.</summary>
    internal static DeltaPredicate? Of(string sql, IReadOnlyList<Condition> conditions, TableSchema schema)
    {
        DeltaPredicate[] parts = [.. conditions.Select(condition => new WherePruning(sql, condition, schema).Run()).OfType<DeltaPredicate>()];
        return parts.Length switch
        {
            0 => null,
            1 => parts[0],
            _ => new DeltaPredicate.And(parts),
        };
    }

    private DeltaPredicate.And? Run()
    {
        var parts = new List<DeltaPredicate>();
        while (_at < _where.Tokens.Count)
        {
            int start = _at;
            if (Condition() is { } part && IsAtEnd())
            {
                parts.Add(part);
            }
            else
            {
                _at = start;
                if (!Skip()) return null;
            }
            _at++;
        }
        return parts.Count == 0 ? null : new DeltaPredicate.And(parts);
    }

    private bool IsAtEnd() => _at >= _where.Tokens.Count || _where.Tokens[_at].Is("AND");

    /// <summary>Goes to the next AND of this level. False when there is an OR: then no part is demanded by itself.</summary>
    private bool Skip()
    {
        int depth = 0, betweens = 0;
        for (; _at < _where.Tokens.Count; _at++)
        {
            SqlToken token = _where.Tokens[_at];
            if (token.Kind == SqlTokenKind.Symbol && "([{".Contains(token.Value[0], StringComparison.Ordinal) || token.Is("CASE")) depth++;
            else if (token.Kind == SqlTokenKind.Symbol && ")]}".Contains(token.Value[0], StringComparison.Ordinal) || token.Is("END")) depth--;
            else if (depth == 0 && token.Is("OR")) return false;
            else if (depth == 0 && token.Is("BETWEEN")) betweens++;
            else if (depth == 0 && token.Is("AND") && betweens-- <= 0) return true;
        }
        return true;
    }

    private DeltaPredicate? Condition()
    {
        if (Peek() is not { } token) return null;
        if (!token.IsName || token.IsOneOf("DATE", "TIMESTAMP", "TRUE", "FALSE") && Peek(1) is not { Kind: SqlTokenKind.Symbol }) return LiteralFirst();
        if (Column() is not { } column) return null;
        if (Take("IS")) return Take("NOT") ? Take("NULL") ? new DeltaPredicate.IsNotNull(column.Name) : null : Take("NULL") && _where.IsAlone ? new DeltaPredicate.IsNull(column.Name) : null;
        if (Take("BETWEEN")) return Literal(column) is { } low && Take("AND") && Literal(column) is { } high
            ? new DeltaPredicate.And([new DeltaPredicate.Compare(column.Name, Comparison.GreaterOrEqual, low), new DeltaPredicate.Compare(column.Name, Comparison.LessOrEqual, high)])
            : null;
        if (Take("IN")) return In(column);
        return Operator() is { } comparison && Literal(column) is { } value ? new DeltaPredicate.Compare(column.Name, comparison, value) : null;
    }

    /// <summary><c>5 &lt; a</c> is <c>a &gt; 5</c>.</summary>
    private DeltaPredicate.Compare? LiteralFirst()
    {
        int literal = _at;
        while (Peek() is { } token && !(token.Kind == SqlTokenKind.Symbol && "<>=!".Contains(token.Value[0], StringComparison.Ordinal)))
        {
            if (_at++ - literal > 2) return null;
        }
        if (Operator() is not { } comparison || Column() is not { } column) return null;
        int end = _at;
        _at = literal;
        string? value = Literal(column);
        _at = end;
        return value is null ? null : new DeltaPredicate.Compare(column.Name, Mirror(comparison), value);
    }

    private DeltaPredicate.Or? In(DeltaField column)
    {
        if (Peek() is not { } open || !open.IsSymbol('(')) return null;
        var values = new List<DeltaPredicate>();
        do
        {
            _at++;
            if (Literal(column) is not { } value) return null;
            values.Add(new DeltaPredicate.Compare(column.Name, Comparison.Equal, value));
        }
        while (Peek() is { } comma && comma.IsSymbol(','));
        return Peek() is { } close && close.IsSymbol(')') && ++_at > 0 ? new DeltaPredicate.Or(values) : null;
    }

    private DeltaField? Column()
    {
        if (Peek() is not { IsName: true } first) return null;
        _at++;
        if (Peek() is not { } dot || !dot.IsSymbol('.')) return _schema.Find(first.Value);
        if (Peek(1) is not { IsName: true } name || !_where.Qualifier.Equals(first.Value, StringComparison.OrdinalIgnoreCase)) return null;
        _at += 2;
        return Peek() is { } deeper && (deeper.IsSymbol('.') || deeper.IsSymbol('[')) ? null : _schema.Find(name.Value);
    }

    private Comparison? Operator()
    {
        string text = "";
        // The characters of an operator stand side by side.
        while (text.Length < 3 && Peek() is { Kind: SqlTokenKind.Symbol } symbol && "<>=!".Contains(symbol.Value[0], StringComparison.Ordinal) && (text.Length == 0 || symbol.Start == _where.Tokens[_at - 1].End))
        {
            text += symbol.Value;
            _at++;
        }
        return text switch
        {
            "=" or "==" => Comparison.Equal,
            "<>" or "!=" => Comparison.NotEqual,
            "<" => Comparison.Less,
            "<=" => Comparison.LessOrEqual,
            ">" => Comparison.Greater,
            ">=" => Comparison.GreaterOrEqual,
            _ => null,
        };
    }

    /// <summary>A literal whose comparison with the column means what statistics mean; null for any other.</summary>
    private string? Literal(DeltaField column)
    {
        if (column.Type is not DeltaType.Scalar { Type: { } type }) return null;
        string? typed = Take("DATE") ? "DATE" : Take("TIMESTAMP") ? "TIMESTAMP" : null;
        bool isNegative = Peek() is { } minus && minus.IsSymbol('-') && ++_at > 0;
        if (Peek() is not { } token) return null;
        _at++;
        string? text = token.Kind switch
        {
            SqlTokenKind.Number when typed is null && IsNumber(type) && PlainNumber().IsMatch(token.Value) => isNegative ? "-" + token.Value : token.Value,
            SqlTokenKind.Text when !isNegative && _sql[token.Start] == '\'' && IsText(type, typed, token.Value) => token.Value,
            SqlTokenKind.Word when !isNegative && typed is null && type == DataType.Boolean && token.IsOneOf("TRUE", "FALSE") => token.Value.ToLowerInvariant(),
            _ => null,
        };
        return text is not null && StatValue.Parse(text, type) is not null ? text : null;
    }

    // FLOAT is left out: its literals are compared in another precision.
    private static bool IsNumber(DataType type) => type is DataType.Decimal or DataType.Primitive
    {
        Kind: PrimitiveKind.TinyInt or PrimitiveKind.SmallInt or PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.Double,
    };

    private static bool IsText(DataType type, string? typed, string text) => type switch
    {
        _ when type == DataType.Varchar => typed is null,
        _ when type == DataType.Date => typed is null or "DATE" && IsoDate().IsMatch(text),
        _ when type == DataType.Timestamp || type == DataType.TimestampTz => IsoTime().IsMatch(text),
        _ => false,
    };

    private SqlToken? Peek(int distance = 0) => _at + distance < _where.Tokens.Count ? _where.Tokens[_at + distance] : null;

    private bool Take(string word)
    {
        if (Peek() is not { } token || !token.Is(word)) return false;
        _at++;
        return true;
    }

    private static Comparison Mirror(Comparison comparison) => comparison switch
    {
        Comparison.Equal => Comparison.Equal,
        Comparison.NotEqual => Comparison.NotEqual,
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
    };

    [GeneratedRegex(@"^\d+(\.\d+)?$")]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$")]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?$")]
    private static partial Regex IsoTime();
}
