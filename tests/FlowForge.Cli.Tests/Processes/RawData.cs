using System.Globalization;
using System.Text;
using FlowForge.Cli.Samples;

namespace FlowForge.Cli.Tests.Processes;

/// <summary>Raw files of different worlds, made from seeds.</summary>
internal static class RawData
{
    /// <param name="folder">Gets a folder <c>raw</c>.</param>
    internal static void Make(string world, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "raw"));
        switch (world)
        {
            case "sample":
                foreach (string _ in new SampleProject(folder, 1).WriteRaw(1)) { }
                break;
            case "events":
                Events(folder, seed: 4711);
                break;
            case "wide":
                Wide(folder, seed: 815);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(world), world, "no such world");
        }
    }

    /// <summary>An app's users and what they did: a log with retries, late rows, nested devices, users that were deleted.</summary>
    private static void Events(string folder, int seed)
    {
        var random = new Random(seed);
        using (var users = new StreamWriter(Path.Combine(folder, "raw", "users.csv")))
        {
            users.WriteLine("user_id,signed_up_on,plan,country,email,churned");
            for (int i = 1; i <= 600; i++)
                users.WriteLine($"U{i:0000},{Day(random.Next(400))},{Pick(random, "free", "basic", "premium", "Free")},{Pick(random, "DE", "FR", "NA", "")},user{i}@example.com,{(random.Next(8) == 0 ? "yes" : "no")}");
        }
        using var log = new StreamWriter(Path.Combine(folder, "raw", "events.ndjson"));
        for (int i = 0; i < 5_000; i++)
        {
            string user = random.Next(100) == 0 ? $"U9{random.Next(100):000}" : $"U{1 + random.Next(600):0000}";
            string line = $$"""{"event_id":"{{seed:x4}}-{{i:000000}}","user_id":"{{user}}","happened_at":"{{At(400 + i / 12, random)}}","kind":"{{Pick(random, "view", "view", "click", "buy", "VIEW ")}}","device":{"os":"{{Pick(random, "ios", "android", "web")}}","version":{{random.Next(3, 9)}}},"amount":{{(random.Next(300) == 0 ? "-999" : (random.Next(100, 9_000) / 100m).ToString(CultureInfo.InvariantCulture))}}}""";
            log.WriteLine(line);
            if (random.Next(80) == 0) log.WriteLine(line);
            if (random.Next(900) == 0) log.WriteLine(line[..(line.Length / 2)]);
        }
    }

    /// <summary>One table of everything that goes wrong in exports: names with blanks, points and keywords, numbers as texts, dates in several ways, words for nothing, empty and constant columns.</summary>
    private static void Wide(string folder, int seed)
    {
        var random = new Random(seed);
        string[] names =
        [
            "Nr.", "Größe (cm)", "select", "a.b", "Preis", "Rabatt", "geändert", "Datum", "Zeitpunkt", "ok?", "Status", "note", "PLZ", "Telefon", "leer", "immer",
            "wert,mit komma", "from", "Kunde Name", "E-Mail", "temp °C", "score", "Level", "Monat", "x y  z", "IBAN",
            .. Enumerable.Range(1, 40).Select(i => $"measure {i}"),
        ];
        using var file = new StreamWriter(Path.Combine(folder, "raw", "wide export.csv"), append: false, new UTF8Encoding(true));
        file.WriteLine(string.Join(';', names.Select(Quoted)));
        for (int i = 1; i <= 1_200; i++)
        {
            if (i % 300 == 0) file.WriteLine(new string(';', names.Length - 1));
            string[] values =
            [
                $"{100_000 + i}", $"{random.Next(150, 200)},{random.Next(10)}", Pick(random, "select", "from", "where"), Pick(random, "A1", "b2", "C3"),
                random.Next(40) == 0 ? "n/a" : $"{random.Next(1, 9)}.{random.Next(100, 999)},{random.Next(10, 99)} €", $"{random.Next(0, 40)} %", At(random.Next(500), random),
                random.Next(3) switch { 0 => Day(random.Next(500)), 1 => DateTime.Parse(Day(random.Next(500)), CultureInfo.InvariantCulture).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture), _ => random.Next(60) == 0 ? "31.02.2024" : DateTime.Parse(Day(random.Next(500)), CultureInfo.InvariantCulture).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture) },
                At(random.Next(500), random), Pick(random, "ja", "nein", "yes", "no"), Pick(random, "offen", "Offen", "zu ", "ZU"), random.Next(30) == 0 ? "ruf an +49 351 1234567" : Pick(random, "alles gut", "", "ein \"Zitat\""),
                $"{random.Next(1_000, 99_999):00000}", $"+49 {random.Next(30, 899)} {random.Next(1_000_000, 9_999_999)}", "", "fix",
                $"{random.Next(1000)}", Pick(random, "n", "s"), Pick(random, "Anna Null", "Bo Åberg", "Ç. Öz"), $"kunde{i}@example.com", random.Next(50) == 0 ? "-999" : $"{random.Next(-20, 40)}", $"{random.NextDouble():0.000}".Replace('.', ','),
                Pick(random, "low", "medium", "high", "none"), $"{random.Next(1, 13)}", Pick(random, "x", "y", "z", "?"), "DE89370400440532013000",
                .. Enumerable.Range(1, 40).Select(n => random.Next(25) == 0 ? "" : n % 5 == 0 ? $"{random.Next(100)}" : (random.NextDouble() * n * 10).ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',')),
            ];
            file.WriteLine(string.Join(';', values.Select(Quoted)));
        }
    }

    private static string Quoted(string value) => value.AsSpan().ContainsAny(';', '"') ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    private static string Day(int day) => new DateTime(2023, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string At(int day, Random random) => new DateTime(2023, 1, 1).AddDays(day).AddSeconds(random.Next(86_400)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Pick(Random random, params string[] values) => values[random.Next(values.Length)];
}
