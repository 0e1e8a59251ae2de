using FlowForge.Core.Diagnostics;

namespace FlowForge.Lakehouse.Queries;

/// <summary>Cuts SQL into tokens as the engine does, so that nothing inside quotes or comments is ever taken for something else. O(length).</summary>
/// <remarks>Beside the engine's own forms, names may stand in backticks as in Spark SQL.</remarks>
internal sealed class SqlScanner
{
    private readonly string _sql;
    private readonly List<SqlToken> _tokens = [];
    private int _at;

    private SqlScanner(string sql) => _sql = sql;

    /// <exception cref="InputException">A quote or a comment is not closed.</exception>
    internal static IReadOnlyList<SqlToken> Scan(string sql)
    {
        var scanner = new SqlScanner(sql);
        while (scanner.SkipBlanks()) scanner._tokens.Add(scanner.Next());
        return scanner._tokens;
    }

    /// <summary>False at the end.</summary>
    private bool SkipBlanks()
    {
        while (_at < _sql.Length)
        {
            if (char.IsWhiteSpace(_sql[_at])) _at++;
            else if (StartsWith("--")) _at = _sql.IndexOf('\n', _at) is var end and >= 0 ? end : _sql.Length;
            else if (StartsWith("/*")) SkipComment();
            else return true;
        }
        return false;
    }

    // Block comments nest, as PostgreSQL has them.
    private void SkipComment()
    {
        int start = _at, depth = 0;
        do
        {
            if (_at >= _sql.Length) throw NotClosed(start, "comment");
            if (StartsWith("/*")) (depth, _at) = (depth + 1, _at + 2);
            else if (StartsWith("*/")) (depth, _at) = (depth - 1, _at + 2);
            else _at++;
        }
        while (depth > 0);
    }

    private SqlToken Next()
    {
        int start = _at;
        char first = _sql[_at];
        if (first is '"' or '`') return Quoted(start, first, SqlTokenKind.QuotedName, hasEscapes: false);
        if (first == '\'') return Quoted(start, first, SqlTokenKind.Text, hasEscapes: false);
        if (first is 'e' or 'E' && Peek(1) == '\'')
        {
            _at++;
            return Quoted(start, '\'', SqlTokenKind.Text, hasEscapes: true);
        }
        if (first == '$' && DollarTag() is { } tag) return DollarText(start, tag);
        if (char.IsAsciiDigit(first)) return Number(start);
        if (!IsWordStart(first)) return Token(start, ++_at, SqlTokenKind.Symbol);
        while (_at < _sql.Length && (IsWordStart(_sql[_at]) || char.IsAsciiDigit(_sql[_at]) || _sql[_at] == '$')) _at++;
        return Token(start, _at, SqlTokenKind.Word);
    }

    private SqlToken Quoted(int start, char quote, SqlTokenKind kind, bool hasEscapes)
    {
        var value = new System.Text.StringBuilder();
        for (_at++; _at < _sql.Length; _at++)
        {
            char letter = _sql[_at];
            if (hasEscapes && letter == '\\' && _at + 1 < _sql.Length) letter = _sql[++_at];
            else if (letter == quote && Peek(1) == quote) _at++;
            else if (letter == quote) return new SqlToken(kind, start, ++_at - start, value.ToString());
            value.Append(letter);
        }
        throw NotClosed(start, kind == SqlTokenKind.Text ? "string" : "quoted name");
    }

    /// <summary><c>$$</c> or <c>$tag$</c>; null when a parameter such as <c>$1</c> stands here.</summary>
    private string? DollarTag()
    {
        int end = _at + 1;
        while (end < _sql.Length && (IsWordStart(_sql[end]) || end > _at + 1 && char.IsAsciiDigit(_sql[end]))) end++;
        return end < _sql.Length && _sql[end] == '$' ? _sql[_at..(end + 1)] : null;
    }

    private SqlToken DollarText(int start, string tag)
    {
        int end = _sql.IndexOf(tag, _at + tag.Length, StringComparison.Ordinal);
        if (end < 0) throw NotClosed(start, "string");
        string value = _sql[(_at + tag.Length)..end];
        _at = end + tag.Length;
        return new SqlToken(SqlTokenKind.Text, start, _at - start, value);
    }

    private SqlToken Number(int start)
    {
        while (_at < _sql.Length && (char.IsAsciiLetterOrDigit(_sql[_at]) || _sql[_at] is '.' or '_' || _sql[_at] is '+' or '-' && _sql[_at - 1] is 'e' or 'E')) _at++;
        return Token(start, _at, SqlTokenKind.Number);
    }

    private SqlToken Token(int start, int end, SqlTokenKind kind) => new(kind, start, end - start, _sql[start..end]);

    private bool StartsWith(string text) => string.CompareOrdinal(_sql, _at, text, 0, text.Length) == 0;

    private char Peek(int distance) => _at + distance < _sql.Length ? _sql[_at + distance] : '\0';

    private static bool IsWordStart(char letter) => char.IsAsciiLetter(letter) || letter == '_' || letter >= '\u0080';

    private InputException NotClosed(int start, string what) => SqlPlace.Error("sql-not-closed", _sql, start, $"this {what} is not closed.");
}
