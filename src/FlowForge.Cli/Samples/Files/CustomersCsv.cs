using System.Globalization;
using System.Text;
using FlowForge.Cli.Samples.Facts;

namespace FlowForge.Cli.Samples.Files;

/// <summary>The customers as a system of the nineties exports them: Windows-1252, semicolons, decimal commas, day first, postcodes with leading zeros.</summary>
internal sealed class CustomersCsv(Insurer insurer)
{
    /// <summary>Of a later day's customers, those who moved.</summary>
    private const double MovesPerDay = 0.01;

    private static readonly CultureInfo s_german = CultureInfo.ReadOnly(new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } });

    /// <summary>Day 1: all customers. Later days: those who moved on that day, as they are now.</summary>
    public void Write(Stream file, int day)
    {
        using var text = new StreamWriter(file, CodePagesEncodingProvider.Instance.GetEncoding(1252)!) { NewLine = "\r\n" };
        text.WriteLine("customer_id;first_name;last_name;email;phone;birth_date;postcode;city;country;income;segment;marketing_consent;joined_on;updated_at;source_system");
        for (long row = 1; row <= insurer.Size.Customers; row++)
        {
            if (day == 1) WriteAll(text, CustomerFacts.Of(insurer, row));
            else if (insurer.Draw(Subject.Move, (row * 1_000) + day).Chance(MovesPerDay)) WriteMoved(text, CustomerFacts.Of(insurer, row), day);
        }
    }

    private void WriteAll(StreamWriter text, CustomerFacts customer)
    {
        string line = Line(customer, customer.Home, customer.UpdatedAt);
        text.WriteLine(line);
        if (insurer.Has(Flaw.CustomerTwice, customer.Row)) text.WriteLine(line);
        if (!insurer.Has(Flaw.CustomerResent, customer.Row)) return;
        DateTime later = customer.UpdatedAt.AddMinutes(insurer.FlawDetails(Flaw.CustomerResent, customer.Row).Between(1_440, 1_440_000)), last = Insurer.FirstDay.ToDateTime(new TimeOnly(12, 0));
        text.WriteLine(Line(customer, CustomerFacts.NewHome(insurer, customer, 1), later < last ? later : last.AddMinutes(-(customer.Row % 1_000))));
    }

    private void WriteMoved(StreamWriter text, CustomerFacts customer, int day) =>
        text.WriteLine(Line(customer, CustomerFacts.NewHome(insurer, customer, day), Insurer.EndOf(day).AddMinutes(-(customer.Row % 600))));

    private string Line(CustomerFacts customer, City home, DateTime updatedAt) => string.Join(';',
        Insurer.CustomerId(customer.Row), customer.FirstName, customer.LastName, Email(customer), customer.Phone,
        BirthDate(customer).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture), home.Postcode, home.Name, Country(customer, home), Income(customer),
        customer.Segment, customer.HasConsent ? "true" : "false", customer.JoinedOn.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture),
        updatedAt.ToString("dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture), "CRM2");

    private string Email(CustomerFacts customer)
    {
        if (insurer.Has(Flaw.EmailInvalid, customer.Row))
            return insurer.FlawDetails(Flaw.EmailInvalid, customer.Row).Below(3) switch { 0 => customer.Email.Replace('@', ' '), 1 => customer.Email[..(customer.Email.IndexOf('@', StringComparison.Ordinal) + 1)], _ => "none" };
        if (insurer.Has(Flaw.EmailVariant, customer.Row))
            return insurer.FlawDetails(Flaw.EmailVariant, customer.Row).Below(3) switch { 0 => customer.Email.ToUpperInvariant(), 1 => $" {customer.Email}", _ => $"{customer.Email} " };
        return customer.Email;
    }

    private DateOnly BirthDate(CustomerFacts customer) =>
        insurer.Has(Flaw.BirthPlaceholder, customer.Row) ? new DateOnly(1900, 1, 1)
        : insurer.Has(Flaw.BirthInFuture, customer.Row) ? customer.BirthDate.AddYears(100)
        : customer.BirthDate;

    private string Country(CustomerFacts customer, City home) =>
        insurer.Has(Flaw.CountryVariant, customer.Row) ? insurer.FlawDetails(Flaw.CountryVariant, customer.Row).Pick(Vocabulary.CountrySpellings[home.Country]) : home.Country;

    private string Income(CustomerFacts customer) =>
        insurer.Has(Flaw.IncomeMissing, customer.Row) ? ""
        : insurer.Has(Flaw.IncomeInCents, customer.Row) ? $"{customer.IncomeCents},00"
        : (customer.IncomeCents / 100m).ToString("0.00", s_german);
}
