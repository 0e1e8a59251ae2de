using System.Collections.Frozen;

namespace FlowForge.Explore.Typing;

/// <summary>Words that columns of a meaning have in their names. A name never decides alone: values must allow it.</summary>
internal static class NameWords
{
    internal static FrozenSet<string> Identifier { get; } = Set("id", "ids", "key", "uuid", "guid", "identifier", "pk", "fk", "sk", "nr", "no", "num", "number", "code", "ref", "reference", "sku", "ssn", "isbn", "ean", "vin", "login", "username");
    internal static FrozenSet<string> StrictIdentifier { get; } = Set("id", "ids", "uuid", "guid", "identifier", "pk", "fk", "sk", "key");
    internal static FrozenSet<string> Money { get; } = Set("amount", "amt", "price", "cost", "costs", "premium", "salary", "wage", "income", "revenue", "sales", "fee", "fees", "total", "subtotal", "paid", "balance", "payment", "payout", "deductible", "limit", "budget", "spend", "spent", "value", "tax", "discount", "charge", "turnover", "profit", "margin", "eur", "usd", "gbp", "chf", "betrag", "preis", "umsatz");
    internal static FrozenSet<string> Percentage { get; } = Set("pct", "percent", "percentage", "rate", "ratio", "share", "probability", "prob", "proportion");
    internal static FrozenSet<string> Year { get; } = Set("year", "yr", "jahr", "annee", "fy");
    internal static FrozenSet<string> Zip { get; } = Set("zip", "zipcode", "postcode", "postal", "plz", "postleitzahl", "cp");
    internal static FrozenSet<string> Phone { get; } = Set("phone", "telephone", "tel", "mobile", "fax", "cell", "msisdn", "telefon", "handy", "whatsapp");
    internal static FrozenSet<string> Latitude { get; } = Set("lat", "latitude");
    internal static FrozenSet<string> Longitude { get; } = Set("lon", "lng", "long", "longitude");
    internal static FrozenSet<string> Country { get; } = Set("country", "nation", "land", "nationality");
    internal static FrozenSet<string> CurrencyCode { get; } = Set("currency", "ccy", "curr", "waehrung");
    internal static FrozenSet<string> PersonName { get; } = Set("name", "firstname", "lastname", "fullname", "surname", "forename", "vorname", "nachname", "familyname", "givenname");
    internal static FrozenSet<string> Person { get; } = Set("first", "last", "full", "given", "family", "middle", "maiden", "sur", "customer", "client", "owner", "person", "employee", "patient", "contact", "user", "member", "holder", "insured", "agent", "author", "guest", "student", "teacher", "vet", "doctor", "kunde", "kundin", "inhaber", "besitzer", "mitarbeiter", "ansprechpartner", "nom", "prenom", "cliente", "nombre", "apellido");
    internal static FrozenSet<string> Address { get; } = Set("address", "street", "addr", "strasse", "rue", "adresse", "address1", "address2", "line1", "line2");
    internal static FrozenSet<string> Birth { get; } = Set("birth", "birthday", "birthdate", "dob", "born", "geburtsdatum");
    internal static FrozenSet<string> Target { get; } = Set("target", "label", "outcome", "response", "churn", "churned", "fraud", "fraudulent", "default", "defaulted", "converted", "conversion", "survived", "attrition", "exited", "lapsed", "retained", "cancelled", "canceled", "failed", "failure", "readmitted", "clicked", "purchased");
    internal static FrozenSet<string> PlainTarget { get; } = Set("target", "label", "churn", "churned", "fraud", "attrition", "survived");
    internal static FrozenSet<string> Time { get; } = Set("date", "time", "datetime", "timestamp", "ts", "at", "on", "when", "day", "datum", "created", "updated", "modified");
    internal static FrozenSet<string> Month { get; } = Set("month", "mon", "monat", "mois");
    internal static FrozenSet<string> Weekday { get; } = Set("weekday", "dow", "dayofweek", "wochentag");
    internal static FrozenSet<string> Hour { get; } = Set("hour", "hr", "hod", "stunde");
    internal static FrozenSet<string> DayOfMonth { get; } = Set("day", "dom", "dayofmonth");
    internal static FrozenSet<string> Rank { get; } = Set("rating", "stars", "grade", "level", "rank", "priority", "severity", "stage", "tier", "score", "class", "size");
    internal static FrozenSet<string> Count { get; } = Set("count", "qty", "quantity", "n", "cnt", "num", "number", "items", "units", "visits", "age", "days", "months", "years", "minutes", "hours", "duration", "tenure", "stock");
    internal static FrozenSet<string> NeverNegative { get; } = Set("price", "cost", "premium", "salary", "age", "quantity", "qty", "count", "weight", "height", "length", "width", "distance", "duration", "amount", "revenue", "income", "deductible", "limit", "stock", "area", "volume", "paid");
    internal static FrozenSet<string> Rating { get; } = Set("rating", "ratings", "stars", "star");
    internal static FrozenSet<string> PeriodStart { get; } = Set("start", "starts", "started", "begin", "begins", "from", "since", "effective", "inception", "checkin");
    internal static FrozenSet<string> PeriodEnd { get; } = Set("end", "ends", "ended", "to", "until", "till", "expiry", "expires", "expiration", "due", "checkout");
    internal static FrozenSet<string> Unit { get; } = Set("units", "unit");

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
