namespace FlowForge.Core.Expressions.Functions;

/// <summary>Operators, conditions and casts by name.</summary>
public static partial class FunctionTable
{
    private static IEnumerable<FunctionDefinition> Operators()
    {
        static FunctionDefinition Op(string names, string signatures, string summary) => Define(FunctionKind.Operator, "Operators", names, signatures, summary);
        return
        [
            Op("and", "boolean, boolean -> boolean", "Both hold; false wins over null."),
            Op("or", "boolean, boolean -> boolean", "One holds; true wins over null."),
            Op("not !", "boolean -> boolean", "The opposite."),
            Op("= ==", "T, T -> boolean", "Equal; NaN equals itself, -0.0 equals 0.0."),
            Op("<=>", "T, T -> boolean", "Equal, or both null; never null."),
            Op("<", "T, T -> boolean", "Less; NaN is greater than every number."),
            Op("<=", "T, T -> boolean", "Less or equal."),
            Op(">", "T, T -> boolean", "Greater."),
            Op(">=", "T, T -> boolean", "Greater or equal."),
            Op("in", "T, T+ -> boolean", "Equal to one of the list; null when none is and one is null."),
            Op("+", "numeric, numeric -> 1", "The sum; also of a date or timestamp and an interval, and of a date and days."),
            Op("-", "numeric, numeric -> 1", "The difference; of two dates or timestamps an interval."),
            Op("*", "numeric, numeric -> 1", "The product."),
            Op("/", "numeric, numeric -> 1", "The quotient: a double, or a decimal of decimals."),
            Op("[]", "any, any -> any", "The element at a position from 0, or of a key."),
            Op("&", "integral, integral -> 1", "The bits that both have."),
            Op("|", "integral, integral -> 1", "The bits that one has."),
            Op("^", "integral, integral -> 1", "The bits that exactly one has."),
            Op("~", "integral -> 1", "The bits it has not."),
            Op("array_field", "any, string -> any", "A field of every struct in an array."),
            Op("extract:years", "interval -> int", "Whole years of an interval."),
            Op("extract:months", "interval -> tinyint", "The months beside the years of an interval."),
            Op("extract:days", "interval -> int", "Whole days of an interval."),
            Op("extract:hours", "interval -> tinyint", "The hours beside the days of an interval."),
            Op("extract:minutes", "interval -> tinyint", "The minutes beside the hours of an interval."),
            Op("extract:seconds", "interval -> decimal(8,6)", "The seconds beside the minutes of an interval."),
            Op("extract:second", "timestamp -> decimal(8,6)", "Seconds with their fraction."),
            Op("extract:dow_iso", "date -> int", "The weekday from Monday, 1, to Sunday, 7."),
            Op("extract:yearofweek", "date -> int", "The year the ISO week belongs to."),
        ];
    }

    private static IEnumerable<FunctionDefinition> Conditions()
    {
        static FunctionDefinition F(string names, string signatures, string summary, string? since = null) => Define(FunctionKind.Scalar, "Conditions", names, signatures, summary, since: since);
        return
        [
            F("coalesce ifnull nvl", "T+ -> T", "The first that is not null."),
            F("if", "boolean, T, T -> T", "The second where the first holds, else the third."),
            F("nvl2", "any, T, T -> T", "The second where the first is not null, else the third."),
            F("nullif", "T, T -> T", "The first, or null where both are equal."),
            F("zeroifnull", "T -> T", "The number, or 0 for null.", "4.0"),
            F("nullifzero", "T -> T", "The number, or null for 0.", "4.0"),
            F("equal_null", "T, T -> boolean", "Equal, or both null."),
            F("isnull", "any -> boolean", "Whether it is null."),
            F("isnotnull", "any -> boolean", "Whether it is not null."),
            F("greatest", "T, T+ -> T", "The greatest that is not null."),
            F("least", "T, T+ -> T", "The least that is not null."),
            F("assert_true", "boolean, string? -> void", "Null, or the error USER_RAISED_EXCEPTION where it does not hold."),
            F("raise_error", "string -> void", "The error USER_RAISED_EXCEPTION with the text."),
            F("typeof", "any -> string", "The name of the type."),
            F("boolean", "any -> boolean", "A cast to boolean."),
            F("tinyint", "any -> tinyint", "A cast to tinyint."),
            F("smallint", "any -> smallint", "A cast to smallint."),
            F("int", "any -> int", "A cast to int."),
            F("bigint", "any -> bigint", "A cast to bigint."),
            F("float", "any -> float", "A cast to float."),
            F("double", "any -> double", "A cast to double."),
            F("decimal", "any -> decimal(10,0)", "A cast to decimal(10,0)."),
            F("string", "any -> string", "A cast to string."),
            F("binary", "any -> binary", "A cast to binary."),
            F("date", "any -> date", "A cast to date."),
            F("timestamp", "any -> timestamp", "A cast to timestamp."),
            F("uuid", " -> string", "A random UUID, another for each row. Not in plans, whose rows must stay."),
            F("monotonically_increasing_id", " -> bigint", "A number for each row, growing."),
        ];
    }
}
