using System.Text;
using FlowForge.Convert.Tables;

namespace FlowForge.Convert.Tests.Csv;

/// <summary>Tables written in a random dialect and encoding are recognised and read back cell by cell.</summary>
public sealed class CsvRoundTripTests
{
    private static readonly string[] s_names = ["id", "customer name", "amount", "ordered", "zip", "note", "e-mail", "city", "quantity", "active"];
    private static readonly string[] s_delimiters = [",", ",", ";", "\t", "|", "^", "~", "\u0001", "||", "+|"];

    private static readonly (string Encoding, string[] Words)[] s_languages =
    [
        ("utf-8", ["Grüße", "日本語", "naïve", "plain", "Москва"]), ("utf-16", ["Grüße", "日本語", "naïve"]), ("utf-16BE", ["Grüße", "naïve", "plain"]), ("utf-32", ["é", "b"]),
        ("windows-1252", ["Müller", "Größe", "Straße", "Köln", "für"]), ("windows-1252", ["café", "élève", "garçon", "où", "à la carte"]), ("windows-1250", ["źródło", "łąka", "święto", "żółć", "mąż"]),
        ("windows-1251", ["Москва", "Привет", "товар", "количество", "цена"]), ("koi8-r", ["Москва", "Привет", "товар", "количество", "цена"]), ("windows-1253", ["Αθήνα", "καλημέρα", "τιμή", "ποσότητα"]),
        ("windows-1254", ["şehir", "müşteri", "ağırlık", "İstanbul", "ığdır"]), ("ibm850", ["Müller", "Größe", "Straße", "für", "Köln"]),
        ("shift_jis", ["東京都", "ひらがな", "カタカナ", "日本語", "株式会社"]), ("gb18030", ["中国人", "我们的", "数量", "价格", "北京"]), ("euc-kr", ["서울특별시", "안녕하세요", "가격", "수량"]), ("big5", ["台灣", "我們的", "數量", "價格", "中國人"]),
    ];

    [Fact]
    public void Read_GeneratedTables_GivesTheSameCells()
    {
        List<string> wrong = [];
        const int Tables = 1_600;
        for (int seed = 0; seed < Tables; seed++)
        {
            var random = new Random(seed);
            (string encoding, string[] words) = s_languages[seed % s_languages.Length];
            List<string?[]> table = Table(random, words);
            var style = new Style(random, s_delimiters[random.Next(s_delimiters.Length)]);
            string text = style.Write(table);
            byte[] bytes = Encode(text, encoding, random);
            CsvContent content = CsvContent.Read(bytes, blockBytes: 64 + random.Next(300));
            if (!Same(table, content)) wrong.Add($"seed {seed} {encoding} {style} → {string.Join(", ", content.Facts.Select(fact => $"{fact.Key}={fact.Value}"))}");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Tables} wrong\n" + string.Join('\n', wrong));
    }

    private static bool Same(List<string?[]> table, CsvContent content)
    {
        if (!content.Names.SequenceEqual(table[0]) || content.Rows.Count != table.Count - 1) return false;
        for (int row = 1; row < table.Count; row++)
        {
            if (!table[row].SequenceEqual(content.Rows[row - 1])) return false;
        }
        return true;
    }

    private static List<string?[]> Table(Random random, string[] words)
    {
        int columns = 2 + random.Next(s_names.Length - 2), rows = 6 + random.Next(40);
        int[] kinds = [.. Enumerable.Range(0, columns).Select(i => i == 0 ? 0 : random.Next(7))];
        if (columns > 1) kinds[^1] = 5; // words of the language, so that the encoding can show
        List<string?[]> table = [[.. s_names.Take(columns)]];
        for (int row = 0; row < rows; row++) table.Add([.. kinds.Select(kind => Cell(random, kind, row, words))]);
        return table;
    }

    private static string? Cell(Random random, int kind, int row, string[] words) => kind switch
    {
        0 => (row + 1).ToString(),
        1 => random.Next(10) == 0 ? null : $"{random.Next(10_000)}.{random.Next(100):00}",
        2 => $"20{random.Next(10, 30)}-{random.Next(1, 13):00}-{random.Next(1, 29):00}",
        3 => random.Next(5) == 0 ? "" : $"{random.Next(100_000):00000}",
        4 => random.Next(4) == 0 ? null : string.Join(' ', Enumerable.Range(0, 1 + random.Next(4)).Select(_ => words[random.Next(words.Length)])),
        5 => words[random.Next(words.Length)],
        _ => random.Next(6) switch
        {
            0 => $"{words[0]}, {words[^1]}",
            1 => $"first line\nsecond \"line\" of {words[0]}",
            2 => "5; 6 or 7",
            3 => "she said \"no\"",
            4 => "a | b",
            _ => words[random.Next(words.Length)],
        },
    };

    private static byte[] Encode(string text, string name, Random random)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        bool marked = name is "utf-8" or "utf-16" or "utf-16BE" or "utf-32" && random.Next(2) == 0;
        return marked ? [.. encoding.Preamble, .. encoding.GetBytes(text)] : encoding.GetBytes(text);
    }

    private sealed class Style(Random random, string delimiter)
    {
        private readonly char _quote = random.Next(6) == 0 ? '\'' : '"';
        private readonly bool _backslash = random.Next(6) == 0;
        private readonly bool _quoteAll = random.Next(3) == 0;
        private readonly string _newline = random.Next(5) switch { 0 => "\r", 1 or 2 => "\r\n", _ => "\n" };

        public override string ToString() => $"delimiter {delimiter} quote {_quote}{(_quoteAll ? " all" : "")} {(_backslash ? "backslash" : "doubled")} newline {_newline.Length}";

        /// <summary>One pair of single quotes in a whole file might as well be a part of the value: then all fields get some.</summary>
        internal string Write(List<string?[]> table)
        {
            string text = Write(table, _quoteAll);
            return _quote == '"' || text.Count(character => character == _quote) > 6 ? text : Write(table, quoteAll: true);
        }

        private string Write(List<string?[]> table, bool quoteAll) => string.Concat(table.Select(row => string.Join(delimiter, row.Select(value => Field(value, quoteAll))) + _newline));

        private string Field(string? value, bool quoteAll)
        {
            if (value is null) return "";
            bool mustQuote = value.Length == 0 || value.Contains(delimiter, StringComparison.Ordinal) || delimiter.Any(value.Contains) || value.AsSpan().ContainsAny("\"'\n\r");
            if (!mustQuote && !quoteAll) return value;
            string inner = _backslash ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace($"{_quote}", $"\\{_quote}", StringComparison.Ordinal) : value.Replace($"{_quote}", $"{_quote}{_quote}", StringComparison.Ordinal);
            return _quote + inner + _quote;
        }
    }
}
