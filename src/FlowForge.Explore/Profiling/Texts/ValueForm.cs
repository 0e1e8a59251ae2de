namespace FlowForge.Explore.Profiling.Texts;

/// <summary>What a text looks like. Decided from the value alone, without regard to language; the first that fits in the order of <c>TextForms</c>.</summary>
public enum ValueForm
{
    /// <summary>No character but white space.</summary>
    Empty,

    /// <summary>Stands for "no value": N/A, null, -, unknown.</summary>
    Placeholder,
    Boolean,

    /// <summary>Digits, perhaps with a sign.</summary>
    Integer,

    /// <summary>Digits with a point, perhaps an exponent, perhaps commas between thousands.</summary>
    Number,

    /// <summary>Digits with a decimal comma, perhaps points between thousands.</summary>
    CommaNumber,

    /// <summary>Digits in groups of three after commas: 1,234 and 12,345,678. Thousands, unless the column's other numbers have decimal commas.</summary>
    GroupedNumber,

    /// <summary>A number with the sign or code of a currency.</summary>
    Money,

    /// <summary>The same with a decimal comma.</summary>
    CommaMoney,
    Percent,

    /// <summary>The same with a decimal comma.</summary>
    CommaPercent,

    /// <summary>2024-02-29</summary>
    IsoDate,

    /// <summary>2024-02-29T12:00:00, with or without zone.</summary>
    IsoTimestamp,

    /// <summary>29.02.2024 or 29-02-2024 or 29/02/2024: the day first beyond doubt.</summary>
    DayFirstDate,

    /// <summary>02/29/2024 or 02-29-2024: the month first beyond doubt.</summary>
    MonthFirstDate,

    /// <summary>03/04/2024: either.</summary>
    AmbiguousDate,
    Time,
    Email,
    Phone,
    Uuid,
    Url,
    IpAddress,

    /// <summary>An account number whose check digits are right.</summary>
    Iban,

    /// <summary>13 to 19 digits in groups whose check digit (Luhn) is right.</summary>
    CardNumber,
    Json,

    /// <summary>Letters, digits and signs without a blank, at least one digit.</summary>
    Code,

    /// <summary>Letters without a blank.</summary>
    Word,

    /// <summary>Anything else.</summary>
    Text,
}
