using System.Text;
using FlowForge.Convert.Text;

namespace FlowForge.Convert.Tests.Text;

public sealed class EncodingDetectorTests
{
    [Theory]
    [InlineData(1252, "id;Straße;Größe\n1;Müllerstraße 5;über 20 €\n")]
    [InlineData(1252, "nom,prénom\nLefèvre,Benoît\nGarçon,Zoé\nl’été,à côté\n")]
    [InlineData(1252, "año;niño;señor\nespañol;corazón;está\n")]
    [InlineData(1250, "imię,nazwisko\nŁukasz,Wójcik\nMałgorzata,Dąbrowska\nświętość,źdźbło\n")]
    [InlineData(1250, "jméno;město\nJiří;Plzeň\nZdeněk;Třebíč\nŽofie;Přerov\n")]
    [InlineData(1251, "имя,город\nИван,Москва\nЕкатерина,Санкт-Петербург\n")]
    [InlineData(20866, "имя,город\nИван,Москва\nЕкатерина,Санкт-Петербург\n")]
    [InlineData(866, "имя,город\nИван,Москва\nЕкатерина,Санкт-Петербург\n")]
    [InlineData(1253, "όνομα,πόλη\nΓιώργος,Αθήνα\nΜαρία,Θεσσαλονίκη\n")]
    [InlineData(1254, "ad,şehir\nAyşe,İstanbul\nMuğla,Iğdır\nçalışan,güneş\n")]
    [InlineData(850, "id;name\n1;Müller\n2;Größe\n3;für Straße\n")]
    [InlineData(10000, "nom,prénom\nLefèvre,Benoît\nGarçon,Zoé\nété,élève\n")]
    [InlineData(932, "名前,住所\n鈴木一郎,東京都\nカタカナ,ひらがな\n")]
    [InlineData(51932, "名前,住所\n鈴木一郎,東京都\nカタカナ,ひらがなです\n")]
    [InlineData(54936, "姓名,地址\n王小明,北京市\n我们的,数量和价格\n")]
    [InlineData(950, "姓名,地址\n王小明,台北市\n我們的,數量和價格\n")]
    [InlineData(51949, "이름,주소\n김철수,서울특별시\n안녕하세요,수량과 가격\n")]
    public void Detect_TextOfALanguage_FindsItsCodePage(int codePage, string text)
    {
        DetectedEncoding found = EncodingDetector.Detect(TextEncodings.Get(codePage).GetBytes(text));
        Assert.Equal(TextEncodings.Get(codePage).GetString(TextEncodings.Get(codePage).GetBytes(text)), found.Encoding.GetString(TextEncodings.Get(codePage).GetBytes(text)));
        Assert.Contains("outside ASCII", found.Evidence, StringComparison.Ordinal);
    }

    private static readonly (string Words, int[] CodePages)[] s_languages =
    [
        ("père Frédérique Benoît Lefèvre garçon été élève français Noël hôtel forêt à côté théâtre déjà crème", [1252, 28605, 850, 10000]),
        ("Müller Größe Straße Köln für Österreich Übung schön Käse Jürgen Weiß Mädchen Füße", [1252, 28605, 850, 437, 10000]),
        ("Taquería Antonio español corazón niño señor María José Bólido está año Ángel pequeño también", [1252, 850]),
        ("ção São João preço não informação código município três você avó", [1252, 850]),
        ("snabbköp Malmö Göteborg Åsa är också från Västerås självklart hälsa sköld", [1252, 850]),
        ("København smørrebrød Århus øl æble Søren Jørgensen være også år Tromsø", [1252, 850]),
        ("źródło łąka święto żółć mąż Łukasz Wójcik Małgorzata Dąbrowska ćma koń księga", [1250, 28592, 852]),
        ("Jiří Plzeň Zdeněk Třebíč Žofie Přerov čeština růže dítě město žlutý kůň ulice náměstí", [1250, 28592, 852]),
        ("őrült tűz kő győr erdő fű nő szőlő hűség György Gyöngyös Győző fűszer időpont", [1250, 28592, 852]),
        ("čovjek život šuma kuća žena Đurđa riječ noć grožđe šećer Požega", [1250, 28592, 852]),
        ("Москва Привет товар количество цена улица город адрес Иван Мария Екатерина", [1251, 20866, 866, 28595]),
        ("Αθήνα καλημέρα τιμή ποσότητα Γιώργος Μαρία Θεσσαλονίκη όνομα πόλη", [1253]),
        ("şehir müşteri ağırlık İstanbul ığdır çalışan güneş Ayşe Muğla değer", [1254, 857]),
        ("ėjimas žmogus šaltis įmonė čia ąžuolas ūkis Vilniaus vardų šeštadienį", [1257]),
        ("東京都 ひらがな カタカナ 日本語 株式会社 鈴木一郎 住所 名前 電話番号", [932, 51932]),
        ("中国人 我们的 数量 价格 北京 王小明 姓名 地址 上海市", [54936]),
        ("台灣 我們的 數量 價格 中國人 台北市 姓名 地址", [950]),
        ("서울특별시 안녕하세요 가격 수량 이름 주소 김철수", [51949]),
    ];

    /// <summary>A few words in each code page that has their letters: what a person would read is what comes out.</summary>
    [Fact]
    public void Detect_AFewWords_ReadsThemAsTheyWere()
    {
        List<string> wrong = [];
        int texts = 0;
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            (string words, int[] codePages) = s_languages[seed % s_languages.Length];
            string[] all = words.Split(' ');
            string text = "id;name\n" + string.Concat(Enumerable.Range(1, 4 + random.Next(8)).Select(i => $"{i};{all[random.Next(all.Length)]} {all[random.Next(all.Length)]}\n"));
            foreach (int codePage in codePages)
            {
                byte[] bytes = TextEncodings.Get(codePage).GetBytes(text);
                if (!bytes.AsSpan().ContainsAnyInRange((byte)0x80, (byte)0xFF)) continue;
                texts++;
                DetectedEncoding found = EncodingDetector.Detect(bytes);
                if (found.Encoding.GetString(bytes) != text) wrong.Add($"seed {seed}, {codePage}: {text.ReplaceLineEndings(" ")} → {found} {found.Encoding.GetString(bytes).ReplaceLineEndings(" ")}");
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {texts} wrong\n" + string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("utf-8", 3), InlineData("utf-16", 2), InlineData("utf-16BE", 2), InlineData("utf-32", 4)]
    public void Detect_ByteOrderMark_IsBelieved(string name, int length)
    {
        var encoding = Encoding.GetEncoding(name);
        DetectedEncoding found = EncodingDetector.Detect([.. encoding.Preamble, .. encoding.GetBytes("a,b\n")]);
        Assert.Equal((encoding.CodePage, length), (found.Encoding.CodePage, found.BomLength));
    }

    [Theory]
    [InlineData("utf-16"), InlineData("utf-16BE"), InlineData("utf-32"), InlineData("utf-8")]
    public void Detect_UnicodeWithoutMark_IsFoundByItsPattern(string name) =>
        Assert.Equal(Encoding.GetEncoding(name).CodePage, EncodingDetector.Detect(Encoding.GetEncoding(name).GetBytes("id,name\n1,Müller\n2,Søren\n")).Encoding.CodePage);

    [Fact]
    public void Detect_OnlyAscii_SaysSo() => Assert.True(EncodingDetector.Detect("a,b\n1,2\n"u8).OnlyAscii);

    [Fact]
    public void Detect_MostlyValidUtf8_StaysUtf8()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes("é,ü,ö,ß,ñ\n"), 0xFF];
        DetectedEncoding found = EncodingDetector.Detect(text);
        Assert.Equal(65001, found.Encoding.CodePage);
        Assert.Contains("1 invalid", found.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Detect_AnyBytes_NeverFails()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            Assert.NotNull(EncodingDetector.Detect(bytes).Encoding);
        }
    }
}
