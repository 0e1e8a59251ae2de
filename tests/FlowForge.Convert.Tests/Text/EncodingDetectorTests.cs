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
