namespace FlowForge.Core.Expressions.Functions;

/// <summary>Dates, timestamps and intervals.</summary>
public static partial class FunctionTable
{
    private static IEnumerable<FunctionDefinition> Dates()
    {
        static FunctionDefinition F(string names, string signatures, string summary, string? since = null) => Define(FunctionKind.Scalar, "Dates and times", names, signatures, summary, since: since);
        return
        [
            F("current_date curdate", " -> date", "Today in the session's zone, the same for the whole query."),
            F("current_timestamp now", " -> timestamp", "The instant the query began."),
            F("localtimestamp", " -> timestamp_ntz", "The session's wall clock when the query began."),
            F("current_timezone", " -> string", "The session's zone."),
            F("year", "date -> int", "The year."),
            F("quarter", "date -> int", "The quarter, 1 to 4."),
            F("month", "date -> int", "The month, 1 to 12."),
            F("day dayofmonth", "date -> int", "The day of the month."),
            F("dayofweek", "date -> int", "The weekday from Sunday, 1, to Saturday, 7."),
            F("weekday", "date -> int", "The weekday from Monday, 0, to Sunday, 6."),
            F("dayofyear", "date -> int", "The day of the year."),
            F("weekofyear", "date -> int", "The ISO week."),
            F("dayname", "date -> string", "Mon to Sun.", "4.0"),
            F("monthname", "date -> string", "Jan to Dec.", "4.0"),
            F("hour", "timestamp -> int; timestamp_ntz -> int", "The hour, 0 to 23."),
            F("minute", "timestamp -> int; timestamp_ntz -> int", "The minute."),
            F("second", "timestamp -> int; timestamp_ntz -> int", "The second."),
            F("extract", "string, any -> any", "EXTRACT(field FROM value): a field of a date, timestamp or interval."),
            F("date_part datepart", "string, any -> any", "A field of a date, timestamp or interval."),
            F("date_add", "date, int -> date", "So many days later."),
            F("date_sub", "date, int -> date", "So many days before."),
            F("add_months", "date, int -> date", "So many months later; a day the month does not have becomes its last."),
            F("datediff date_diff", "date, date -> int", "Days from the second to the first."),
            F("timestampadd dateadd", "string, bigint, timestamp -> timestamp; string, bigint, timestamp_ntz -> timestamp_ntz; date, int -> date", "So many units later: timestampadd(MONTH, 1, t)."),
            F("timestampdiff", "string, timestamp, timestamp -> bigint", "Whole units from the second to the third: timestampdiff(MONTH, a, b)."),
            F("months_between", "timestamp, timestamp, boolean? -> double", "Months from the second to the first, days as 31sts, rounded to 8 decimals unless told otherwise."),
            F("last_day", "date -> date", "The last day of the month."),
            F("next_day", "date, string -> date", "The next such weekday after it."),
            F("trunc", "date, string -> date", "The first day of the year, quarter, month or week; null for another unit."),
            F("date_trunc", "string, timestamp -> timestamp; string, timestamp_ntz -> timestamp_ntz", "The start of the unit; null for another unit."),
            F("make_date", "int, int, int -> date", "The date of year, month and day."),
            F("make_timestamp", "int, int, int, int, int, decimal(16,6), string? -> timestamp", "The timestamp of its parts, in the session's zone or the one given."),
            F("try_make_timestamp", "int, int, int, int, int, decimal(16,6), string? -> timestamp", "The timestamp of its parts, or null.", "4.0"),
            F("make_timestamp_ltz", "int, int, int, int, int, decimal(16,6), string? -> timestamp", "The timestamp of its parts."),
            F("make_timestamp_ntz", "int, int, int, int, int, decimal(16,6) -> timestamp_ntz", "The timestamp without zone of its parts."),
            F("make_dt_interval", "int?, int?, int?, decimal(18,6)? -> interval day to second", "The interval of days, hours, minutes and seconds."),
            F("make_ym_interval", "int?, int? -> interval year to month", "The interval of years and months."),
            F("to_date", "string -> date; moment -> date; string, string -> date", "The date of a text, by a format when one is given."),
            F("try_to_date", "string -> date; string, string -> date", "The date of a text, or null.", "4.1"),
            F("to_timestamp to_timestamp_ltz", "string -> timestamp; moment -> timestamp; string, string -> timestamp", "The timestamp of a text, by a format when one is given."),
            F("try_to_timestamp", "string -> timestamp; moment -> timestamp; string, string -> timestamp", "The timestamp of a text, or null."),
            F("to_timestamp_ntz", "string -> timestamp_ntz; moment -> timestamp_ntz; string, string -> timestamp_ntz", "The timestamp without zone of a text, by a format when one is given."),
            F("date_format", "timestamp, string -> string; timestamp_ntz, string -> string; date, string -> string", "As text, by a pattern of Java's DateTimeFormatter."),
            F("unix_timestamp to_unix_timestamp", " -> bigint; moment, string? -> bigint; string, string? -> bigint", "Seconds since 1970, of now, a timestamp or a text by a format."),
            F("from_unixtime", "bigint, string? -> string", "Seconds since 1970 as text, by a format."),
            F("unix_date", "date -> int", "Days since 1970."),
            F("unix_seconds", "timestamp -> bigint", "Seconds since 1970."),
            F("unix_millis", "timestamp -> bigint", "Milliseconds since 1970."),
            F("unix_micros", "timestamp -> bigint", "Microseconds since 1970."),
            F("date_from_unix_date", "int -> date", "The date so many days after 1970."),
            F("timestamp_seconds", "bigint -> timestamp; double -> timestamp; exact -> timestamp", "The timestamp so many seconds after 1970."),
            F("timestamp_millis", "bigint -> timestamp", "The timestamp so many milliseconds after 1970."),
            F("timestamp_micros", "bigint -> timestamp", "The timestamp so many microseconds after 1970."),
            F("from_utc_timestamp", "timestamp, string -> timestamp", "The zone's wall clock at a UTC time, as a timestamp."),
            F("to_utc_timestamp", "timestamp, string -> timestamp", "The UTC time at a zone's wall clock, as a timestamp."),
            F("convert_timezone", "string, string, timestamp_ntz -> timestamp_ntz; string, timestamp_ntz -> timestamp_ntz", "A wall clock of one zone as that of another."),
        ];
    }
}
