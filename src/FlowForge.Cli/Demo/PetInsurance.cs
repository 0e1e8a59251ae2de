using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FlowForge.Cli.Demo;

/// <summary>The raw files of a small pet insurer, as dirty as such files are: made from a seed, so that everybody gets the same ones.</summary>
/// <remarks>Each file carries troubles that converters commonly get wrong; they are named where they are made.</remarks>
internal sealed class PetInsurance(int seed)
{
    private static readonly string[] s_firstNames = ["Åsa", "Björn", "Chloé", "Dagmar", "Émile", "François", "Günter", "Håkon", "Inès", "Jürgen", "Karla", "Łukasz", "Mads", "Núria", "Søren", "Zoë"];
    private static readonly string[] s_lastNames = ["Müller", "Sørensen", "O'Neill", "García", "Lefèvre", "Åkesson", "van der Berg", "Null", "Schröder", "Nguyễn"];
    private static readonly string[] s_breeds = ["Labrador", "Beagle", "Dachshund", "Maine Coon", "Siamese", "Norwegian Forest", "Holland Lop", "Border Collie"];
    private static readonly string[] s_species = ["dog", "cat", "rabbit"];
    private static readonly string[] s_diagnoses = ["gastritis", "fracture", "dental", "skin allergy", "checkup", "otitis", "foreign body"];

    private readonly Random _random = new(seed);

    /// <summary>Writes the files into the folder and answers their paths.</summary>
    /// <param name="claims">Claims to make; the other files follow in proportion.</param>
    internal IReadOnlyList<string> WriteTo(string folder, int claims)
    {
        Directory.CreateDirectory(folder);
        int policies = Math.Max(1, claims / 4);
        string Place(string name) => Path.Combine(folder, name);
        return
        [
            WritePolicies(Place("policies.csv"), policies),
            WriteClaims(Place("claims.csv"), claims, policies),
            WriteEvents(Place("claim_events.ndjson"), claims),
            WriteVisits(Place("vet_visits.xml"), claims / 2, policies),
            WriteCustomers(Place("customers.xlsx"), policies),
            WriteBreeds(Place("breeds.dbf")),
            WritePayments(Place("payments.txt"), claims, policies),
        ];
    }

    /// <summary>Windows-1252, semicolons, decimal comma, day first, postcodes with leading zeros, a title above the header.</summary>
    private string WritePolicies(string path, int count)
    {
        using var text = new StreamWriter(path, false, CodePage(1252)) { NewLine = "\r\n" };
        text.WriteLine("Policy register, exported 31.10.2026");
        text.WriteLine("policy_no;holder;postcode;born;premium;active");
        for (int i = 1; i <= count; i++)
            text.WriteLine($"P{i:000000};{Pick(s_firstNames.Where(name => name != "Łukasz").ToArray())} {Pick(s_lastNames.Where(name => name != "Nguyễn").ToArray())};{_random.Next(1_000, 99_999):00000};{Day(1940, 2005):dd.MM.yyyy};{Number(80, 900).Replace('.', ',')};{(Chance(90) ? "true" : "false")}");
        return path;
    }

    /// <summary>Notes with quotes, commas and line breaks, null tokens, thousands separators, a row that is too long, one that is too short.</summary>
    private string WriteClaims(string path, int count, int policies)
    {
        using var text = new StreamWriter(path, false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        text.WriteLine("claim_id,policy_no,claimed_on,amount,species,note");
        for (int i = 1; i <= count; i++)
        {
            string amount = Chance(3) ? "N/A" : double.Parse(Number(20, 9_000), CultureInfo.InvariantCulture).ToString("#,##0.00", CultureInfo.InvariantCulture);
            string note = Chance(5) ? "\"Owner said: \"\"he ate a sock\"\",\nsee attachment\"" : Chance(20) ? "" : Pick(s_diagnoses);
            string row = $"{i},P{_random.Next(1, policies + 1):000000},{Day(2024, 2026):yyyy-MM-dd},\"{amount}\",{Pick(s_species)},{note}";
            if (i == count / 2) row += ",unexpected,cells";
            if (i == count / 3) row = $"{i},P000001";
            text.WriteLine(row);
        }
        return path;
    }

    /// <summary>Nested objects and lists, ids beyond 53 bits, a field that turns up late.</summary>
    private string WriteEvents(string path, int count)
    {
        using var file = new FileStream(path, FileMode.Create);
        for (int i = 1; i <= count; i++)
        {
            using var json = new Utf8JsonWriter(file);
            json.WriteStartObject();
            json.WriteNumber("event_id", 9_007_199_254_740_993 + i);
            json.WriteNumber("claim_id", i);
            json.WriteString("at", $"{Day(2024, 2026):yyyy-MM-dd}T{_random.Next(24):00}:{_random.Next(60):00}:00Z");
            json.WriteStartObject("handler");
            json.WriteString("name", Pick(s_firstNames));
            json.WriteBoolean("senior", Chance(30));
            json.WriteEndObject();
            json.WriteStartArray("tags");
            for (int tag = _random.Next(3); tag > 0; tag--) json.WriteStringValue(Pick(s_diagnoses));
            json.WriteEndArray();
            if (i > count * 9 / 10) json.WriteNumber("fraud_score", Math.Round(_random.NextDouble(), 4));
            json.WriteEndObject();
            json.Flush();
            file.WriteByte((byte)'\n');
        }
        return path;
    }

    /// <summary>Attributes, a namespace, repeated children that become a table of their own.</summary>
    private string WriteVisits(string path, int count, int policies)
    {
        using var xml = System.Xml.XmlWriter.Create(path, new System.Xml.XmlWriterSettings { Indent = true });
        xml.WriteStartElement("v", "visits", "urn:petinsure:visits");
        for (int i = 1; i <= count; i++)
        {
            xml.WriteStartElement("v", "visit", "urn:petinsure:visits");
            xml.WriteAttributeString("id", i.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("policy", "urn:petinsure:visits", $"P{_random.Next(1, policies + 1):000000}");
            xml.WriteElementString("date", "urn:petinsure:visits", Day(2024, 2026).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            for (int item = _random.Next(1, 4); item > 0; item--)
            {
                xml.WriteStartElement("item", "urn:petinsure:visits");
                xml.WriteAttributeString("code", $"{_random.Next(1, 999):000}");
                xml.WriteString(Number(5, 400));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        return path;
    }

    /// <summary>Two sheets, one hidden, a title above the table, dates as styled numbers.</summary>
    private string WriteCustomers(string path, int count)
    {
        using var book = new SampleWorkbook(path);
        book.BeginSheet("Customers", hidden: false);
        book.Row("Customers of Pet Insurance Ltd.");
        book.Row();
        book.Row("Customer", "Name", "Phone", "Since", "Discount");
        for (int i = 1; i <= count; i++)
            book.Row($"C{i:00000}", $"{Pick(s_firstNames)} {Pick(s_lastNames)}", $"0{_random.Next(10_000_000, 99_999_999)}", Day(2015, 2026), Chance(25) ? 0.1 : null);
        book.EndSheet();
        book.BeginSheet("Agents", hidden: true);
        book.Row("Agent", "Region");
        foreach (string agent in s_firstNames[..5]) book.Row(agent, Chance(50) ? "North" : "South");
        book.EndSheet();
        return path;
    }

    /// <summary>dBASE III in code page 850, one deleted record.</summary>
    private static string WriteBreeds(string path)
    {
        using var file = new BinaryWriter(new FileStream(path, FileMode.Create));
        (string Name, char Type, byte Length, byte Decimals)[] fields = [("BREED", 'C', 20, 0), ("SPECIES", 'C', 8, 0), ("RISK", 'N', 6, 2)];
        file.Write((byte)3);
        file.Write((byte[])[126, 10, 31]);
        file.Write(s_breeds.Length + 1);
        file.Write((short)(32 + (fields.Length * 32) + 1));
        file.Write((short)(1 + fields.Sum(field => field.Length)));
        file.Write(new byte[17]);
        file.Write((byte)2);
        file.Write(new byte[2]);
        foreach ((string name, char type, byte length, byte decimals) in fields)
        {
            file.Write(Encoding.ASCII.GetBytes(name.PadRight(11, '\0')));
            file.Write((byte)type);
            file.Write(new byte[4]);
            file.Write(length);
            file.Write(decimals);
            file.Write(new byte[14]);
        }
        file.Write((byte)0x0D);
        for (int i = 0; i <= s_breeds.Length; i++)
        {
            bool deleted = i == s_breeds.Length;
            string breed = deleted ? "Withdrawn" : i == 2 ? "Dachshund (Zwerg-Täckel)"[..20] : s_breeds[i];
            file.Write(deleted ? (byte)'*' : (byte)' ');
            file.Write(CodePage(850).GetBytes(breed.PadRight(20)));
            file.Write(Encoding.ASCII.GetBytes(s_species[i % 3].PadRight(8)));
            file.Write(Encoding.ASCII.GetBytes((1 + (i * 0.15)).ToString("0.00", CultureInfo.InvariantCulture).PadLeft(6)));
        }
        file.Write((byte)0x1A);
        return path;
    }

    /// <summary>A bank's fixed-width report: columns by position, amounts right-aligned.</summary>
    private string WritePayments(string path, int count, int policies)
    {
        using var text = new StreamWriter(path, false, Encoding.ASCII);
        for (int i = 1; i <= count; i++)
            text.WriteLine($"{i,8}  P{_random.Next(1, policies + 1):000000}  {Day(2024, 2026):yyyy-MM-dd}  {Number(10, 5_000),10}  {(Chance(80) ? "PAID" : "HELD"),-6}");
        return path;
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private bool Chance(int percent) => _random.Next(100) < percent;

    private DateOnly Day(int fromYear, int toYear) => new DateOnly(fromYear, 1, 1).AddDays(_random.Next((toYear - fromYear + 1) * 365));

    private string Number(int from, int to) => (from + (_random.NextDouble() * (to - from))).ToString("0.00", CultureInfo.InvariantCulture);

    private static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number)!;
}
