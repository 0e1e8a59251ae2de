using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;

namespace FlowForge.Lakehouse.Tests.Expressions;

public sealed class TyperTests
{
    private static readonly Column[] s_schema =
    [
        new("customer_id", DataType.BigInt), new("amount", new DataType.Decimal(10, 2)), new("name", DataType.Varchar), new("born", DataType.Date),
        new("seen", DataType.TimestampTz), new("tags", new DataType.List(DataType.Varchar)), new("address", new DataType.Struct([new("City", DataType.Varchar)])), new("scores", new DataType.Map(DataType.Varchar, DataType.Double)),
    ];

    [Theory]
    [InlineData("amount * 1.5", "decimal(13,3)")]
    [InlineData("amount / 3", "decimal(14,6)")]
    [InlineData("customer_id + 1", "bigint")]
    [InlineData("customer_id / 2", "double")]
    [InlineData("name + 1", "bigint")]
    [InlineData("born + 1", "date")]
    [InlineData("born - DATE'2024-01-01'", "interval day")]
    [InlineData("seen - born", "interval day to second")]
    [InlineData("ADDRESS.city", "string")]
    [InlineData("transform(tags, t -> length(t))", "array<int>")]
    [InlineData("scores['a']", "double")]
    [InlineData("aggregate(tags, 0, (n, t) -> n + 1)", "int")]
    [InlineData("case when amount > 1 then 1 else 2L end", "bigint")]
    [InlineData("struct(name, amount AS total)", "struct<name:string,total:decimal(10,2)>")]
    [InlineData("sum(amount) over (partition by name order by seen)", "decimal(20,2)")]
    [InlineData("array()", "array<void>")]
    public void Check_Right_HasSparksType(string text, string type)
    {
        CheckResult check = Check(text);
        Assert.Empty(check.Findings);
        Assert.Equal(type, TypeNames.Of(check.Expression!.Type));
    }

    [Theory]
    [InlineData("custmer_id", "unknown-column", "Did you mean customer_id?")]
    [InlineData("uper(name)", "unknown-function", "Did you mean upper?")]
    [InlineData("address.ctiy", "unknown-field", "Did you mean City?")]
    [InlineData("upper(name, 1)", "argument-count", "takes 1 arguments, found 2")]
    [InlineData("born * 2", "type-mismatch", "does not work on date")]
    [InlineData("born and true", "type-mismatch", "boolean")]
    [InlineData("row_number()", "window-missing", "OVER")]
    [InlineData("filter(tags, 1)", "type-mismatch", "filter takes")]
    [InlineData("transform(tags, (a, b, c) -> a)", "lambda-parameters", "3 parameters")]
    [InlineData("extract(epoch from seen)", "extract-field", "EPOCH")]
    [InlineData("cast(born as boolean)", "type-mismatch", "cannot be cast")]
    public void Check_Wrong_SaysWhatAndWhatToDo(string text, string id, string says)
    {
        ExpressionFinding finding = Assert.Single(Check(text).Findings);
        Assert.Equal(id, finding.Id);
        Assert.Contains(says, finding.ToString());
    }

    [Fact]
    public void Check_SeveralMistakes_AllAreFound()
    {
        IReadOnlyList<ExpressionFinding> findings = Check("nme || uper(name) || address.x").Findings;
        Assert.Equal(["unknown-column", "unknown-function", "unknown-field"], findings.Select(finding => finding.Id));
        Assert.Equal([0, 7, 21], findings.Select(finding => finding.Where.Offset));
    }

    private static CheckResult Check(string text) => ExpressionTyper.Check(Expression.Parse(text).Expression!, s_schema, new ExpressionSettings());
}
