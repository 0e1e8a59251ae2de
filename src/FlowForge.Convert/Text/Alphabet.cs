using System.Buffers;

namespace FlowForge.Convert.Text;

/// <summary>The letters outside ASCII that a language is written with. Immutable and thread-safe.</summary>
internal sealed class Alphabet
{
    private readonly SearchValues<char> _letters;
    private readonly SearchValues<char> _frequent;

    // Latin vowels, ASCII's and with their marks; all other letters are consonants.
    private static readonly SearchValues<char> s_vowels = SearchValues.Create("aeiouyàáâãäåæāăąèéêëēĕėęěìíîïĩīĭįıòóôõöøōŏőœùúûüũūŭůűųýÿŷAEIOUYÀÁÂÃÄÅÆĀĂĄÈÉÊËĒĔĖĘĚÌÍÎÏĨĪĬĮİÒÓÔÕÖØŌŎŐŒÙÚÛÜŨŪŬŮŰŲÝŸŶ");

    private Alphabet(string language, string letters, string frequent, bool isLatin)
    {
        Language = language;
        IsLatin = isLatin;
        HasCase = frequent.Any(char.IsLower);
        _letters = SearchValues.Create(letters + letters.ToUpperInvariant() + frequent + frequent.ToUpperInvariant());
        _frequent = SearchValues.Create(frequent + (isLatin ? frequent.ToUpperInvariant() : ""));
    }

    public static Alphabet[] Western { get; } =
    [
        Latin("French", "ôûâùïëœÿæüñáíóöä", "éèàçêî"), Latin("German", "éèàêáóç", "äöüß"), Latin("Spanish", "üçàèºª", "áéíóúñ"), Latin("Portuguese", "àúüõº", "ãçáéíóâêô"),
        Latin("Italian", "éçîâ", "àèìòù"), Latin("Danish or Norwegian", "éüäöáóôòè", "æøå"), Latin("Swedish or Finnish", "éüáèàøæ", "åäö"), Latin("Icelandic", "ýðþö", "áíóúéæ"),
    ];

    public static Alphabet[] Central { get; } =
    [
        Latin("Polish", "źéüöä", "łąęóśżćń"), Latin("Czech", "óďťňúöü", "řěšíáýéčžů"), Latin("Slovak", "ľĺŕôäóúďňö", "čšťžýáíé"), Latin("Hungarian", "úä", "áéöőüóíű"),
        Latin("Croatian or Slovene", "éöü", "čšžćđ"), Latin("Romanian", "éöü", "ăâîşţ"),
    ];

    public static Alphabet[] Turkish { get; } = [Latin("Turkish", "âîûé", "ışğüöçİ")];

    public static Alphabet[] Baltic { get; } = [Latin("Lithuanian", "ąęéóöü", "ėšįųūčž"), Latin("Latvian", "éóöü", "āēīšņļķģūčž"), Latin("Estonian", "é", "õäöüšž")];

    public static Alphabet[] Cyrillic { get; } =
    [
        Other("Russian", "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "оеаинтсрвлкмдпуя"), Other("Ukrainian", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "оаинвітерскдмул"),
        Other("Serbian", "абвгдђежзијклљмнњопрстћуфхцчџш", "аоиенјртскдвум"), Other("Bulgarian", "абвгдежзийклмнопрстуфхцчшщъьюя", "аиоетнрсвлкдпъ"),
    ];

    public static Alphabet[] Greek { get; } = [Other("Greek", "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "αοιετσνηυρπκςί")];

    public static Alphabet[] Hebrew { get; } = [Other("Hebrew", "אבגדהוזחטיךכלםמןנסעףפץצקרשתְֱֲֳִֵֶַָֹּ", "יוהלארמתבש")];

    public static Alphabet[] Arabic { get; } = [Other("Arabic", "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيپچژگًٌٍَُِّْ", "اليمنرتوبعدس")];

    public static Alphabet[] Thai { get; } = [Other("Thai", new string([.. Enumerable.Range(0x0E01, 0x3A).Concat(Enumerable.Range(0x0E3F, 0x1D)).Select(code => (char)code)]), "านรกอมยงเลวดสตทคบ")];

    /// <summary>For people.</summary>
    public string Language { get; }

    /// <summary>True when its letters mix with ASCII's in words.</summary>
    public bool IsLatin { get; }

    /// <summary>True when it has capital letters.</summary>
    public bool HasCase { get; }

    public bool Contains(char letter) => _letters.Contains(letter);

    public bool IsFrequent(char letter) => _frequent.Contains(letter);

    /// <summary>True for a Latin vowel. In all languages vowels and consonants alternate far more often than chance has it.</summary>
    public static bool IsVowel(char letter) => s_vowels.Contains(letter);

    private static Alphabet Latin(string language, string letters, string frequent) => new(language, letters, frequent, isLatin: true);

    private static Alphabet Other(string language, string letters, string frequent) => new(language, letters, frequent, isLatin: false);
}
