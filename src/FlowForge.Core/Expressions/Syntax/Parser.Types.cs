using System.Globalization;
using FlowForge.Core.Schemas;

namespace FlowForge.Core.Expressions.Syntax;

/// <summary>Type names, also nested, and lists of columns as in <c>a INT, b STRUCT&lt;c: STRING&gt;</c>.</summary>
internal sealed partial class Parser
{
    /// <summary>Columns of a schema text; null when it is none.</summary>
    public static IReadOnlyList<Column>? ParseColumns(string text) => Whole(text, parser => parser.Columns(""));

    /// <summary>A type's name; null when it is none.</summary>
    public static DataType? ParseType(string text) => Whole(text, parser => parser.Type());

    private static T? Whole<T>(string text, Func<Parser, T> parse) where T : class
    {
        var parser = new Parser(text);
        try
        {
            T result = parse(parser);
            parser.ExpectEnd();
            return result;
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    private List<Column> Columns(string closing)
    {
        var columns = new List<Column>();
        if (closing.Length > 0 && TryClose()) return columns;
        do
        {
            string name = Identifier("a column's name");
            TrySymbol(":");
            DataType type = Type();
            if (TryWord("NOT")) ExpectWord("NULL");
            if (TryWord("COMMENT")) ExpectText("a comment");
            columns.Add(new Column(name, type));
        }
        while (TrySymbol(","));
        if (closing.Length > 0 && !TryClose()) throw Unexpected("'>' or ','");
        return columns;
    }

    // In `array<array<int>>` the end reads as one token of several brackets.
    private bool TryClose()
    {
        if (Current.Kind != TokenKind.Symbol || !Current.Text.StartsWith('>') || Current.Text.Trim('>').Length > 0) return false;
        Token token = Current;
        if (token.Text.Length == 1) _at++;
        else _tokens[_at] = new Token(TokenKind.Symbol, token.Text[1..], new TextSpan(token.Span.Offset + 1, token.Span.Length - 1));
        return true;
    }

    private DataType Type() => Nested(() =>
    {
        Token token = Current;
        string name = Identifier("a type").ToUpperInvariant();
        return name switch
        {
            "ARRAY" => Inside(() => new DataType.List(Type())),
            "MAP" => Inside(MapType),
            "STRUCT" => StructType(),
            "DECIMAL" or "DEC" or "NUMERIC" => DecimalType(token),
            "INTERVAL" => IntervalType(),
            "CHAR" or "CHARACTER" or "VARCHAR" => TextType(),
            _ => TypeNames.Simple(name) ?? throw Wrong("unknown-type", "UNSUPPORTED_DATATYPE", token.Span, $"There is no type {token.Text}."),
        };
    });

    private DataType Inside(Func<DataType> inner)
    {
        ExpectSymbol("<");
        DataType type = inner();
        return TryClose() ? type : throw Unexpected("'>'");
    }

    private DataType.Map MapType()
    {
        DataType key = Type();
        ExpectSymbol(",");
        return new DataType.Map(key, Type());
    }

    private DataType.Struct StructType()
    {
        if (Current.IsSymbol("<>"))
        {
            Take();
            return new DataType.Struct([]);
        }
        ExpectSymbol("<");
        return new DataType.Struct(Columns(">"));
    }

    private DataType.Decimal DecimalType(Token token)
    {
        int precision = 10, scale = 0;
        if (TrySymbol("("))
        {
            precision = SmallNumber();
            if (TrySymbol(",")) scale = SmallNumber();
            ExpectSymbol(")");
        }
        if (precision is < 1 or > 38) throw Wrong("decimal-precision", "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", From(token.Span), $"A decimal has 1 to 38 digits, found {precision}.");
        if (scale < 0 || scale > precision) throw Wrong("decimal-scale", "INVALID_SCALE", From(token.Span), $"A decimal's scale is 0 to its precision {precision}, found {scale}.");
        return new DataType.Decimal(precision, scale);
    }

    private DataType TextType()
    {
        if (!TrySymbol("(")) return DataType.Varchar;
        SmallNumber();
        ExpectSymbol(")");
        return DataType.Varchar;
    }

    private DataType IntervalType()
    {
        if (!TryUnit(out IntervalUnit first)) return new DataType.Primitive(PrimitiveKind.Interval);
        IntervalUnit last = first;
        if (TryWord("TO") && !TryUnit(out last)) throw Unexpected("a unit");
        if (first <= IntervalUnit.Month != last <= IntervalUnit.Month || last < first) throw Unexpected("units from long to short, months and days apart");
        return first <= IntervalUnit.Month ? new DataType.YearMonthInterval(first, last) : new DataType.DayTimeInterval(first, last);
    }

    private bool TryUnit(out IntervalUnit unit)
    {
        unit = default;
        if (Current.Kind != TokenKind.Identifier || !Enum.TryParse(Current.Text, ignoreCase: true, out unit) || char.IsAsciiDigit(Current.Text[0])) return false;
        Take();
        return true;
    }

    private int SmallNumber()
    {
        if (Current.Kind != TokenKind.Number || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)) throw Unexpected("a whole number");
        Take();
        return value;
    }
}
