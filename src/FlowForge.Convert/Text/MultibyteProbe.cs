using System.Text;

namespace FlowForge.Convert.Text;

/// <summary>Tries the East Asian encodings: decodes, and asks whether the characters are those that people write.</summary>
internal static class MultibyteProbe
{
    private const int MaxBytes = 262_144;
    private const double Plausible = 0.7;

    /// <summary>From this share of everyday characters on, with nothing odd among them, chance is out of the question.</summary>
    private const double SureShare = 0.6;
    private const int SureCharacters = 4;

    // The characters that make up about a third of running text, in each script; told apart, they tell the encodings apart.
    private const string Simplified = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运";
    private const string Traditional = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運台灣";
    private const string Kanji = "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住真有口少町料工建空急止送切転研足究楽起着店病質待試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛魚兄犬妹姉漢市県区村東都府藤佐鈴株式号番";

    private const string Hangul = "이다는에의가을고하지로은기사도나리대어인한자시스서일해부라정전수보장제주동상그과구아성신경원조내비들유공여안면소연용무진지오우트만거게국것년으있를니였세발까요습당중위간의관회세산양모적선할호가교행물분재학개미통화생치현방설천업계실식크강서울특별녕량격남북김박최";

    private static readonly Candidate[] s_candidates =
    [
        new(932, "Japanese", c => IsKana(c) || Kanji.Contains(c)),
        new(51932, "Japanese", c => IsKana(c) || Kanji.Contains(c)),
        new(54936, "Chinese", Simplified.Contains),
        new(950, "Chinese", Traditional.Contains),
        new(51949, "Korean", Hangul.Contains),
    ];

    /// <summary>The most plausible of them; null when none is.</summary>
    /// <param name="mustBeSure">True when a code page of one byte a character explains the text already: kana read as French are a row of capitals.</param>
    public static DetectedEncoding? Best(ReadOnlySpan<byte> text, long high, bool mustBeSure)
    {
        text = text[..Math.Min(text.Length, mustBeSure ? MaxBytes / 16 : MaxBytes)];
        (Candidate? best, double score, int characters) = (null, 0, 0);
        foreach (Candidate candidate in s_candidates)
        {
            (double its, int count) = candidate.Judge(text, mustBeSure);
            if (its > score) (best, score, characters) = (candidate, its, count);
        }
        return best is null ? null : new DetectedEncoding(TextEncodings.Get(best.CodePage), $"{high:N0} bytes outside ASCII form {characters:N0} {best.Language} characters");
    }

    private static bool IsKana(char c) => c is >= '\u3041' and <= '\u30FC';

    private sealed record Candidate(int CodePage, string Language, Func<char, bool> IsCommon)
    {
        /// <summary>0 when it cannot be; otherwise the share of usual characters, and how many characters there are outside ASCII.</summary>
        public (double Score, int Characters) Judge(ReadOnlySpan<byte> text, bool mustBeSure)
        {
            var replacing = (Encoding)TextEncodings.Get(CodePage).Clone();
            replacing.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
            string decoded = replacing.GetString(text);
            int wide = 0, known = 0, common = 0, invalid = 0, foreign = 0;
            for (int i = 0; i < decoded.Length; i++)
            {
                char c = decoded[i];
                if (c < 0x80) continue;
                wide++;
                if (c == '\uFFFD') invalid++;
                else if (IsCommon(c)) (common, known) = (common + 1, known + 1);
                else if (IsUsual(c)) known++;
                // A wide character beside a Latin letter is often an accented letter that swallowed its neighbour.
                if ((i > 0 && char.IsAsciiLetter(decoded[i - 1])) || (i + 1 < decoded.Length && char.IsAsciiLetter(decoded[i + 1]))) foreign++;
            }
            if (wide < 2 || invalid * 100 > wide || known < Plausible * wide || foreign * 3 > wide) return (0, 0);
            double share = (double)common / wide;
            if (mustBeSure && (wide < SureCharacters || share < SureShare || invalid + foreign > 0)) return (0, 0);
            // Few characters may all be rare ones (names); many must show the common ones.
            return share < 0.1 && wide > 20 ? (0, 0) : (share + 0.01 * known / wide, wide);
        }

        private static bool IsUsual(char c) => c is (>= '\u3000' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FA5') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uFF01' and <= '\uFF5E')
            or '\u00B7' or '\u2014' or '\u2018' or '\u2019' or '\u201C' or '\u201D' or '\u2026' or '\u2103';
    }
}
