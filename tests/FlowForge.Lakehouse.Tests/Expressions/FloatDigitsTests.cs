using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Tests.Expressions;

public sealed class FloatDigitsTests
{
    // As Java 17 prints them.
    [Theory]
    [InlineData(double.Epsilon, "4.9E-324")]
    [InlineData(double.MaxValue, "1.7976931348623157E308")]
    [InlineData(2.2250738585072014E-308, "2.2250738585072014E-308")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-5, "1.0E-5")]
    [InlineData(2e-5, "2.0E-5")]
    [InlineData(0.001, "0.001")]
    [InlineData(9_999_999.5, "9999999.5")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(1e23, "9.999999999999999E22")]
    [InlineData(2e23, "1.9999999999999998E23")]
    [InlineData(8.41e21, "8.409999999999999E21")]
    [InlineData(123_456_789_012_345_680, "1.2345678901234568E17")]
    [InlineData(9_007_199_254_740_993, "9.007199254740992E15")]
    [InlineData(100, "100.0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Of_ADouble_IsWhatJavaWrites(double value, string expected) => Assert.Equal(expected, NumberText.Of(value));

    [Theory]
    [InlineData(float.Epsilon, "1.4E-45")]
    [InlineData(float.MaxValue, "3.4028235E38")]
    [InlineData(0.1f, "0.1")]
    [InlineData(1.1754944E-38f, "1.17549435E-38")]
    [InlineData(3.3e7f, "3.3E7")]
    public void Of_AFloat_IsWhatJavaWrites(float value, string expected) => Assert.Equal(expected, NumberText.Of(value));

    [Fact]
    public void Round_AnyDouble_IsWhatItsDigitsSay()
    {
        const int Seed = 7_240_113;
        var random = new Random(Seed);
        for (int i = 0; i < 200_000; i++)
        {
            int digits = random.Next(0, 16);
            // Many near the middle between two results, where the digits decide.
            double value = random.Next(3) switch
            {
                0 => random.Next(-2_000_000, 2_000_000) / Math.Pow(10, random.Next(0, 8)),
                1 => (random.Next(-20_000, 20_000) + 0.5) / Math.Pow(10, digits) * (1 + random.Next(-2, 3) * Math.ScaleB(1, -52)),
                _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-10, 16)),
            };
            bool isEven = random.Next(2) == 0;
            double expected = Arithmetic.RoundByDigits(value, digits, isEven), found = Arithmetic.Round(value, digits, isEven);
            Assert.True(expected.Equals(found) || expected == 0 && found == 0, $"seed {Seed}: {value:R} to {digits} gave {found:R}, expected {expected:R}");
        }
    }

    [Fact]
    public void Of_AnyDouble_ReadsBackAsTheSame()
    {
        const int Seed = 4_511_638;
        var random = new Random(Seed);
        for (int i = 0; i < 100_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(value)) Assert.True(value.Equals(double.Parse(NumberText.Of(value), System.Globalization.CultureInfo.InvariantCulture)), $"seed {Seed}: {value:R} gave {NumberText.Of(value)}");
        }
    }
}
