using System.Numerics;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Arithmetic and the functions of numbers.</summary>
public sealed partial class DuckDbSql
{
    private static void AddNumbers(Dictionary<string, Rule> rules)
    {
        foreach (string operation in (string[])["+", "-", "*", "/", "%", "div", "pmod"]) rules[operation] = (sql, call, arguments) => sql.Arithmetical(operation, call, arguments, sql.Ansi);
        foreach ((string name, string operation) in ((string, string)[])[("try_add", "+"), ("try_subtract", "-"), ("try_multiply", "*"), ("try_divide", "/"), ("try_mod", "%")])
            rules[name] = (sql, call, arguments) => sql.Trying(operation, call, arguments);
        rules["negative"] = (sql, call, arguments) => IsWhole(call.Type) && !sql.Ansi ? sql.Wrapped("-", call.Type, ["0::" + SqlType(call.Type), arguments[0]]) : $"(-{arguments[0]})";
        rules["positive"] = Template("({0})");
        rules["abs"] = (sql, call, arguments) => IsWhole(call.Type) && !sql.Ansi
            ? sql.Native("abs", [DataType.BigInt], call.Type == DataType.BigInt ? call.Type : DataType.BigInt, (types, result) => Natives.Native.Of<long, long>(types, result, value => Wrap(value < 0 ? unchecked(-value) : value, Bits(call.Type))), [$"{arguments[0]}::BIGINT"], SqlType(call.Type)) + $"::{SqlType(call.Type)}"
            : $"abs({arguments[0]})";
        rules["sign"] = (sql, call, a) => call.Arguments[0].Type == DataType.Double ? Function<double, double>("sign", value => double.IsNaN(value) ? value : value > 0 ? 1 : value < 0 ? -1 : value)(sql, call, a) : $"CAST(sign({a[0]}) AS DOUBLE)";
        rules["round"] = (sql, call, arguments) => sql.Round(call, arguments, even: false);
        rules["bround"] = (sql, call, arguments) => sql.Round(call, arguments, even: true);
        rules["floor"] = (sql, call, arguments) => sql.Cut(call, arguments, "floor");
        rules["ceil"] = (sql, call, arguments) => sql.Cut(call, arguments, "ceil");
        foreach ((string name, Func<double, double> compute) in s_doubles) rules[name] = Function(name, compute);
        foreach (string logarithm in (string[])["ln", "log10", "log2"])
        {
            Func<double, double> compute = logarithm switch { "ln" => Math.Log, "log10" => Math.Log10, _ => Math.Log2 };
            rules[logarithm] = Function<double, double?>(logarithm, value => value <= 0 ? null : compute(value));
        }
        rules["log"] = (sql, call, arguments) => arguments.Length == 1 ? rules["ln"](sql, call, arguments) : Function<double, double, double?>("log", (bottom, value) => bottom <= 0 || value <= 0 ? null : Math.Log(value) / Math.Log(bottom))(sql, call, arguments);
        rules["log1p"] = Function<double, double?>("log1p", value => value <= -1 ? null : Math.Abs(value) < 1e-5 ? value - value * value / 2 + value * value * value / 3 : Math.Log(1 + value));
        rules["power"] = Function<double, double, double>("power", Power);
        rules["atan2"] = Function<double, double, double>("atan2", (y, x) => Math.Atan2(y + 0.0, x + 0.0));
        rules["hypot"] = Function<double, double, double>("hypot", double.Hypot);
        rules["e"] = Template("2.718281828459045::DOUBLE");
        rules["pi"] = Template("3.141592653589793::DOUBLE");
        rules["isnan"] = Template("COALESCE(isnan({0}), false)");
        rules["nanvl"] = Template("CASE WHEN isnan({0}) THEN {1} ELSE {0} END");
        rules["factorial"] = Function<int, long?>("factorial", value => value is < 0 or > 20 ? null : Enumerable.Range(1, value).Aggregate(1L, (product, next) => product * next));
        rules["width_bucket"] = Objects("width_bucket", values => Bucket(Convert.ToDouble(values[0], Invariant), Convert.ToDouble(values[1], Invariant), Convert.ToDouble(values[2], Invariant), (long)values[3]!));
        // As Spark's BitmapExpressionUtils: buckets of 4 kB; numbers from 1 on begin at bucket 1.
        rules["bitmap_bit_position"] = Function<long, long>("bitmap_bit_position", number => number > 0 ? (number - 1) % BitsOfBitmap : unchecked(-number) % BitsOfBitmap);
        rules["bitmap_bucket_number"] = Function<long, long>("bitmap_bucket_number", number => number > 0 ? 1 + (number - 1) / BitsOfBitmap : number / BitsOfBitmap);
        rules["bitmap_count"] = Function<byte[], long>("bitmap_count", bytes => bytes.Sum(piece => (long)byte.PopCount(piece)));
        rules["bit_count"] = Typed("bit_count({0}::BIGINT)");
        rules["bit_get"] = (sql, call, arguments) => sql.Native("bit_get", [DataType.BigInt, DataType.Integer], DataType.Integer, (types, result) => Natives.Native.Of<long, int, int>(types, result, (value, at) => at >= 0 && at < Bits(call.Arguments[0].Type) ? (int)(value >> at & 1) : throw new SparkException("INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE", $"There is no bit {at}.")), [$"{arguments[0]}::BIGINT", arguments[1]], SqlType(call.Arguments[0].Type)) + "::TINYINT";
        rules["shiftleft"] = Shift((value, by) => value << by, (value, by) => value << by);
        rules["shiftright"] = Shift((value, by) => value >> by, (value, by) => value >> by);
        rules["shiftrightunsigned"] = Shift((value, by) => value >>> by, (value, by) => value >>> by);
        rules["conv"] = Function<string, int, int, string?>("conv", NumberFormats.Conv);
        rules["bin"] = Function<long, string>("bin", value => value.ToString("b", Invariant));
        rules["rand"] = (_, _, _) => "random()";
        rules["randn"] = (_, _, _) => "(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))";
        rules["uuid"] = (_, _, _) => "CAST(gen_random_uuid() AS VARCHAR)";
        rules["monotonically_increasing_id"] = (_, _, _) => "(row_number() OVER () - 1)";
        rules["to_number"] = (sql, call, arguments) => sql.ToNumber(call, arguments, tries: false);
        rules["try_to_number"] = (sql, call, arguments) => sql.ToNumber(call, arguments, tries: true);
    }

    private static readonly (string Name, Func<double, double> Compute)[] s_doubles =
    [
        ("sqrt", Math.Sqrt), ("cbrt", CubeRoot), ("exp", Math.Exp), ("rint", value => Math.Round(value, MidpointRounding.ToEven)),
        ("expm1", value => Math.Abs(value) < 1e-5 ? value + value * value / 2 + value * value * value / 6 : Math.Exp(value) - 1),
        ("sin", Math.Sin), ("cos", Math.Cos), ("tan", Math.Tan), ("asin", Math.Asin), ("acos", Math.Acos), ("atan", Math.Atan),
        ("sinh", Math.Sinh), ("cosh", Math.Cosh), ("tanh", Math.Tanh), ("asinh", Math.Asinh), ("acosh", Math.Acosh), ("atanh", Math.Atanh),
        ("cot", value => 1 / Math.Tan(value)), ("sec", value => 1 / Math.Cos(value)), ("csc", value => 1 / Math.Sin(value)),
        ("degrees", value => value * (180 / Math.PI)), ("radians", value => value * (Math.PI / 180)),
    ];

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;

    // Java: 1 to the power of NaN or of infinity is NaN; C has 1.
    private static double Power(double value, double by) =>
        double.IsNaN(by) || Math.Abs(value) == 1 && double.IsInfinity(by) ? double.NaN : Math.Pow(value, by);

    private static long? Bucket(double value, double low, double high, long count)
    {
        if (count <= 0 || low == high || double.IsNaN(value) || !double.IsFinite(low) || !double.IsFinite(high)) return null;
        double from = Math.Min(low, high), to = Math.Max(low, high);
        bool falls = low > high;
        if (value < from) return falls ? count + 1 : 0;
        if (value >= to) return falls && value == to ? 1 : falls ? 0 : count + 1;
        return falls ? (long)(count * (to - value) / (to - from)) + 1 : (long)(count * (value - from) / (to - from)) + 1;
    }

    private const long BitsOfBitmap = 32_768;

    private static Rule Shift(Func<int, int, int> narrow, Func<long, int, long> wide) => (sql, call, arguments) =>
        (call.Type == DataType.BigInt ? Function($"shift_{call.Function.Name}", wide) : Function($"shift_{call.Function.Name}", narrow))(sql, call, arguments);

    private string Arithmetical(string operation, TypedExpression.Call call, string[] arguments, bool ansi)
    {
        DataType left = call.Arguments[0].Type, type = call.Type;
        if (operation == "div" && !IsNumber(left)) return WholeDivision(operation, type, [.. arguments.Select(argument => $"{argument}::BIGINT")], ansi);
        if (!IsNumber(left) || call.Arguments.Count > 1 && !IsNumber(call.Arguments[1].Type)) return Timed(operation, call, arguments);
        if (left is DataType.Decimal) return ExactOf(operation, call, arguments, ansi ? SparkException.DivideByZero : null, tries: !ansi);
        if (operation is "+" or "-" or "*") return IsWhole(type) && !ansi ? Wrapped(operation, type, arguments) : $"({arguments[0]} {operation} {arguments[1]})";
        if (type == DataType.Double || type == DataType.Float) return FloatingDivision(operation, type, arguments, ansi);
        return WholeDivision(operation, type, arguments, ansi);
    }

    private static bool IsNumber(DataType type) => IsWhole(type) || type is DataType.Decimal || type == DataType.Double || type == DataType.Float;

    private string FloatingDivision(string operation, DataType type, string[] arguments, bool ansi) =>
        Native($"double_{Word(operation)}", [DataType.Double, DataType.Double], DataType.Double, (types, result) => Natives.Native.Of<double, double, double?>(types, result, (a, b) => b == 0
            ? ansi ? throw SparkException.DivideByZero() : null
            : operation switch { "/" => a / b, "pmod" => Arithmetic.Pmod(a, b), _ => a % b }), arguments.Select(argument => type == DataType.Float ? $"{argument}::DOUBLE" : argument), $"{ansi}") + (type == DataType.Float ? "::FLOAT" : "");

    private string WholeDivision(string operation, DataType type, string[] arguments, bool ansi)
    {
        string result = Native($"whole_{Word(operation)}", [DataType.BigInt, DataType.BigInt], DataType.BigInt, (types, result) => Natives.Native.Of<long, long, long?>(types, result, (a, b) => b == 0
            ? ansi ? throw SparkException.DivideByZero() : null
            : operation switch { "pmod" => Arithmetic.Pmod(a, b), "div" => b == -1 ? a == long.MinValue && ansi ? throw SparkException.Overflow("bigint") : unchecked(-a) : a / b, _ => Arithmetic.Remainder(a, b) }), arguments.Select(argument => type == DataType.BigInt ? argument : $"{argument}::BIGINT"), $"{ansi}");
        return type == DataType.BigInt ? result : $"CAST({result} AS {SqlType(type)})";
    }

    private static string Word(string operation) => operation switch { "+" => "add", "-" => "subtract", "*" => "multiply", "/" => "divide", "%" => "remainder", _ => operation };

    private string Wrapped(string operation, DataType type, string[] arguments)
    {
        int bits = Bits(type);
        string result = Native($"wrap_{Word(operation)}", [DataType.BigInt, DataType.BigInt], DataType.BigInt, (types, result) => Natives.Native.Of<long, long, long>(types, result, (a, b) => unchecked(Wrap(operation switch { "+" => a + b, "-" => a - b, _ => a * b }, bits))), arguments.Select(argument => $"{argument}::BIGINT"), $"{bits}");
        return bits == 64 ? result : $"CAST({result} AS {SqlType(type)})";
    }

    private string Trying(string operation, TypedExpression.Call call, string[] arguments)
    {
        DataType type = call.Type;
        if (!IsNumber(call.Arguments[0].Type) || !IsNumber(call.Arguments[1].Type)) return $"TRY({Timed(operation, call, arguments)})";
        if (call.Arguments[0].Type is DataType.Decimal) return ExactOf(operation, call, arguments, null, tries: true);
        if (!IsWhole(type) || operation == "%") return Arithmetical(operation, call, arguments, ansi: false);
        int bits = Bits(type);
        string result = Native($"try_{Word(operation)}", [DataType.BigInt, DataType.BigInt], DataType.BigInt, (types, result) => Natives.Native.Of<long, long, long?>(types, result, (a, b) =>
        {
            Int128 exact = operation switch { "+" => (Int128)a + b, "-" => (Int128)a - b, _ => (Int128)a * b };
            return exact >= long.MinValue && exact <= long.MaxValue && Wrap((long)exact, bits) == (long)exact ? (long)exact : null;
        }), arguments.Select(argument => $"{argument}::BIGINT"), $"{bits}");
        return bits == 64 ? result : $"CAST({result} AS {SqlType(type)})";
    }

    // The engine adds and multiplies exactly as long as the digits fit; what may have to give up digits is ours.
    private string ExactOf(string operation, TypedExpression.Call call, string[] arguments, Func<SparkException>? byZero, bool tries)
    {
        (DataType.Decimal a, DataType.Decimal b) = ((DataType.Decimal)call.Arguments[0].Type, (DataType.Decimal)call.Arguments[1].Type);
        if (call.Type is DataType.Decimal { Precision: < 38 } type)
        {
            if (operation is "+" or "-") return $"CAST(CAST({arguments[0]} AS {type}) {operation} CAST({arguments[1]} AS {type}) AS {type})";
            // The engine multiplies two short decimals in 64 bits; one long one makes it take 128.
            if (operation == "*") return $"CAST(CAST({arguments[0]} AS DECIMAL({Math.Max(19, a.Precision)},{a.Scale})) * {arguments[1]} AS {type})";
        }
        bool divides = operation is "/" or "%" or "div" or "pmod";
        DataType.Decimal into = call.Type as DataType.Decimal ?? new DataType.Decimal(38, 0);
        return Native($"exact_{Word(operation)}", [a, b], call.Type, (types, result) => Natives.Native.Of<Decimal38, Decimal38, object?>(types, result, (left, right) =>
        {
            if (divides && right.Unscaled == 0) return byZero is null ? null : throw byZero();
            if (operation == "div") return Quotient(left, right);
            return Arithmetic.Exact(operation, left, right, into) is { } value ? value : tries ? null : throw SparkException.DecimalRange($"{left} {operation} {right}", into.Precision, into.Scale);
        }), arguments, $"{tries}{byZero is null}");
    }

    private static long Quotient(Decimal38 left, Decimal38 right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        BigInteger quotient = BigInteger.Divide(left.Unscaled * NumberText.PowerOfTen(scale - left.Scale), right.Unscaled * NumberText.PowerOfTen(scale - right.Scale));
        return quotient >= long.MinValue && quotient <= long.MaxValue ? (long)quotient : throw SparkException.Overflow("bigint");
    }

    private string Round(TypedExpression.Call call, string[] arguments, bool even)
    {
        int digits = FunctionTable.DigitsOf(call) ?? throw new NotSupportedException("round takes a constant number of decimals.");
        DataType from = call.Arguments[0].Type;
        string variant = $"{digits}{even}{Ansi}";
        if (from is DataType.Decimal) return Native("round", [from], call.Type, (types, result) => Natives.Native.Of<Decimal38, object?>(types, result, value => Rounded(value, digits, even, (DataType.Decimal)call.Type)), [arguments[0]], variant);
        if (!IsWhole(from)) return Native("round", [DataType.Double], DataType.Double, (types, result) => Natives.Native.Of<double, double>(types, result, value => Arithmetic.Round(value, digits, even)), [$"{arguments[0]}::DOUBLE"], variant) + (from == DataType.Float ? "::FLOAT" : "");
        if (digits >= 0) return arguments[0];
        return Native("round", [DataType.BigInt], DataType.BigInt, (types, result) => Natives.Native.Of<long, long>(types, result, value =>
        {
            BigInteger rounded = Arithmetic.Round(value, 0, digits, even) * NumberText.PowerOfTen(-digits);
            long wrapped = Wrap((long)(ulong)(rounded & ulong.MaxValue), Bits(from));
            return rounded == wrapped || !Ansi ? wrapped : throw SparkException.Overflow(TypeNames.Of(from));
        }), [$"{arguments[0]}::BIGINT"], $"{variant}{from}") + $"::{SqlType(from)}";
    }

    private Decimal38? Rounded(Decimal38 value, int digits, bool even, DataType.Decimal type)
    {
        BigInteger rounded = value.Scale > digits ? Arithmetic.Round(value.Unscaled, value.Scale, digits, even) : value.Unscaled;
        int scale = Math.Min(value.Scale, digits);
        if (scale < 0) (rounded, scale) = (rounded * NumberText.PowerOfTen(-scale), 0);
        return NumberText.Fit(rounded, scale, type.Precision, type.Scale) ?? (Ansi ? throw SparkException.DecimalRange(value.ToString(), type.Precision, type.Scale) : null);
    }

    private string Cut(TypedExpression.Call call, string[] arguments, string name)
    {
        DataType from = call.Arguments[0].Type;
        bool up = name == "ceil";
        if (call.Type == DataType.BigInt && IsWhole(from)) return $"{arguments[0]}::BIGINT";
        if (call.Type == DataType.BigInt) return Native(name, [DataType.Double], DataType.BigInt, (types, result) => Natives.Native.Of<double, long>(types, result, value => Saturate(up ? Math.Ceiling(value) : Math.Floor(value), long.MinValue, long.MaxValue)), [$"{arguments[0]}::DOUBLE"]);
        int digits = FunctionTable.DigitsOf(call) ?? throw new NotSupportedException($"{name} takes a constant number of decimals.");
        var type = (DataType.Decimal)call.Type;
        return Native(name, [from], type, (types, result) => Natives.Native.Of<object, object?>(types, result, value =>
        {
            if (NumberFormats.Exact(value) is not { } exact) return null;
            if (exact.Scale <= digits) return NumberText.Fit(exact.Unscaled, exact.Scale, type.Precision, type.Scale);
            BigInteger unit = NumberText.PowerOfTen(exact.Scale - digits);
            BigInteger cut = up ? -Arithmetic.Floor(-exact.Unscaled, unit) : Arithmetic.Floor(exact.Unscaled, unit);
            return digits >= 0 ? NumberText.Fit(cut, digits, type.Precision, type.Scale) : NumberText.Fit(cut * NumberText.PowerOfTen(-digits), 0, type.Precision, type.Scale);
        }), [arguments[0]], $"{digits}");
    }

    private string ToNumber(TypedExpression.Call call, string[] arguments, bool tries)
    {
        string format = Constants.Text(call.Arguments[1])!.ToUpperInvariant();
        var type = (DataType.Decimal)call.Type;
        return Native("to_number", [DataType.Varchar], type, (types, result) => Natives.Native.Of<string, object?>(types, result, text =>
            NumberFormats.ToNumber(text, format) is { } number ? NumberText.Fit(number.Unscaled, number.Scale, type.Precision, type.Scale)
            : tries ? null : throw new SparkException("INVALID_FORMAT.MISMATCH_INPUT", $"'{text}' does not fit the format {format}.")), [arguments[0]], $"{format}{tries}");
    }

    // The C library's root may be off in the last digit, even of 27; one step of Newton's method sets it right.
    private static double CubeRoot(double value)
    {
        double root = Math.Cbrt(value);
        return root == 0 || !double.IsFinite(root) ? root : root - Math.FusedMultiplyAdd(root * root, root, -value) / (3 * root * root);
    }
}
