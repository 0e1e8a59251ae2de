using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlowForge.Cli.Samples.Facts;

namespace FlowForge.Cli.Samples.Files;

/// <summary>The claims as the web service logs them: a JSON object a line, nested, times in UTC, a field that turns up late, lines that were torn when the service died.</summary>
internal sealed class ClaimsJson(Insurer insurer)
{
    // Euros with cents are written as numbers; the service knows no other kind.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ArrayBufferWriter<byte> _line = new(1_024);

    /// <summary>Day 1: all claims until then. Later days: that day's new claims, and those that were settled on it.</summary>
    public void Write(Stream file, int day)
    {
        long before = day == 1 ? 0 : insurer.Size.Claims + ((long)insurer.Size.ClaimsPerDay * (day - 2));
        long last = insurer.Size.Claims + ((long)insurer.Size.ClaimsPerDay * (day - 1));
        for (long row = 1; row <= before; row++)
        {
            ClaimFacts claim = ClaimFacts.Of(insurer, row);
            if (claim.SettledAt > Insurer.EndOf(day - 1) && claim.SettledAt <= Insurer.EndOf(day)) WriteLine(file, claim, isSettled: true, claim.SettledAt);
        }
        for (long row = before + 1; row <= last; row++) WriteNew(file, ClaimFacts.Of(insurer, row), day);
    }

    private void WriteNew(Stream file, ClaimFacts claim, int day)
    {
        bool isSettled = claim.SettledAt <= Insurer.EndOf(day);
        DateTime updatedAt = isSettled ? claim.SettledAt : claim.SubmittedAt;
        if (isSettled && insurer.Has(Flaw.ClaimResubmitted, claim.Row)) WriteLine(file, claim, isSettled: false, claim.SubmittedAt);
        if (insurer.Has(Flaw.LineTorn, claim.Row)) WriteTorn(file, claim, isSettled, updatedAt);
        WriteLine(file, claim, isSettled, updatedAt);
    }

    private void WriteTorn(Stream file, ClaimFacts claim, bool isSettled, DateTime updatedAt)
    {
        Fill(claim, isSettled, updatedAt);
        file.Write(_line.WrittenSpan[..(_line.WrittenCount * 2 / 3)]);
        file.WriteByte((byte)'\n');
    }

    private void WriteLine(Stream file, ClaimFacts claim, bool isSettled, DateTime updatedAt)
    {
        Fill(claim, isSettled, updatedAt);
        file.Write(_line.WrittenSpan);
        file.WriteByte((byte)'\n');
    }

    private void Fill(ClaimFacts claim, bool isSettled, DateTime updatedAt)
    {
        _line.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_line, s_options);
        long row = claim.Row;
        json.WriteStartObject();
        json.WriteString("claim_id", Insurer.ClaimId(row));
        json.WriteString("policy_id", Insurer.PolicyId(insurer.Has(Flaw.ClaimWithoutPolicy, row) ? insurer.Size.Policies + row : claim.Policy.Row));
        json.WriteString("provider_id", Insurer.ProviderId(insurer.Has(Flaw.ClaimWithoutProvider, row) ? insurer.Size.Providers + row : claim.Provider.Row));
        json.WriteString("submitted_at", Utc(insurer.Has(Flaw.SubmittedInFuture, row) ? claim.SubmittedAt.AddYears(10) : claim.SubmittedAt));
        json.WriteString("treated_on", TreatedOn(claim).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteStartObject("diagnosis");
        json.WriteString("code", claim.Diagnosis.Code);
        json.WriteString("text", claim.Diagnosis.Text);
        json.WriteEndObject();
        WriteItems(json, claim);
        Euros(json, "amount_claimed", AmountCents(claim));
        WriteOutcome(json, claim, isSettled);
        json.WriteString("channel", claim.Channel);
        json.WriteString("note", Note(claim));
        if (row > insurer.Size.Claims * 9L / 10) json.WriteBoolean("photo_attached", row % 3 == 0);
        json.WriteString("updated_at", Utc(updatedAt));
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteItems(Utf8JsonWriter json, ClaimFacts claim)
    {
        json.WriteStartArray("items");
        for (int i = 0; i < claim.ItemCents.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("line", i + 1);
            Euros(json, "amount", claim.ItemCents[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What is known only once a claim is settled. The settlement code gives away what a model is to foresee.</summary>
    private void WriteOutcome(Utf8JsonWriter json, ClaimFacts claim, bool isSettled)
    {
        string status = !isSettled ? "open" : claim.IsRejected ? "rejected" : "paid";
        json.WriteString("status", !insurer.Has(Flaw.ClaimStatusVariant, claim.Row) ? status : claim.Row % 2 == 0 ? status.ToUpperInvariant() : $" {status}");
        if (isSettled)
        {
            Euros(json, "amount_paid", claim.PaidCents);
            json.WriteString("settlement_code", claim.IsFraud ? "F9" : claim.IsRejected ? "R1" : "P0");
            json.WriteBoolean("is_fraud", claim.IsFraud);
        }
        else
        {
            json.WriteNull("amount_paid");
            json.WriteNull("settlement_code");
            json.WriteNull("is_fraud");
        }
    }

    private DateOnly TreatedOn(ClaimFacts claim) =>
        insurer.Has(Flaw.TreatedAfterSubmitted, claim.Row) ? DateOnly.FromDateTime(claim.SubmittedAt).AddDays(2 + (int)(claim.Row % 20)) : claim.TreatedOn;

    private long AmountCents(ClaimFacts claim) =>
        insurer.Has(Flaw.AmountNegative, claim.Row) ? -claim.AmountCents
        : insurer.Has(Flaw.AmountExtreme, claim.Row) ? claim.AmountCents * 1_000
        : claim.AmountCents;

    private string Note(ClaimFacts claim)
    {
        if (!insurer.Has(Flaw.PersonInNote, claim.Row)) return claim.Row % 5 == 0 ? $"Owner said: \"{claim.Diagnosis.Text}\", see attachment" : "";
        CustomerFacts customer = CustomerFacts.Of(insurer, claim.Policy.Customer);
        return claim.Row % 2 == 0 ? $"please call back {customer.Phone}" : $"send letter to {customer.Email}, thanks";
    }

    private static void Euros(Utf8JsonWriter json, string name, long cents) => json.WriteNumber(name, cents / 100m);

    private static string Utc(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
