namespace FlowForge.Convert.Excel.Sheets;

/// <summary>What number formats say about the numbers they show.</summary>
internal static class NumberFormats
{
    /// <summary>A format that the application knows by its number, when the workbook does not define it.</summary>
    /// <remarks>27–36 and 50–58 exist in East Asian versions only, where they are dates and, 32 to 35 and 56, mostly times.</remarks>
    public static NumberFormat BuiltIn(int id) => id switch
    {
        9 or 10 => NumberFormat.Percent,
        (>= 5 and <= 8) or (>= 41 and <= 44) => NumberFormat.Currency,
        (>= 14 and <= 17) or 22 or (>= 27 and <= 31) or 36 or (>= 50 and <= 55) or 57 or 58 => NumberFormat.Date,
        (>= 18 and <= 21) or (>= 32 and <= 35) or 45 or 47 or 56 => NumberFormat.Time,
        46 => NumberFormat.Duration,
        _ => NumberFormat.General,
    };

    /// <summary>Judges a format code by its first section, the one for positive numbers.</summary>
    public static NumberFormat Of(ReadOnlySpan<char> code)
    {
        var found = new Parts();
        for (int at = 0; at < code.Length && code[at] != ';';) at += found.Take(code, at);
        return found.Verdict;
    }

    private ref struct Parts
    {
        private bool _day, _time, _elapsed, _percent, _currency;

        // 'm' is a month unless it stands after hours or before seconds; undecided until the next letter.
        private bool _monthOrMinute;
        private char _last;

        public readonly NumberFormat Verdict =>
            _day || _monthOrMinute ? NumberFormat.Date
            : _elapsed ? NumberFormat.Duration
            : _time ? NumberFormat.Time
            : _percent ? NumberFormat.Percent
            : _currency ? NumberFormat.Currency
            : NumberFormat.General;

        /// <summary>Takes what begins at a place of the code; returns its length.</summary>
        public int Take(ReadOnlySpan<char> code, int at)
        {
            char c = code[at];
            switch (c)
            {
                case '"':
                    int end = code[(at + 1)..].IndexOf('"');
                    int length = end < 0 ? code.Length - at : end + 2;
                    _currency |= code.Slice(at, length).IndexOfAny("$€£¥₹") >= 0;
                    return length;
                case '\\' or '_' or '*':
                    _currency |= c == '\\' && at + 1 < code.Length && "$€£¥₹".Contains(code[at + 1]);
                    return 2;
                case '[':
                    return TakeBracket(code[at..]);
                case '%':
                    _percent = true;
                    return 1;
                case '$' or '€' or '£' or '¥' or '₹':
                    _currency = true;
                    return 1;
                case '0' or '#' or '?':
                    return TakeDigits(code[at..]);
                default:
                    return TakeLetters(code[at..]);
            }
        }

        private int TakeBracket(ReadOnlySpan<char> code)
        {
            int close = code.IndexOf(']');
            ReadOnlySpan<char> inner = close < 0 ? code[1..] : code[1..close];
            if (inner.Length > 0 && inner.Trim(inner[0] is 'h' or 'H' ? "hH" : inner[0] is 'm' or 'M' ? "mM" : "sS").IsEmpty)
            {
                _elapsed = true;
                _last = (char)(inner[0] | 0x20);
            }

            // [$€-407] is a currency, [$-409] only a language.
            _currency |= inner.Length > 1 && inner[0] == '$' && inner[1] != '-';
            return close < 0 ? code.Length : close + 1;
        }

        /// <summary>Digit places with their exponent, whose E is not an era.</summary>
        private static int TakeDigits(ReadOnlySpan<char> code)
        {
            int length = code.IndexOfAnyExcept("0#?.,");
            if (length < 0) return code.Length;
            return length + 1 < code.Length && code[length] is 'E' or 'e' && code[length + 1] is '+' or '-' ? length + 2 : length;
        }

        private int TakeLetters(ReadOnlySpan<char> code)
        {
            if (code.StartsWith("General", StringComparison.OrdinalIgnoreCase)) return 7;
            if (code.StartsWith("Standard", StringComparison.OrdinalIgnoreCase)) return 8;
            if (code.StartsWith("AM/PM", StringComparison.OrdinalIgnoreCase)) return TakeHalfDay(5);
            if (code.StartsWith("A/P", StringComparison.OrdinalIgnoreCase)) return TakeHalfDay(3);
            char letter = (char)(code[0] | 0x20);
            int run = code.IndexOfAnyExcept(code[0], (char)(code[0] ^ 0x20));
            if (run < 0) run = code.Length;
            switch (char.IsAsciiLetter(code[0]) ? letter : ' ')
            {
                case 'd' or 'y' or 'e' or 'g':
                    Settle(letter);
                    _day = true;
                    break;
                case 'b' when code.Length > 1 && code[1] is '1' or '2':
                    _day = true;
                    break;
                case 'h' or 's':
                    // Minutes before seconds; after hours they were known at once.
                    if (letter == 's') _monthOrMinute = false;
                    Settle(letter);
                    _time = true;
                    break;
                case 'm':
                    bool isMinute = _last == 'h';
                    Settle(letter);
                    if (run > 2) _day = true;
                    else if (isMinute) _time = true;
                    else _monthOrMinute = true;
                    break;
            }

            return run;
        }

        private int TakeHalfDay(int length)
        {
            _time = true;
            return length;
        }

        /// <summary>Another letter follows: an 'm' that is still open was a month.</summary>
        private void Settle(char letter)
        {
            _day |= _monthOrMinute;
            _monthOrMinute = false;
            _last = letter;
        }
    }
}
