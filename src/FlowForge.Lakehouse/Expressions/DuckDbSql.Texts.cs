using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FlowForge.Core.Expressions.Functions;
using FlowForge.Core.Expressions.Syntax;
using FlowForge.Core.Expressions.Typing;
using FlowForge.Core.Schemas;
using FlowForge.DuckDb.Values;
using FlowForge.Lakehouse.Expressions.Natives;

namespace FlowForge.Lakehouse.Expressions;

/// <summary>Texts, patterns, hashes and encodings.</summary>
public sealed partial class DuckDbSql
{
    private static void AddTexts(Dictionary<string, Rule> rules)
    {
        rules["length"] = (sql, call, arguments) => $"CAST({(IsBinary(call, 0) ? "octet_length" : "length")}({arguments[0]}) AS INTEGER)";
        rules["octet_length"] = (sql, call, arguments) => $"CAST({(IsBinary(call, 0) ? "octet_length" : "strlen")}({arguments[0]}) AS INTEGER)";
        rules["bit_length"] = (sql, call, arguments) => $"CAST({(IsBinary(call, 0) ? "octet_length" : "strlen")}({arguments[0]}) * 8 AS INTEGER)";
        rules["upper"] = Function<string, string>("upper", Texts.Upper);
        rules["lower"] = Function<string, string>("lower", Texts.Lower);
        rules["initcap"] = Function<string, string>("initcap", Texts.InitCap);
        rules["trim"] = Template("trim({0}, ' ')");
        rules["btrim"] = (_, _, a) => $"trim({a[0]}, {(a.Length > 1 ? a[1] : "' '")})";
        rules["ltrim"] = (_, _, a) => a.Length > 1 ? $"ltrim({a[1]}, {a[0]})" : $"ltrim({a[0]}, ' ')";
        rules["rtrim"] = (_, _, a) => a.Length > 1 ? $"rtrim({a[1]}, {a[0]})" : $"rtrim({a[0]}, ' ')";
        rules["substring"] = Substring;
        rules["left"] = (sql, call, a) => IsBinary(call, 0) ? sql.Native("left", Types(call), call.Type, (t, r) => Natives.Native.Of<byte[], int, byte[]>(t, r, (bytes, count) => bytes[..Math.Clamp(count, 0, bytes.Length)]), a) : $"left({a[0]}, greatest({a[1]}, 0))";
        rules["right"] = Template("CASE WHEN {1} <= 0 THEN CASE WHEN {0} IS NULL THEN NULL ELSE '' END ELSE right({0}, {1}) END");
        rules["lpad"] = (sql, call, a) => Pad(sql, call, a, atStart: true);
        rules["rpad"] = (sql, call, a) => Pad(sql, call, a, atStart: false);
        rules["repeat"] = Template("repeat({0}, greatest({1}, 0))");
        rules["space"] = Template("repeat(' ', greatest({0}, 0))");
        rules["reverse"] = (sql, call, a) => call.Type is DataType.List ? $"list_reverse({a[0]})" : Function<string, string>("reverse", Texts.Reverse)(sql, call, a);
        rules["concat"] = Concat;
        rules["concat_ws"] = ConcatWs;
        rules["instr"] = Template("CAST(instr({0}, {1}) AS INTEGER)");
        rules["locate"] = Locate;
        rules["contains"] = (sql, call, a) => IsBinary(call, 0) ? sql.Native("contains", Types(call), DataType.Boolean, (t, r) => Natives.Native.Of<byte[], byte[], bool>(t, r, (bytes, part) => bytes.AsSpan().IndexOf(part) >= 0), a) : $"contains({a[0]}, {a[1]})";
        rules["startswith"] = (sql, call, a) => IsBinary(call, 0) ? sql.Native("startswith", Types(call), DataType.Boolean, (t, r) => Natives.Native.Of<byte[], byte[], bool>(t, r, (bytes, part) => bytes.AsSpan().StartsWith(part)), a) : $"starts_with({a[0]}, {a[1]})";
        rules["endswith"] = (sql, call, a) => IsBinary(call, 0) ? sql.Native("endswith", Types(call), DataType.Boolean, (t, r) => Natives.Native.Of<byte[], byte[], bool>(t, r, (bytes, part) => bytes.AsSpan().EndsWith(part)), a) : $"ends_with({a[0]}, {a[1]})";
        rules["replace"] = (_, _, a) => $"CASE WHEN {a[1]} = '' THEN {a[0]} ELSE replace({a[0]}, {a[1]}, {(a.Length > 2 ? a[2] : "''")}) END";
        rules["translate"] = Function<string, string, string, string>("translate", Texts.Translate);
        rules["overlay"] = Objects("overlay", values => Texts.Overlay((string)values[0]!, (string)values[1]!, (int)values[2]!, values.Length > 3 ? (int)values[3]! : -1));
        rules["split_part"] = Function<string, string, int, string?>("split_part", Texts.SplitPart);
        rules["substring_index"] = Function<string, string, int, string>("substring_index", Texts.SubstringIndex);
        rules["find_in_set"] = Function<string, string, int>("find_in_set", Texts.FindInSet);
        rules["elt"] = Objects("elt", Elt, takesNulls: true);
        rules["ascii"] = Function<string, int>("ascii", text => text.Length == 0 ? 0 : text.EnumerateRunes().First().Value);
        rules["chr"] = Function<long, string>("chr", code => code < 0 ? "" : ((char)(code % 256)).ToString());
        rules["soundex"] = Function<string, string>("soundex", Texts.Soundex);
        rules["levenshtein"] = Objects("levenshtein", values => Texts.Levenshtein((string)values[0]!, (string)values[1]!) is var distance && values.Length > 2 && distance > (int)values[2]! ? -1 : distance);
        rules["format_number"] = Objects("format_number", values => values[1] is int decimals ? NumberFormats.Grouped(values[0]!, decimals) : NumberFormats.Pattern(values[0]!, ((string)values[1]!).Length == 0 ? "#,###,###,###,###,###,##0" : (string)values[1]!));
        rules["format_string"] = FormatString;
        rules["to_char"] = ToChar;
        rules["mask"] = Mask;
        rules["sentences"] = (sql, call, a) => sql.Native("sentences", [DataType.Varchar], call.Type, (t, r) => Natives.Native.Of<string, ListValue>(t, r, Texts.Sentences), [a[0]]);
        rules["luhn_check"] = Function<string, bool>("luhn_check", Texts.Luhn);
        rules["randstr"] = Objects("randstr", values => RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", (int)values[0]!), isVolatile: true);
        AddPatterns(rules);
    }

    private static AesMode AesMode(object?[] values) => Natives.AesMode.Of(values.Length > 2 ? (string)values[2]! : "GCM", values.Length > 3 ? (string)values[3]! : "DEFAULT");

    private static bool IsBinary(TypedExpression.Call call, int argument) => call.Arguments[argument].Type == DataType.Blob;

    private static string Substring(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        string length = a.Length > 2 ? a[2] : "2147483647";
        if (IsBinary(call, 0)) return sql.Native("substring", [DataType.Blob, DataType.Integer, DataType.Integer], DataType.Blob, (t, r) => Natives.Native.Of<byte[], int, int, byte[]>(t, r, (bytes, from, count) =>
        {
            (int start, int end) = Bounds(bytes.Length, from, count);
            return bytes[start..end];
        }), [a[0], a[1], length]);
        bool plain = Constants.Whole(call.Arguments[1]) > 0 && (a.Length == 2 || Constants.Whole(call.Arguments[2]) >= 0);
        if (plain) return a.Length == 2 ? $"substring({a[0]}, {a[1]})" : $"substring({a[0]}, {a[1]}, {a[2]})";
        return sql.Native("substring", [DataType.Varchar, DataType.Integer, DataType.Integer], DataType.Varchar, (t, r) => Natives.Native.Of<string, int, int, string>(t, r, (text, from, count) =>
        {
            bool simple = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0;
            System.Text.Rune[] runes = simple ? [] : [.. text.EnumerateRunes()];
            (int start, int end) = Bounds(simple ? text.Length : runes.Length, from, count);
            return simple ? text[start..end] : string.Concat(runes[start..end].Select(rune => rune.ToString()));
        }), [a[0], a[1], length]);
    }

    // Counted from 1, from the end where negative; a start before the text uses up length.
    private static (int Start, int End) Bounds(int size, int from, int count)
    {
        long start = from > 0 ? from - 1L : from < 0 ? size + (long)from : 0;
        long end = start + Math.Max(count, 0);
        int first = (int)Math.Clamp(start, 0, size);
        return (first, (int)Math.Clamp(end, first, size));
    }

    private static string Pad(DuckDbSql sql, TypedExpression.Call call, string[] a, bool atStart)
    {
        string filler = a.Length > 2 ? a[2] : IsBinary(call, 0) ? "'\\x00'::BLOB" : "' '";
        DataType type = call.Arguments[0].Type;
        if (type == DataType.Blob) return sql.Native("pad", [type, DataType.Integer, type], type, (t, r) => Natives.Native.Of<byte[], int, byte[], byte[]>(t, r, (bytes, size, fill) =>
        {
            byte[] filling = [.. Enumerable.Range(0, fill.Length == 0 ? 0 : Math.Max(0, size - bytes.Length)).Select(i => fill[i % fill.Length])];
            byte[] kept = bytes[..Math.Clamp(size, 0, bytes.Length)];
            return atStart ? [.. filling, .. kept] : [.. kept, .. filling];
        }), [a[0], a[1], filler], $"{atStart}");
        return sql.Native("pad", [type, DataType.Integer, type], type, (t, r) => Natives.Native.Of<string, int, string, string>(t, r, (text, size, fill) =>
        {
            System.Text.Rune[] runes = [.. text.EnumerateRunes()], fills = [.. fill.EnumerateRunes()];
            string kept = string.Concat(runes[..Math.Clamp(size, 0, runes.Length)].Select(rune => rune.ToString()));
            string filling = string.Concat(Enumerable.Range(0, fills.Length == 0 ? 0 : Math.Max(0, size - runes.Length)).Select(i => fills[i % fills.Length].ToString()));
            return atStart ? filling + kept : kept + filling;
        }), [a[0], a[1], filler], $"{atStart}");
    }

    private static string Concat(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (a.Length == 0) return "''";
        return a.Length == 1 ? a[0] : call.Type is DataType.List ? $"CASE WHEN {string.Join(" OR ", a.Select(one => $"{one} IS NULL"))} THEN NULL ELSE list_concat({string.Join(", ", a)}) END" : $"CAST({string.Join(" || ", a)} AS {SqlType(call.Type)})";
    }

    private static string ConcatWs(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        if (a.Length == 1) return $"CASE WHEN {a[0]} IS NOT NULL THEN '' END";
        IEnumerable<string> parts = call.Arguments.Skip(1).Select((argument, i) => argument.Type is DataType.List list
            ? $"COALESCE({sql.CastList(a[i + 1], list, new DataType.List(DataType.Varchar), CastMode.Ansi)}, [])"
            : $"[{sql.Cast(a[i + 1], argument.Type, DataType.Varchar, CastMode.Ansi)}]");
        return $"CASE WHEN {a[0]} IS NOT NULL THEN COALESCE(array_to_string(list_filter(flatten([{string.Join(", ", parts)}]), lambda p: p IS NOT NULL), {a[0]}), '') END";
    }

    private static string Locate(DuckDbSql sql, TypedExpression.Call call, string[] a) => a.Length == 2
        ? $"CAST(instr({a[1]}, {a[0]}) AS INTEGER)"
        : sql.Native("locate", Types(call), DataType.Integer, (t, r) => Natives.Native.Of<string, string, int, int>(t, r, (sought, text, from) =>
        {
            if (from < 1) return 0;
            string[] runes = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
            int start = string.Concat(runes.Take(from - 1)).Length;
            int at = from > runes.Length + 1 ? -1 : text.IndexOf(sought, start, StringComparison.Ordinal);
            return at < 0 ? 0 : text.AsSpan(0, at).ToString().EnumerateRunes().Count() + 1;
        }), a);

    private static object? Elt(object?[] values)
    {
        if (values[0] is not int index) return null;
        return index >= 1 && index < values.Length ? values[index] : throw new SparkException("INVALID_ARRAY_INDEX", $"elt has {values.Length - 1} texts, so there is none at {index}.");
    }

    private static string FormatString(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        DataType[] types = Types(call);
        var format = new ValueFormat(sql.Ansi, Zone.Of(sql.Settings.TimeZone));
        return sql.Native("format_string", types, DataType.Varchar, (t, r) => Natives.Native.OfAll(t, r, values => values[0] is null ? null
            : NumberFormats.Printf((string)values[0]!, values[1..], i => format.Text(values[i + 1], types[i + 1]))), a, string.Join<DataType>(",", types), takesNulls: true);
    }

    private static string ToChar(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        DataType type = call.Arguments[0].Type;
        if (IsMoment(type)) return DateFormat(sql, type, a[0], a[1], Constants.Text(call.Arguments[1]));
        if (type == DataType.Blob) return Function<byte[], string, string>("to_char", (bytes, format) => format.ToUpperInvariant() switch { "BASE64" => Convert.ToBase64String(bytes), "HEX" => Convert.ToHexString(bytes), _ => System.Text.Encoding.UTF8.GetString(bytes) })(sql, call, a);
        return Objects("to_char", values => NumberFormats.ToChar(values[0]!, (string)values[1]!))(sql, call, a);
    }

    private static string Mask(DuckDbSql sql, TypedExpression.Call call, string[] a)
    {
        string[] all = [a[0], a.Length > 1 ? a[1] : "'X'", a.Length > 2 ? a[2] : "'x'", a.Length > 3 ? a[3] : "'n'", a.Length > 4 ? a[4] : "NULL::VARCHAR"];
        return sql.Native("mask", [.. Enumerable.Repeat(DataType.Varchar, 5)], DataType.Varchar, (t, r) => Natives.Native.OfAll(t, r, values => values[0] is null ? null : Texts.Mask((string)values[0]!, (string?)values[1], (string?)values[2], (string?)values[3], (string?)values[4])), all, takesNulls: true);
    }

    private static void AddPatterns(Dictionary<string, Rule> rules)
    {
        rules["rlike"] = (sql, call, a) => Constants.Text(call.Arguments[1]) is { } pattern
            ? sql.Native("rlike", [DataType.Varchar], DataType.Boolean, (t, r) =>
            {
                Regex? regex = null;
                return Natives.Native.Of<string, bool>(t, r, text => (regex ??= JavaRegex.Of(pattern, "rlike")).IsMatch(text));
            }, [a[0]], pattern)
            : Function<string, string, bool>("rlike", (text, regex) => JavaRegex.Of(regex, "rlike").IsMatch(text))(sql, call, a);
        rules["regexp_extract"] = (sql, call, a) => sql.Pattern(call, a, [a[0], a.Length > 2 ? a[2] : "1"], (regex, values) => regex.Match((string)values[0]!) is { Success: true } match ? Group(match, (int)values[1]!) : "");
        rules["regexp_extract_all"] = (sql, call, a) => sql.Pattern(call, a, [a[0], a.Length > 2 ? a[2] : "1"], (regex, values) => new ListValue([.. regex.Matches((string)values[0]!).Select(match => (object?)Group(match, (int)values[1]!))]));
        rules["regexp_replace"] = (sql, call, a) => sql.Pattern(call, a, [a[0], a[2], a.Length > 3 ? a[3] : "1"], (regex, values) => Replace(regex, (string)values[0]!, (string)values[1]!, (int)values[2]!));
        rules["regexp_count"] = (sql, call, a) => sql.Pattern(call, a, [a[0]], (regex, values) => regex.Count((string)values[0]!));
        rules["regexp_substr"] = (sql, call, a) => sql.Pattern(call, a, [a[0]], (regex, values) => regex.Match((string)values[0]!) is { Success: true } match ? match.Value : null);
        rules["regexp_instr"] = (sql, call, a) => sql.Pattern(call, a, [a[0]], (regex, values) => regex.Match((string)values[0]!) is { Success: true } match ? match.Index + 1 : 0);
        rules["split"] = (sql, call, a) => sql.Pattern(call, a, [a[0], a.Length > 2 ? a[2] : "-1"], (regex, values) => Split(regex, (string)values[0]!, (int)values[1]!), Constants.Text(call.Arguments[1]) == "");
    }

    /// <summary>A function of a regular expression, the second argument: compiled once where it is constant.</summary>
    private string Pattern(TypedExpression.Call call, string[] a, string[] others, Func<Regex, object?[], object?> use, bool empty = false)
    {
        string name = call.Function.Name;
        DataType[] types = [.. others.Select((_, i) => i == 0 || name == "regexp_replace" && i == 1 ? DataType.Varchar : DataType.Integer)];
        if (empty) return Native("split_all", types, call.Type, (t, r) => Natives.Native.OfAll(t, r, values => values.Contains(null) ? null : Characters((string)values[0]!, (int)values[1]!)), others, takesNulls: true);
        if (Constants.Text(call.Arguments[1]) is { } pattern)
            return Native(name, types, call.Type, (t, r) =>
            {
                Regex? regex = null;
                return Natives.Native.OfAll(t, r, values => values.Contains(null) ? null : use(regex ??= JavaRegex.Of(pattern, name), values));
            }, others, pattern, takesNulls: true);
        return Native(name, [.. types, DataType.Varchar], call.Type, (t, r) => Natives.Native.OfAll(t, r, values => values.Contains(null) ? null : use(JavaRegex.Of((string)values[^1]!, name), values)), [.. others, a[1]], takesNulls: true);
    }

    private static string Group(Match match, int group) => group >= 0 && group < match.Groups.Count
        ? match.Groups[group].Value
        : throw new SparkException("INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX", $"There is no group {group}, the pattern has {match.Groups.Count - 1}.");

    private static string Replace(Regex regex, string text, string replacement, int from)
    {
        if (from < 1) throw new SparkException("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", "regexp_replace counts from 1.");
        if (from > text.Length && from > 1) return text;
        return regex.Replace(text, match => JavaRegex.Expand(match, replacement), -1, from - 1);
    }

    private static ListValue Characters(string text, int limit)
    {
        string[] all = [.. text.EnumerateRunes().Select(rune => rune.ToString())];
        return all.Length == 0 ? new ListValue([""]) : new ListValue([.. limit > 0 && limit < all.Length ? all[..limit] : all]);
    }

    // As Java's split: a match of nothing at the start begins no part.
    private static ListValue Split(Regex regex, string text, int limit)
    {
        var parts = new List<object?>();
        int start = 0;
        foreach (Match match in regex.Matches(text))
        {
            if (limit > 0 && parts.Count == limit - 1) break;
            if (match.Index + match.Length == 0) continue;
            parts.Add(text[start..match.Index]);
            start = match.Index + match.Length;
        }
        parts.Add(text[start..]);
        return new ListValue(parts);
    }

    private static void AddBytes(Dictionary<string, Rule> rules)
    {
        rules["hash"] = (sql, call, a) => sql.Native("hash", Types(call), DataType.Integer, (t, r) => Natives.Native.OfAll(t, r, values => values.Aggregate(42, (seed, value) => Hashes.Murmur(value, seed))), a, takesNulls: true);
        rules["xxhash64"] = (sql, call, a) => sql.Native("xxhash64", Types(call), DataType.BigInt, (t, r) => Natives.Native.OfAll(t, r, values => values.Aggregate(42L, (seed, value) => Hashes.XxHash(value, seed))), a, takesNulls: true);
        rules["md5"] = Template("md5({0})");
        rules["sha1"] = Template("sha1({0})");
        rules["sha2"] = Function<byte[], int, string?>("sha2", Sha2);
        rules["aes_encrypt"] = Objects("aes_encrypt", values => SparkAes.Encrypt((byte[])values[0]!, (byte[])values[1]!, AesMode(values), values.Length > 4 ? (byte[])values[4]! : [], values.Length > 5 ? (byte[])values[5]! : []), isVolatile: true);
        rules["aes_decrypt"] = Objects("aes_decrypt", values => SparkAes.Decrypt((byte[])values[0]!, (byte[])values[1]!, AesMode(values), values.Length > 4 ? (byte[])values[4]! : []));
        rules["try_aes_decrypt"] = Objects("try_aes_decrypt", values => SparkException.OrNull(() => SparkAes.Decrypt((byte[])values[0]!, (byte[])values[1]!, AesMode(values), values.Length > 4 ? (byte[])values[4]! : [])));
        rules["crc32"] = Function<byte[], long>("crc32", Hashes.Crc32);
        rules["hex"] = (sql, call, a) => call.Arguments[0].Type == DataType.BigInt ? Function<long, string>("hex", value => value.ToString("X", Invariant))(sql, call, a) : $"hex({a[0]})";
        rules["unhex"] = Function<string, byte[]?>("unhex", Texts.Unhex);
        rules["base64"] = Template("base64({0})");
        rules["unbase64"] = Function<string, byte[]?>("unbase64", text => Base64(text) ?? throw new SparkException("CONVERSION_INVALID_INPUT", $"'{text}' is no Base64."));
        rules["encode"] = Function<string, string, byte[]>("encode", Texts.Encode);
        rules["decode"] = Function<byte[], string, string>("decode", Texts.Decode);
        rules["to_binary"] = (sql, call, a) => Function<string, string, byte[]?>("to_binary", (text, format) => Binary(text, format) ?? throw new SparkException("CONVERSION_INVALID_INPUT", $"'{text}' is no {format}."))(sql, WithFormat(call), a.Length > 1 ? a : [a[0], "'hex'"]);
        rules["try_to_binary"] = (sql, call, a) => Function<string, string, byte[]?>("try_to_binary", Binary)(sql, WithFormat(call), a.Length > 1 ? a : [a[0], "'hex'"]);
        rules["url_encode"] = Function<string, string>("url_encode", Texts.UrlEncode);
        rules["url_decode"] = Function<string, string?>("url_decode", text => Texts.UrlDecode(text) ?? throw new SparkException("CANNOT_DECODE_URL", $"'{text}' is not encoded for a URL."));
        rules["try_url_decode"] = Function<string, string?>("try_url_decode", Texts.UrlDecode);
        rules["parse_url"] = Objects("parse_url", values => Texts.UrlPart((string)values[0]!, (string)values[1]!, values.Length > 2 ? (string)values[2]! : null));
        rules["try_parse_url"] = rules["parse_url"];
        rules["is_valid_utf8"] = Template("CASE WHEN {0} IS NOT NULL THEN true END");
        foreach (string name in (string[])["validate_utf8", "try_validate_utf8", "make_valid_utf8"]) rules[name] = Template("{0}");
    }

    private static TypedExpression.Call WithFormat(TypedExpression.Call call) => call.Arguments.Count > 1 ? call
        : call with { Arguments = [call.Arguments[0], new TypedExpression.Constant(new Literal.Text("hex")) { Type = DataType.Varchar }] };

    private static string? Sha2(byte[] bytes, int bits) => bits switch
    {
        0 or 256 => Convert.ToHexStringLower(SHA256.HashData(bytes)),
        384 => Convert.ToHexStringLower(SHA384.HashData(bytes)),
        512 => Convert.ToHexStringLower(SHA512.HashData(bytes)),
        224 => Convert.ToHexStringLower(Sha224.HashData(bytes)),
        _ => null,
    };

    private static byte[]? Binary(string text, string format) => format.ToLowerInvariant() switch
    {
        "hex" => Texts.Unhex(text),
        "utf-8" or "utf8" => System.Text.Encoding.UTF8.GetBytes(text),
        "base64" => Base64(text),
        _ => throw new SparkException("INVALID_PARAMETER_VALUE.BINARY_FORMAT", $"There is no format {format}; known are hex, utf-8 and base64."),
    };

    private static byte[]? Base64(string text)
    {
        string digits = new([.. text.Where(c => !char.IsWhiteSpace(c))]);
        string bare = digits.TrimEnd('=');
        if (bare.Length % 4 == 1 || digits.Length % 4 != 0 && digits.Length != bare.Length) return null;
        byte[] bytes = new byte[bare.Length];
        return Convert.TryFromBase64String(bare.PadRight((bare.Length + 3) / 4 * 4, '='), bytes, out int count) ? bytes[..count] : null;
    }
}
