using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Dates, timestamps and intervals. Wall clocks are computed on, instants are turned into them first.</summary>
public sealed partial class DuckDbSql
{
    private static void AddDates(Dictionary<string, Rule> rules)
    {
        rules["current_date"] = (sql, _, _) => $"CAST({sql.Local(sql.Now)} AS DATE)";
        rules["current_timestamp"] = (sql, _, _) => sql.Now;
        rules["localtimestamp"] = (sql, _, _) => sql.Local(sql.Now);
        rules["current_timezone"] = (sql, _, _) => TextLiteral(sql.Settings.TimeZone);
        foreach (string part in (string[])["year", "quarter", "month", "day", "weekofyear", "dayofyear"]) rules[part] = Typed(part + "({0})");
        rules["dayofweek"] = Typed("dayofweek({0}) + 1");
        rules["weekday"] = Typed("isodow({0}) - 1");
        rules["extract:dow_iso"] = Typed("isodow({0})");
        rules["extract:yearofweek"] = Typed("isoyear({0})");
        rules["extract:second"] = (sql, call, a) => $"CAST((epoch_us({sql.Clock(call, a, 0)}) % 60000000 + 60000000) % 60000000 AS DECIMAL(14,0)) * 0.000001::DECIMAL(7,6)".Insert(0, "CAST(") + " AS DECIMAL(8,6))";
        rules["dayname"] = Template("strftime({0}, '%a')");
        rules["monthname"] = Template("strftime({0}, '%b')");
        foreach (string part in (string[])["hour", "minute", "second"]) rules[part] = (sql, call, a) => $"CAST({part}({sql.Clock(call, a, 0)}) AS INTEGER)";
        rules["date_add"] = Template("({0} + {1})");
        rules["date_sub"] = Template("({0} - {1})");
        rules["add_months"] = AddMonths;
        rules["datediff"] = Typed("{0} - {1}");
        rules["timestampadd"] = TimestampAdd;
        rules["timestampdiff"] = TimestampDiff;
        rules["months_between"] = MonthsBetween;
        rules["last_day"] = Template("last_day({0})");
        rules["next_day"] = Function<int, string, int?>("next_day", NextDay);
        rules["trunc"] = Trunc;
        rules["date_trunc"] = DateTrunc;
        rules["make_date"] = (sql, call, a) => Function<int, int, int, int?>(sql.Ansi ? "make_date" : "make_date_or_null", (year, month, day) => Days.TryOf(year, month, day) ?? (sql.Ansi ? throw new SparkException("DATETIME_FIELD_OUT_OF_BOUNDS", $"There is no date {year}-{month}-{day}.") : null))(sql, call, a);
        rules["window"] = TimeWindow;
        AddMaking(rules);
        AddReading(rules);
        AddIntervals(rules);
    }

    /// <summary>The wall clock of a timestamp with or without zone.</summary>
    private string Clock(TypedExpression.Call call, string[] a, int argument) => call.Arguments[argument].Type == DataType.TimestampTz ? Local(a[argument]) : $"CAST({a[argument]} AS TIMESTAMP)";

    /// <summary>A wall clock as a value of the call's type.</summary>
    private string FromClock(DataType type, string local) => type == DataType.TimestampTz ? Instant(local) : $"CAST({local} AS {SqlType(type)})";

    private static string AddMonths(DuckDbSql sql, TypedExpression.Call call, string[] a) => Function<int, int, int>("add_months", Days.AddMonths)(sql, call, a);

    private static string TimestampAdd(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (a.Length == 2) return $"({a[0]} + {a[1]})";
        string unit = Constants.Text(call.Arguments[0])?.ToUpperInvariant() ?? "";
        (long months, long micros) = UnitOf(unit) ?? throw new NotSupportedException($"There is no unit {unit}.");
        DataType type = call.Type;
        Zone zone = Zone.Of(type == DataType.TimestampTz ? sql.Settings.TimeZone : "UTC");
        return sql.Native("timestampadd", [DataType.BigInt, type], type, (t, r) => Natives.Native.Of<long, long, long>(t, DataType.BigInt, (count, instant) =>
            months > 0 ? ShiftMonths(instant, checked((int)(count * months)), zone) : ShiftTime(instant, count * micros, zone)), [a[1], a[2]], unit + sql.Settings.TimeZone);
    }

    private static (long Months, long Micros)? UnitOf(string unit) => unit switch
    {
        "YEAR" => (12, 0),
        "QUARTER" => (3, 0),
        "MONTH" => (1, 0),
        "WEEK" => (0, 7 * Days.MicrosecondsPerDay),
        "DAY" or "DAYOFYEAR" => (0, Days.MicrosecondsPerDay),
        "HOUR" => (0, 3_600_000_000),
        "MINUTE" => (0, 60_000_000),
        "SECOND" => (0, 1_000_000),
        "MILLISECOND" => (0, 1_000),
        "MICROSECOND" => (0, 1),
        _ => null,
    };

    private static long ShiftMonths(long instant, int months, Zone zone)
    {
        (int day, long time) = Days.Split(zone.ToLocal(instant));
        return zone.ToInstant(Days.AddMonths(day, months) * Days.MicrosecondsPerDay + time);
    }

    // Days are days of the calendar, whatever their length; what is left is exact time.
    private static long ShiftTime(long instant, long micros, Zone zone)
    {
        long days = micros / Days.MicrosecondsPerDay, rest = micros % Days.MicrosecondsPerDay;
        long moved = days == 0 ? instant : zone.ToInstant(checked(zone.ToLocal(instant) + days * Days.MicrosecondsPerDay));
        return checked(moved + rest);
    }

    private static string TimestampDiff(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        string unit = Constants.Text(call.Arguments[0])?.ToUpperInvariant() ?? "";
        (long months, long micros) = UnitOf(unit) ?? throw new NotSupportedException($"There is no unit {unit}.");
        Zone zone = Zone.Of(sql.Settings.TimeZone);
        return sql.Native("timestampdiff", [DataType.TimestampTz, DataType.TimestampTz], DataType.BigInt, (t, r) => Natives.Native.Of<long, long, long>(t, r, (from, to) =>
        {
            (long start, long end) = (zone.ToLocal(from), zone.ToLocal(to));
            return months > 0 ? WholeMonths(start, end) / months : (end - start) / micros;
        }), [a[1], a[2]], unit + sql.Settings.TimeZone);
    }

    private static long WholeMonths(long start, long end)
    {
        ((int fromDay, long fromTime), (int toDay, long toTime)) = (Days.Split(start), Days.Split(end));
        ((int y1, int m1, int d1), (int y2, int m2, int d2)) = (Days.Parts(fromDay), Days.Parts(toDay));
        long months = (y2 - y1) * 12L + m2 - m1;
        int rest = (d2, toTime).CompareTo((d1, fromTime));
        return months > 0 && rest < 0 ? months - 1 : months < 0 && rest > 0 ? months + 1 : months;
    }

    private static string MonthsBetween(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        Zone zone = Zone.Of(sql.Settings.TimeZone);
        return sql.Native("months_between", [DataType.TimestampTz, DataType.TimestampTz, DataType.Boolean], DataType.Double, (t, r) => Natives.Native.Of<long, long, bool, double>(t, r, (first, second, rounds) =>
        {
            ((int day1, long time1), (int day2, long time2)) = (Days.Split(zone.ToLocal(first)), Days.Split(zone.ToLocal(second)));
            ((int y1, int m1, int d1), (int y2, int m2, int d2)) = (Days.Parts(day1), Days.Parts(day2));
            double months = (y1 - y2) * 12.0 + m1 - m2;
            bool bothLast = d1 == Days.InMonth(y1, m1) && d2 == Days.InMonth(y2, m2);
            if (d1 == d2 || bothLast) return months;
            double seconds = (d1 - d2) * 86_400.0 + (time1 / 1_000_000 - time2 / 1_000_000);
            double between = months + seconds / (31 * 86_400.0);
            return rounds ? Math.Round(between * 1e8, MidpointRounding.AwayFromZero) / 1e8 : between;
        }), [a[0], a[1], a.Length > 2 ? a[2] : "true"], sql.Settings.TimeZone);
    }

    private static int? NextDay(int day, string name)
    {
        string[] words = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        string[] full = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
        string upper = name.Trim().ToUpperInvariant();
        int wanted = Array.FindIndex(full, word => upper == word || upper.Length is 2 or 3 && word.StartsWith(upper, StringComparison.Ordinal) && words.Contains(upper[..2])) + 1;
        if (wanted == 0) throw new SparkException("ILLEGAL_DAY_OF_WEEK", $"{name} is no day of the week.");
        int ahead = (wanted - Days.Weekday(day) + 7) % 7;
        return day + (ahead == 0 ? 7 : ahead);
    }

    // Windows are counted in instants, so that each is as long as the others whatever the zone's clocks do.
    private static string TimeWindow(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        DataType type = call.Arguments[0].Type;
        (long length, long first) = (Constants.Whole(call.Arguments[1])!.Value, Constants.Whole(call.Arguments[2])!.Value);
        string Moment(string micros) => type == DataType.TimestampTz ? $"CAST(make_timestamp({micros}) AS TIMESTAMPTZ)" : $"make_timestamp({micros})";
        return sql.Let($"(epoch_us({a[0]}) - ((epoch_us({a[0]}) - ({first})) % {length} + {length}) % {length})", start => $"CASE WHEN {start} IS NOT NULL THEN struct_pack(\"start\" := {Moment(start)}, \"end\" := {Moment($"{start} + {length}")}) END");
    }

    private static string? TruncUnit(string word) => word.ToUpperInvariant() switch
    {
        "YEAR" or "YYYY" or "YY" => "year",
        "QUARTER" => "quarter",
        "MONTH" or "MON" or "MM" => "month",
        "WEEK" => "week",
        "DAY" or "DD" => "day",
        "HOUR" => "hour",
        "MINUTE" => "minute",
        "SECOND" => "second",
        "MILLISECOND" => "milliseconds",
        "MICROSECOND" => "microseconds",
        _ => null,
    };

    private static string Trunc(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (Constants.Text(call.Arguments[1]) is { } unit) return TruncUnit(unit) is "year" or "quarter" or "month" or "week" ? $"CAST(date_trunc('{TruncUnit(unit)}', {a[0]}) AS DATE)" : "NULL::DATE";
        return Function<int, string, int?>("trunc", (day, word) => TruncDay(day, TruncUnit(word)))(sql, call, a);
    }

    private static int? TruncDay(int day, string? unit)
    {
        (int year, int month, _) = Days.Parts(day);
        return unit switch
        {
            "year" => Days.Of(year, 1, 1),
            "quarter" => Days.Of(year, (month - 1) / 3 * 3 + 1, 1),
            "month" => Days.Of(year, month, 1),
            "week" => day - Days.Weekday(day) + 1,
            _ => null,
        };
    }

    private static string DateTrunc(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (Constants.Text(call.Arguments[0]) is not { } word) throw new NotSupportedException("date_trunc takes a constant unit.");
        return TruncUnit(word) is { } unit ? sql.FromClock(call.Type, $"date_trunc('{unit}', {sql.Clock(call, a, 1)})") : $"NULL::{SqlType(call.Type)}";
    }

    private static void AddMaking(Dictionary<string, Rule> rules)
    {
        rules["make_timestamp"] = (sql, call, a) => sql.MakeTimestamp(call, a, tries: false);
        rules["make_timestamp_ltz"] = rules["make_timestamp"];
        rules["make_timestamp_ntz"] = rules["make_timestamp"];
        rules["try_make_timestamp"] = (sql, call, a) => sql.MakeTimestamp(call, a, tries: true);
        rules["try_make_timestamp_ltz"] = rules["try_make_timestamp_ntz"] = rules["try_make_timestamp"];
        rules["unix_date"] = Typed("{0} - DATE '1970-01-01'");
        rules["date_from_unix_date"] = Template("(DATE '1970-01-01' + {0})");
        rules["unix_micros"] = Template("epoch_us({0})");
        rules["unix_millis"] = Function<long, long>("unix_millis", micros => Zone.FloorDivide(micros, 1_000));
        rules["unix_seconds"] = Function<long, long>("unix_seconds", micros => Zone.FloorDivide(micros, 1_000_000));
        rules["timestamp_seconds"] = (sql, call, a) => sql.ToInstant(a[0], call.Arguments[0].Type, CastMode.Legacy);
        rules["timestamp_millis"] = Template("CAST(make_timestamp({0} * 1000) AS TIMESTAMPTZ)");
        rules["timestamp_micros"] = Template("CAST(make_timestamp({0}) AS TIMESTAMPTZ)");
        rules["from_utc_timestamp"] = Function<long, string, long>("from_utc_timestamp", (instant, zone) => Zone.Of(zone).ToLocal(instant));
        rules["to_utc_timestamp"] = Function<long, string, long>("to_utc_timestamp", (instant, zone) => Zone.Of(zone).ToInstant(instant));
        rules["convert_timezone"] = (sql, call, a) => sql.Native("convert_timezone", [DataType.Varchar, DataType.Varchar, DataType.Timestamp], DataType.Timestamp, (t, r) => Natives.Native.Of<string, string, long, long>(t, DataType.BigInt, (from, to, local) => Zone.Of(to).ToLocal(Zone.Of(from).ToInstant(local))), a.Length > 2 ? a : [TextLiteral(sql.Settings.TimeZone), .. a]);
    }

    private string MakeTimestamp(TypedExpression.Call call, string[] a, bool tries)
    {
        Zone session = Zone.Of(call.Type == DataType.Timestamp ? "UTC" : Settings.TimeZone);
        DataType[] types = Types(call);
        return Native("make_timestamp", types, DataType.BigInt, (t, r) => Natives.Native.OfAll(t, r, values =>
        {
            if (values.Contains(null)) return null;
            int[] parts = [.. values.Take(5).Select(value => (int)value!)];
            long micros = (long)((Decimal38)values[5]!).Unscaled;
            bool leap = micros == 60_000_000;
            if (Days.TryOf(parts[0], parts[1], parts[2]) is { } day && parts[3] is >= 0 and < 24 && parts[4] is >= 0 and < 60 && micros >= 0 && (micros < 60_000_000 || leap))
            {
                Zone zone = values.Length > 6 ? Zone.Of((string)values[6]!) : session;
                return zone.ToInstant(day * Days.MicrosecondsPerDay + (parts[3] * 60L + parts[4]) * 60_000_000 + micros);
            }
            return tries || !Ansi ? null : throw new SparkException("DATETIME_FIELD_OUT_OF_BOUNDS", $"There is no time {string.Join('-', parts)}.");
        }), a, $"{tries}{Settings}{call.Type}", takesNulls: true) is var made && call.Type == DataType.Timestamp ? $"make_timestamp({made})" : $"CAST(make_timestamp({made}) AS TIMESTAMPTZ)";
    }

    private static void AddReading(Dictionary<string, Rule> rules)
    {
        foreach ((string name, DataType type, bool tries) in ((string, DataType, bool)[])[("to_date", DataType.Date, false), ("try_to_date", DataType.Date, true), ("to_timestamp", DataType.TimestampTz, false), ("try_to_timestamp", DataType.TimestampTz, true), ("to_timestamp_ntz", DataType.Timestamp, false)])
            rules[name] = (sql, call, a) => a.Length == 1
                ? sql.Cast(a[0], call.Arguments[0].Type, type, tries ? CastMode.Try : sql.Ansi ? CastMode.Ansi : CastMode.Legacy)
                : sql.Parse(call, a, type, tries);
        rules["date_format"] = (sql, call, a) => DateFormat(sql, call.Arguments[0].Type, a[0], a[1], Constants.Text(call.Arguments[1]));
        rules["unix_timestamp"] = UnixTimestamp;
        rules["from_unixtime"] = (sql, call, a) => DateFormat(sql, DataType.TimestampTz, sql.ToInstant(a[0], DataType.BigInt, CastMode.Legacy), a.Length > 1 ? a[1] : "'yyyy-MM-dd HH:mm:ss'", call.Arguments.Count > 1 ? Constants.Text(call.Arguments[1]) : "yyyy-MM-dd HH:mm:ss");
    }

    private string Parse(TypedExpression.Call call, string[] a, DataType type, bool tries)
    {
        bool fails = Ansi && !tries;
        string? constant = Constants.Text(call.Arguments[1]);
        Zone session = Zone.Of(Settings.TimeZone);
        DataType number = type == DataType.Date ? DataType.Integer : DataType.BigInt;
        object? Read(string text, string format)
        {
            if (DatePattern.Of(format).Parse(text) is not { } found) return fails ? throw new SparkException("CANNOT_PARSE_TIMESTAMP", $"'{text}' does not fit the pattern {format}. try_to_timestamp gives null instead.") : null;
            if (type == DataType.Timestamp) return found.Local;
            long instant = found.Offset is { } offset ? found.Local - offset * 1_000_000L : session.ToInstant(found.Local);
            return type == DataType.Date ? Days.Split(found.Offset is null ? found.Local : session.ToLocal(instant)).Day : instant;
        }
        string parsed = constant is not null
            ? Native("parse_time", [DataType.Varchar], number, (t, r) => Natives.Native.Of<string, object?>(t, r, text => Read(text, constant)), [a[0]], $"{constant}{fails}{type}{Settings.TimeZone}")
            : Native("parse_time", [DataType.Varchar, DataType.Varchar], number, (t, r) => Natives.Native.Of<string, string, object?>(t, r, Read), a, $"{fails}{type}{Settings.TimeZone}");
        return type == DataType.Date ? $"(DATE '1970-01-01' + {parsed})" : type == DataType.Timestamp ? $"make_timestamp({parsed})" : $"CAST(make_timestamp({parsed}) AS TIMESTAMPTZ)";
    }

    private static string DateFormat(DuckDbSql sql, DataType type, string value, string format, string? constant)
    {
        string id = type == DataType.TimestampTz ? sql.Settings.TimeZone : "UTC";
        Zone zone = Zone.Of(id);
        string Write(long micros, string pattern) => DatePattern.Of(pattern).Format(zone.ToLocal(micros), zone.OffsetAt(micros), id, zone.AbbreviationAt(micros, id));
        string source = type == DataType.Date ? $"CAST({value} AS TIMESTAMP)" : value;
        DataType read = type == DataType.Date ? DataType.Timestamp : type;
        return constant is not null
            ? sql.Native("date_format", [read], DataType.Varchar, (t, r) => Natives.Native.Of<long, string>(t, r, micros => Write(micros, constant)), [source], constant + id)
            : sql.Native("date_format", [read, DataType.Varchar], DataType.Varchar, (t, r) => Natives.Native.Of<long, string, string>(t, r, Write), [source, format], id);
    }

    private static string UnixTimestamp(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (a.Length == 0) return $"CAST(epoch({sql.Now}) AS BIGINT)";
        DataType type = call.Arguments[0].Type;
        string instant = IsMoment(type) ? sql.Cast(a[0], type, DataType.TimestampTz, CastMode.Ansi) : sql.Parse(a.Length > 1 ? call : WithDefaultPattern(call), a.Length > 1 ? a : [a[0], "'yyyy-MM-dd HH:mm:ss'"], DataType.TimestampTz, tries: false);
        // Unlike a cast this cuts toward zero.
        return $"(epoch_us({instant}) // 1000000)";
    }

    private static TypedExpression.Call WithDefaultPattern(TypedExpression.Call call) =>
        call with { Arguments = [call.Arguments[0], new TypedExpression.Constant(new Literal.Text("yyyy-MM-dd HH:mm:ss")) { Type = DataType.Varchar }] };

    private static void AddIntervals(Dictionary<string, Rule> rules)
    {
        rules["extract:years"] = Typed("{0} // 12");
        rules["extract:months"] = Typed("{0} % 12");
        rules["extract:days"] = Typed("{0} // 86400000000");
        rules["extract:hours"] = Typed("({0} // 3600000000) % 24");
        rules["extract:minutes"] = Typed("({0} // 60000000) % 60");
        rules["extract:seconds"] = Typed("CAST({0} % 60000000 AS DECIMAL(10,0)) * 0.000001");
        rules["make_ym_interval"] = (_, _, a) => $"CAST({(a.Length > 0 ? a[0] : "0")} * 12 + {(a.Length > 1 ? a[1] : "0")} AS INTEGER)";
        rules["make_dt_interval"] = (_, _, a) => $"CAST({(a.Length > 0 ? a[0] : "0")}::BIGINT * 86400000000 + {(a.Length > 1 ? a[1] : "0")}::BIGINT * 3600000000 + {(a.Length > 2 ? a[2] : "0")}::BIGINT * 60000000 + {(a.Length > 3 ? a[3] : "0")} * 1000000 AS BIGINT)";
    }

    private string Timed(string operation, TypedExpression.Call call, string[] a)
    {
        (DataType left, DataType right) = (call.Arguments[0].Type, call.Arguments.Count > 1 ? call.Arguments[1].Type : DataType.Null);
        if (operation == "-" && left == DataType.Date) return right == DataType.Date ? $"(CAST({a[0]} - {a[1]} AS BIGINT) * 86400000000)" : Moved(operation, call, a, right);
        if (operation == "-" && IsMoment(left) && IsMoment(right)) return $"(epoch_us({(left == DataType.TimestampTz ? Local(a[0]) : a[0])}) - epoch_us({(right == DataType.TimestampTz ? Local(a[1]) : a[1])}))";
        if (IsMoment(left)) return Moved(operation, call, a, right);
        string scaled = $"({a[0]} {operation} {a[1]})";
        return operation is "*" or "/" ? Native("scale_interval", [DataType.BigInt, DataType.Double], DataType.BigInt, (t, r) => Natives.Native.Of<long, double, long>(t, r, (interval, by) =>
        {
            if (operation == "/" && by == 0) throw new SparkException("INTERVAL_DIVIDED_BY_ZERO", "An interval is divided by zero.");
            return checked((long)Math.Round(operation == "*" ? interval * by : interval / by, MidpointRounding.AwayFromZero));
        }), [$"{a[0]}::BIGINT", a[1]], operation) + $"::{SqlType(call.Type)}" : $"CAST({scaled} AS {SqlType(call.Type)})";
    }

    private string Moved(string operation, TypedExpression.Call call, string[] a, DataType interval)
    {
        int sign = operation == "-" ? -1 : 1;
        bool isDate = call.Type == DataType.Date;
        if (interval is DataType.YearMonthInterval && isDate) return Native("date_months", [DataType.Date, DataType.Integer], DataType.Date, (t, r) => Natives.Native.Of<int, int, int>(t, DataType.Integer, (day, months) => Days.AddMonths(day, sign * months)), a, $"{sign}");
        if (isDate) return $"CAST({a[0]} {operation} CAST({a[1]} // 86400000000 AS INTEGER) AS DATE)";
        Zone zone = Zone.Of(call.Type == DataType.TimestampTz ? Settings.TimeZone : "UTC");
        return interval is DataType.YearMonthInterval
            ? Native("time_months", [call.Type, DataType.Integer], call.Type, (t, r) => Natives.Native.Of<long, int, long>(t, DataType.BigInt, (instant, months) => ShiftMonths(instant, sign * months, zone)), a, $"{sign}{Settings.TimeZone}")
            : Native("time_span", [call.Type, DataType.BigInt], call.Type, (t, r) => Natives.Native.Of<long, long, long>(t, DataType.BigInt, (instant, micros) => ShiftTime(instant, sign * micros, zone)), a, $"{sign}{Settings.TimeZone}");
    }
}
