using System.Globalization;
using System.Text;
using FlowForge.Cli.Samples.Facts;

namespace FlowForge.Cli.Samples.Files;

/// <summary>The practices as a register that is older than the insurer has them: dBASE III in code page 850, with deleted records that are still there.</summary>
internal sealed class ProvidersDbf(Insurer insurer)
{
    private const byte CodePage850 = 2;
    private static readonly Encoding s_encoding = CodePagesEncodingProvider.Instance.GetEncoding(850)!;

    private static readonly (string Name, char Type, byte Length, byte Decimals)[] s_fields =
    [
        ("PROV_ID", 'C', 8, 0), ("NAME", 'C', 40, 0), ("POSTCODE", 'C', 8, 0), ("CITY", 'C', 20, 0), ("COUNTRY", 'C', 2, 0), ("SPECIALTY", 'C', 12, 0),
        ("LICENCE", 'C', 16, 0), ("RATING", 'N', 5, 1), ("IN_NETWORK", 'L', 1, 0), ("SINCE", 'D', 8, 0),
    ];

    public void Write(Stream stream)
    {
        using var file = new BinaryWriter(stream);
        WriteHeader(file);
        for (long row = 1; row <= insurer.Size.Providers; row++)
        {
            ProviderFacts provider = ProviderFacts.Of(insurer, row);
            if (insurer.Has(Flaw.RecordDeleted, row)) WriteRecord(file, provider, isDeleted: true);
            WriteRecord(file, provider, isDeleted: false);
        }
        file.Write((byte)0x1A);
    }

    private void WriteHeader(BinaryWriter file)
    {
        int records = insurer.Size.Providers;
        for (long row = 1; row <= insurer.Size.Providers; row++)
            if (insurer.Has(Flaw.RecordDeleted, row)) records++;
        file.Write((byte)3);
        file.Write((byte[])[(byte)(Insurer.FirstDay.Year - 1900), (byte)Insurer.FirstDay.Month, (byte)Insurer.FirstDay.Day]);
        file.Write(records);
        file.Write((short)(32 + (s_fields.Length * 32) + 1));
        file.Write((short)(1 + s_fields.Sum(field => field.Length)));
        file.Write(new byte[17]);
        file.Write(CodePage850);
        file.Write(new byte[2]);
        foreach ((string name, char type, byte length, byte decimals) in s_fields)
        {
            file.Write(Encoding.ASCII.GetBytes(name.PadRight(11, '\0')));
            file.Write((byte)type);
            file.Write(new byte[4]);
            file.Write(length);
            file.Write(decimals);
            file.Write(new byte[14]);
        }
        file.Write((byte)0x0D);
    }

    /// <summary>A practice under two ids has its licence and place under both, and its name written another way. A deleted record is the one before a correction.</summary>
    private void WriteRecord(BinaryWriter file, ProviderFacts provider, bool isDeleted)
    {
        long practiceRow = ProviderFacts.PracticeOf(insurer, provider.Row);
        ProviderFacts practice = practiceRow == provider.Row ? provider : ProviderFacts.Of(insurer, practiceRow);
        string[] values =
        [
            Insurer.ProviderId(provider.Row), ReferenceEquals(practice, provider) ? practice.Name : practice.Name.ToUpperInvariant(), practice.Place.Postcode, practice.Place.Name, practice.Place.Country, practice.Specialty,
            practice.Licence, isDeleted ? "" : Rating(provider), provider.IsInNetwork ? "T" : "F", provider.Since.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        ];
        file.Write((byte)(isDeleted ? '*' : ' '));
        for (int i = 0; i < values.Length; i++)
            file.Write(s_encoding.GetBytes(s_fields[i].Type == 'N' ? values[i].PadLeft(s_fields[i].Length) : values[i].PadRight(s_fields[i].Length)));
    }

    private string Rating(ProviderFacts provider) =>
        insurer.Has(Flaw.RatingMissing, provider.Row) ? ""
        : insurer.Has(Flaw.RatingOutOfRange, provider.Row) ? (provider.Rating * 10).ToString("0.0", CultureInfo.InvariantCulture)
        : provider.Rating.ToString("0.0", CultureInfo.InvariantCulture);
}
