using FlowForge.Explore.Profiling.Texts;
using FlowForge.Explore.Typing;

namespace FlowForge.Explore.Tests.Typing;

public class WordsTests
{
    [Theory]
    [InlineData("paid", "paid")]
    [InlineData("grid", "grid")]
    [InlineData("is_valid", "is valid")]
    [InlineData("customerId", "customer id")]
    [InlineData("OrderID", "order id")]
    [InlineData("HTTPCode", "http code")]
    [InlineData("Kunden-Nr. 2", "kunden nr 2")]
    [InlineData("address1", "address 1")]
    public void Words_Names_AreCutAtBoundaries(string name, string words) => Assert.Equal(words, string.Join(' ', new Words(name).All));

    [Theory]
    [InlineData("customers", "customer")]
    [InlineData("policies", "policy")]
    [InlineData("addresses", "address")]
    [InlineData("status", "status")]
    [InlineData("boxes", "box")]
    [InlineData("class", "class")]
    public void Singular_Plurals_LoseTheirEnding(string plural, string singular) => Assert.Equal(singular, Words.Singular(plural));

    [Theory]
    [InlineData("", ValueForm.Empty)]
    [InlineData("N/A", ValueForm.Placeholder)]
    [InlineData("-", ValueForm.Placeholder)]
    [InlineData("yes", ValueForm.Boolean)]
    [InlineData("-12", ValueForm.Integer)]
    [InlineData("007", ValueForm.Integer)]
    [InlineData("1,234.50", ValueForm.Number)]
    [InlineData("1e-3", ValueForm.Number)]
    [InlineData("1.234,50", ValueForm.CommaNumber)]
    [InlineData("12,5", ValueForm.CommaNumber)]
    [InlineData("€ 12.50", ValueForm.Money)]
    [InlineData("12.50 USD", ValueForm.Money)]
    [InlineData("12 %", ValueForm.Percent)]
    [InlineData("2024-02-29", ValueForm.IsoDate)]
    [InlineData("2023-02-29", ValueForm.Code)]
    [InlineData("2024-02-29T12:00:00Z", ValueForm.IsoTimestamp)]
    [InlineData("29.02.2024", ValueForm.DayFirstDate)]
    [InlineData("29/02/2024", ValueForm.DayFirstDate)]
    [InlineData("02/29/2024", ValueForm.MonthFirstDate)]
    [InlineData("03/04/2024", ValueForm.AmbiguousDate)]
    [InlineData("12:30", ValueForm.Time)]
    [InlineData("a.b@example.co.uk", ValueForm.Email)]
    [InlineData("a@b", ValueForm.Word)]
    [InlineData("+49 30 1234567", ValueForm.Phone)]
    [InlineData("(030) 123-4567", ValueForm.Phone)]
    [InlineData("8c1f9a52-3f5e-4c1e-9d53-0c3a8d1d2b44", ValueForm.Uuid)]
    [InlineData("https://example.com/a?b=c", ValueForm.Url)]
    [InlineData("192.168.0.1", ValueForm.IpAddress)]
    [InlineData("DE89 3704 0044 0532 0130 00", ValueForm.Iban)]
    [InlineData("DE89 3704 0044 0532 0130 01", ValueForm.Text)]
    [InlineData("4111 1111 1111 1111", ValueForm.CardNumber)]
    [InlineData("{\"a\": 1}", ValueForm.Json)]
    [InlineData("AB-1234", ValueForm.Code)]
    [InlineData("Berlin", ValueForm.Word)]
    [InlineData("New York", ValueForm.Text)]
    public void Form_Text_IsWhatItLooksLike(string text, ValueForm form) => Assert.Equal(form, TextForms.Of(text));
}
