using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Schemas;
using FlowForge.Lakehouse.Tests.Parity;
using Xunit.Abstractions;

namespace FlowForge.Lakehouse.Tests.Expressions;

public sealed class SyntaxTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("a+b*c", "a + b * c")]
    [InlineData("(a + b) * c", "(a + b) * c")]
    [InlineData("a - (b - c)", "a - (b - c)")]
    [InlineData("not a = b and c or d", "NOT a = b AND c OR d")]
    [InlineData("- - a", "-(-a)")]
    [InlineData("-9223372036854775808", "-9223372036854775808L")]
    [InlineData("x between 1 and 2 and y", "x BETWEEN 1 AND 2 AND y")]
    [InlineData("cast(a as decimal(10, 2))", "CAST(a AS DECIMAL(10,2))")]
    [InlineData("a::array<map<string,int>>", "CAST(a AS ARRAY<MAP<STRING, INT>>)")]
    [InlineData("`my col`.`x``y`", "`my col`.`x``y`")]
    [InlineData("trim(both 'x' from s)", "btrim(s, 'x')")]
    [InlineData("extract(year from d)", "extract(YEAR FROM d)")]
    [InlineData("'it''s' 'one'", "'it\\'sone'")]
    [InlineData("r'\\d+'", "'\\\\d+'")]
    [InlineData("interval '1 02:03:04' day to second", "INTERVAL '1 02:03:04' DAY TO SECOND")]
    [InlineData("interval 1 year 2 months", "INTERVAL '1-2' YEAR TO MONTH")]
    [InlineData("transform(a, (x, i) -> x + i)", "transform(a, (x, i) -> x + i)")]
    [InlineData("sum(distinct x) filter (where y > 0) over (partition by k order by t desc rows between 3 preceding and current row)",
        "sum(DISTINCT x) FILTER (WHERE y > 0) OVER (PARTITION BY k ORDER BY t DESC ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)")]
    public void Parse_WrittenAgain_IsCanonical(string text, string canonical)
    {
        ParseResult parsed = Expression.Parse(text);
        Assert.Empty(parsed.Findings);
        Assert.Equal(canonical, parsed.Expression!.ToString());
        Assert.Equal(parsed.Expression, Expression.Parse(canonical).Expression);
    }

    [Theory]
    [InlineData("a + ", 4, "the end")]
    [InlineData("a b", 2, "'b'")]
    [InlineData("(a + b", 6, "')'")]
    [InlineData("case when a then b", 18, "WHEN, ELSE or END")]
    [InlineData("'open", 0, "no end")]
    [InlineData("cast(a as wrong)", 10, "no type wrong")]
    [InlineData("300Y", 0, "out of range")]
    [InlineData("a in (select 1)", 6, "query")]
    public void Parse_Wrong_PointsAtThePlace(string text, int offset, string says)
    {
        ExpressionFinding finding = Assert.Single(Expression.Parse(text).Findings);
        Assert.Equal(offset, finding.Where.Offset);
        Assert.Contains(says, finding.ToString());
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    [InlineData("-(", ")")]
    [InlineData("abs(", ")")]
    [InlineData("case when true then ", " end")]
    [InlineData("x -> ", "")]
    [InlineData("array<", ">")]
    public void Parse_VeryDeep_IsAFindingAndNoCrash(string open, string close)
    {
        const int Depth = 100_000;
        string deep = string.Concat(Enumerable.Repeat(open, Depth)) + "a" + string.Concat(Enumerable.Repeat(close, Depth));
        Assert.NotEmpty(Expression.Parse(open == "array<" ? $"cast(a as {deep})" : deep).Findings);
    }

    [Fact]
    public void Parse_WhatWasRendered_IsTheSame()
    {
        const int Seed = 20_260;
        output.WriteLine($"seed {Seed}");
        var random = new RandomExpressions(Seed);
        for (int i = 0; i < 5_000; i++)
        {
            Expression expression = random.Next(4);
            string text = expression.ToString();
            ParseResult parsed = Expression.Parse(text);
            Assert.True(expression.Equals(parsed.Expression), $"{text}  gave  {parsed.Expression?.ToString() ?? string.Join("; ", parsed.Findings)}");
        }
    }

    [Fact]
    public void Parse_WhatWasRenderedOfARecording_IsTheSame()
    {
        string[] texts = [.. ParityFolder.Expressions().SelectMany(recorded => recorded.Answers).Select(answer => answer.Text).Distinct()];
        Assert.NotEmpty(texts);
        foreach (string text in texts)
        {
            if (Expression.Parse(text).Expression is not { } expression) continue;
            ParseResult again = Expression.Parse(expression.ToString());
            Assert.True(expression.Equals(again.Expression), $"{text} was written as {expression}, which reads as {again.Expression?.ToString() ?? string.Join("; ", again.Findings)}");
            Assert.Equal(expression.ToString(), again.Expression!.ToString());
        }
    }

    [Theory]
    [InlineData("a << 2", "shiftleft(a, 2)")]
    [InlineData("shiftright(a, 1) + 1", "shiftright(a, 1) + 1")]
    [InlineData("(a >>> 1) * 2", "shiftrightunsigned(a, 1) * 2")]
    public void Render_AShift_IsTheFunctionThatSpark35Has(string text, string canonical) => Assert.Equal(canonical, Expression.Parse(text).Expression!.ToString());

    [Theory]
    [InlineData("zeroifnull(a) + abs(b)", "zeroifnull 4.0")]
    [InlineData("case when a > 0 then listagg(b) else dayname(c) end", "listagg 4.0, dayname 4.0")]
    [InlineData("mode(a, true) + mode(b)", "mode 4.0")]
    [InlineData("sum(a) over (partition by monthname(d))", "monthname 4.0")]
    [InlineData("a << 1", "")]
    public void Later_AnExpression_NamesWhatSpark35Lacks(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", SparkVersions.Later(Expression.Parse(text).Expression!).Select(found => $"{found.Function} {found.Since}")));

    [Fact]
    public void Parse_RandomCharacters_NeverThrows()
    {
        const int Seed = 7_331;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        const string Alphabet = "ab1.'\"`()[]<>=!-+*/%&|^~:,\\ \nxX😀ßcase when then end interval day cast as null 2e5D";
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            ParseResult parsed = Expression.Parse(text);
            Assert.Equal(parsed.Expression is null, parsed.Findings.Count > 0);
        }
    }
}

/// <summary>Expressions of every shape, from a seed.</summary>
internal sealed class RandomExpressions(int seed)
{
    private static readonly string[] s_names = ["a", "b", "Col", "my col", "date", "case", "x`y", "ü"];

    private readonly Random _random = new(seed);

    public Expression Next(int depth) => depth == 0 ? Leaf() : _random.Next(14) switch
    {
        0 => Leaf(),
        1 => new Expression.Unary((UnaryOperator)_random.Next(4), Next(depth - 1)),
        2 or 3 or 4 => new Expression.Binary((BinaryOperator)_random.Next(22), Next(depth - 1), Next(depth - 1)),
        5 => new Expression.Between(Next(depth - 1), Next(depth - 1), Next(depth - 1), Toss()),
        6 => new Expression.In(Next(depth - 1), [Next(depth - 1), Next(depth - 1)], Toss()),
        7 => new Expression.Like((LikeKind)_random.Next(3), Next(depth - 1), Next(depth - 1), null, Toss()),
        8 => new Expression.Is((IsKind)_random.Next(4), Next(depth - 1), Toss()),
        9 => new Expression.Case(Toss() ? Next(depth - 1) : null, [new When(Next(depth - 1), Next(depth - 1))], Toss() ? Next(depth - 1) : null),
        10 => new Expression.Cast(Next(depth - 1), new DataType.List(new DataType.Decimal(10, 2)), Toss()),
        11 => new Expression.Subscript(Next(depth - 1), Next(depth - 1)),
        12 => new Expression.Call("transform", [Next(depth - 1), new Expression.Lambda(["p", "q"], Next(depth - 1))]),
        _ => new Expression.Call("sum", [Next(depth - 1)])
        {
            Distinct = Toss(),
            Filter = Toss() ? Next(depth - 1) : null,
            Over = Toss() ? new WindowFrame([Next(depth - 1)], [new SortItem(Next(depth - 1), Toss(), Toss())], new FrameRange(Toss(), new FrameBound(FrameEdge.UnboundedPreceding), new FrameBound(FrameEdge.CurrentRow))) : null,
        },
    };

    private bool Toss() => _random.Next(2) == 0;

    private Expression Leaf() => _random.Next(9) switch
    {
        0 => new Expression.Constant(new Literal.Null()),
        1 => new Expression.Constant(new Literal.Boolean(Toss())),
        2 => new Expression.Constant(new Literal.Integer(_random.Next(-5, 1_000), Toss() ? PrimitiveKind.Integer : PrimitiveKind.BigInt)),
        3 => new Expression.Constant(new Literal.Exact(1_250, 4, 3)),
        4 => new Expression.Constant(new Literal.Floating(_random.NextDouble() * 1e12 - 5e11, false)),
        5 => new Expression.Constant(new Literal.Text("it's \\ a \n 'text' % ü😀")),
        6 => new Expression.Constant(new Literal.Moment("2024-02-29", PrimitiveKind.Date)),
        7 => new Expression.Constant(new Literal.Duration(93_784_000_000, IntervalUnit.Day, IntervalUnit.Second)),
        _ => new Expression.Name(Toss() ? [s_names[_random.Next(s_names.Length)]] : [s_names[_random.Next(s_names.Length)], s_names[_random.Next(s_names.Length)]]),
    };
}
