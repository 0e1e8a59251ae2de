using System.Text;
using FlowForge.Convert.Json;

namespace FlowForge.Convert.Tests.Json;

public class JsonNumberTests
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("-0", true)]
    [InlineData("0.0", true)]
    [InlineData("0e99", true)]
    [InlineData("0.1", true)]
    [InlineData("1e22", true)]
    [InlineData("100E-2", true)]
    [InlineData("9007199254740992", true)]
    [InlineData("9007199254740993", false)]
    [InlineData("2.225073858507201e-308", true)]
    [InlineData("5e-324", true)]
    [InlineData("4e-324", false)]
    [InlineData("1e-400", false)]
    [InlineData("1e400", false)]
    [InlineData("1e99999999999999999999", false)]
    [InlineData("-65.613616999999977", false)]
    [InlineData("-65.61361699999998", true)]
    [InlineData("0.30000000000000004", true)]
    [InlineData("0.300000000000000040", true)]
    public void TryDouble_OnlyWhatComesBack(string text, bool exact) => Assert.Equal(exact, JsonNumber.TryDouble(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("12.50", 18, 2, "1250")]
    [InlineData("12.500", 18, 2, "1250")]
    [InlineData("12.505", 18, 2, null)]
    [InlineData("-7", 18, 2, "-700")]
    [InlineData("1e2", 18, 2, null)]
    [InlineData("9999999999999999.99", 18, 2, "999999999999999999")]
    [InlineData("10000000000000000", 18, 2, null)]
    [InlineData("99999999999999999999999999999999999999", 38, 0, "99999999999999999999999999999999999999")]
    [InlineData("100000000000000000000000000000000000000", 38, 0, null)]
    [InlineData("0.99999999999999999999999999999999999999", 38, 38, "99999999999999999999999999999999999999")]
    [InlineData("99999999999999999999999999999999999999.99999999999999999999999999999999999999", 38, 38, null)]
    public void TryDecimal_ExactOrNot(string text, int precision, int scale, string? unscaled)
    {
        bool fits = JsonNumber.TryDecimal(Encoding.ASCII.GetBytes(text), precision, scale, out Int128 value);
        Assert.Equal(unscaled, fits ? value.ToString() : null);
    }

    [Fact]
    public void TryDouble_ShortestTextOfAnyDouble_ComesBack()
    {
        var random = new Random(20_240);
        for (int i = 0; i < 100_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (!double.IsFinite(value)) continue;
            Assert.True(JsonNumber.TryDouble(Encoding.ASCII.GetBytes(value.ToString("R")), out double back) && back.Equals(value), $"{value:R}");
        }
    }
}
