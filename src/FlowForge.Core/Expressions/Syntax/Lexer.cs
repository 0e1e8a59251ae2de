using System.Globalization;
using System.Text;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Cuts an expression into tokens as Spark's SQL grammar does. What fits nothing becomes an <see cref="TokenKind.Unknown"/> token for the parser to name.</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] s_symbols =
        ["<=>", ">>>", "->", "=>", "==", "<>", "!=", "<=", ">=", "||", "<<", ">>", "::", "=", "<", ">", "+", "-", "*", "/", "%", "~", "&", "|", "^", "!", "(", ")", "[", "]", ",", ".", ":"];

    private static readonly string[] s_suffixes = ["BD", "L", "S", "Y", "D", "F"];

    private int _at;

    public static List<Token> All(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do tokens.Add(lexer.Next());
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private char Current => Peek(0);

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private Token Next()
    {
        SkipBlanks();
        if (_at >= text.Length) return new Token(TokenKind.End, "", new TextSpan(text.Length, 0));
        int start = _at;
        char c = Current;
        if (c is 'r' or 'R' && Peek(1) is '\'' or '"')
        {
            _at++;
            return Quoted(start, raw: true);
        }
        if (c is '\'' or '"') return Quoted(start, raw: false);
        if (c == '`') return Backquoted(start);
        if (char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(Peek(1)) && !EndsOperand()) return Number(start);
        if (IsWordCharacter(c)) return Word(start);
        return Symbol(start);
    }

    // After a name or a closing bracket a point reaches into a struct, so `s.1` is not the number .1.
    private bool EndsOperand() => _at > 0 && (IsWordCharacter(text[_at - 1]) || text[_at - 1] is ')' or ']' or '`');

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';

    private Token Symbol(int start)
    {
        foreach (string symbol in s_symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) != 0) continue;
            _at += symbol.Length;
            return Made(TokenKind.Symbol, symbol, start);
        }
        _at += char.IsSurrogatePair(text, _at) ? 2 : 1;
        return Made(TokenKind.Unknown, text[start.._at], start);
    }

    private Token Word(int start)
    {
        while (IsWordCharacter(Current)) _at++;
        return Made(TokenKind.Identifier, text[start.._at], start);
    }

    private Token Backquoted(int start)
    {
        var name = new StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            if (Current != '`') name.Append(Current);
            else if (Peek(1) == '`') name.Append(text[_at++]);
            else
            {
                _at++;
                return Made(TokenKind.QuotedIdentifier, name.ToString(), start);
            }
        }
        return Made(TokenKind.Unknown, text[start..], start);
    }

    private Token Number(int start)
    {
        SkipDigits();
        if (Current == '.')
        {
            _at++;
            SkipDigits();
        }
        if (Current is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2))))
        {
            _at += 2;
            SkipDigits();
        }
        foreach (string suffix in s_suffixes)
        {
            if (string.Compare(text, _at, suffix, 0, suffix.Length, StringComparison.OrdinalIgnoreCase) != 0 || IsWordCharacter(Peek(suffix.Length))) continue;
            _at += suffix.Length;
            break;
        }
        if (!IsWordCharacter(Current)) return Made(TokenKind.Number, text[start.._at], start);
        while (IsWordCharacter(Current)) _at++;
        string word = text[start.._at];
        return Made(word.All(IsWordCharacter) ? TokenKind.Identifier : TokenKind.Unknown, word, start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Current)) _at++;
    }

    private Token Quoted(int start, bool raw)
    {
        char quote = text[_at++];
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            char c = text[_at++];
            if (c == '\\' && !raw && _at < text.Length) Escape(value);
            else if (c != quote) value.Append(c);
            else if (Current == quote && !raw)
            {
                value.Append(quote);
                _at++;
            }
            else return Made(TokenKind.String, value.ToString(), start);
        }
        return Made(TokenKind.Unknown, text[start..], start);
    }

    private void Escape(StringBuilder value)
    {
        char c = text[_at++];
        if (c is 'u' && TryDigits(4, 16, out int code)) value.Append((char)code);
        else if (c is 'U' && TryDigits(8, 16, out code) && Rune.IsValid(code)) value.Append(new Rune(code).ToString());
        else if (c is >= '0' and <= '1' && TryOctal(c, out code)) value.Append((char)code);
        else if (c is '%' or '_') value.Append('\\').Append(c);
        else value.Append(c switch { '0' => '\0', 'b' => '\b', 'n' => '\n', 'r' => '\r', 't' => '\t', 'Z' => '\u001A', _ => c });
    }

    private bool TryDigits(int count, int radix, out int code)
    {
        code = 0;
        if (_at + count > text.Length || !int.TryParse(text.AsSpan(_at, count), radix == 16 ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out code)) return false;
        _at += count;
        return true;
    }

    private bool TryOctal(char first, out int code)
    {
        code = 0;
        if (Current is < '0' or > '7' || Peek(1) is < '0' or > '7') return false;
        code = (first - '0') * 64 + (Current - '0') * 8 + (Peek(1) - '0');
        _at += 2;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(Current)) _at++;
            else if (Current == '-' && Peek(1) == '-') SkipTo("\n");
            else if (Current == '/' && Peek(1) == '*') SkipTo("*/");
            else return;
        }
    }

    private void SkipTo(string end)
    {
        int found = text.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? text.Length : found + end.Length;
    }

    private Token Made(TokenKind kind, string value, int start) => new(kind, value, new TextSpan(start, _at - start));
}
