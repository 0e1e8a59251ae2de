using FlowForge.Explore.Datasets;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Tests.Typing;

/// <summary>Names count by whole words, and never against the values.</summary>
public class NameRuleTests
{
    private const string Amounts = "(hash(i) % 90000)::BIGINT";

    [Theory]
    [InlineData("paid", Amounts, SemanticType.Currency)]
    [InlineData("grid", Amounts, SemanticType.NumericContinuous)]
    [InlineData("valid", Amounts, SemanticType.NumericContinuous)]
    [InlineData("humidity", Amounts, SemanticType.NumericContinuous)]
    [InlineData("candidates", Amounts, SemanticType.NumericContinuous)]
    [InlineData("solid_waste", Amounts, SemanticType.NumericContinuous)]
    [InlineData("plate", Amounts, SemanticType.NumericContinuous)]
    [InlineData("id", Amounts, SemanticType.Identifier)]
    [InlineData("customerId", Amounts, SemanticType.Identifier)]
    [InlineData("Order ID", Amounts, SemanticType.Identifier)]
    [InlineData("latte", "(hash(i) % 900) / 10.0", SemanticType.NumericContinuous)]
    [InlineData("event_id", "'1267-' || lpad(i::VARCHAR, 6, '0')", SemanticType.Identifier)]
    [InlineData("mobile", "'0170-' || lpad((i * 7919 % 1000000)::VARCHAR, 6, '0')", SemanticType.Phone)]
    [InlineData("lat", "(hash(i) % 900) / 10.0", SemanticType.Latitude)]
    [InlineData("separate", "(hash(i) % 100) / 100.0", SemanticType.NumericContinuous)]
    [InlineData("error_rate", "(hash(i) % 100) / 100.0", SemanticType.Percentage)]
    [InlineData("error_rate", "(hash(i) % 9000)::DOUBLE + 0.5", SemanticType.NumericContinuous)]
    [InlineData("email", "'word' || (i % 7)", SemanticType.CategoricalNominal)]
    [InlineData("surname", "'Meyer' || chr((65 + i % 26)::INT)", SemanticType.PersonName)]
    [InlineData("filename", "'Meyer' || chr((65 + i % 26)::INT)", SemanticType.CategoricalNominal)]
    [InlineData("year", "2000 + i % 20", SemanticType.Year)]
    [InlineData("yearly_total", "2000 + i % 20", SemanticType.Currency)]
    public void Type_OfAName_TakesWholeWordsThatTheValuesAllow(string name, string values, SemanticType expected)
    {
        using var world = new Exploration();
        var dataset = new TypedDataset(world.Table("t", $"SELECT {values} AS \"{name}\" FROM range(1000) r(i)").Profile("t"));
        ColumnTyping typing = dataset.TypingOf(dataset.Columns[0]);
        Assert.True(typing.Type == expected, $"{name}: {typing.Best.Type} ({string.Join("; ", typing.Best.Evidence)}) instead of {expected}");
    }
}
