namespace FlowForge.Core.Expressions.Functions;

/// <summary>Texts, patterns, hashes and encodings.</summary>
public static partial class FunctionTable
{
    private static IEnumerable<FunctionDefinition> Texts()
    {
        static FunctionDefinition F(string names, string signatures, string summary, string? since = null) => Define(FunctionKind.Scalar, "Texts", names, signatures, summary, since: since);
        return
        [
            F("length len char_length character_length", "text -> int", "Characters of a text, bytes of a binary."),
            F("octet_length", "text -> int", "Bytes."),
            F("bit_length", "text -> int", "Bits."),
            F("upper ucase", "string -> string", "In upper case."),
            F("lower lcase", "string -> string", "In lower case."),
            F("initcap", "string -> string", "The first letter of each word in upper case, the rest in lower case."),
            F("trim", "string -> string", "Without blanks at both ends."),
            F("btrim", "string -> string; string, string -> string", "Without blanks, or without any of the characters, at both ends."),
            F("ltrim", "string -> string; string, string -> string", "Without blanks, or any of the characters of the first, at the start."),
            F("rtrim", "string -> string; string, string -> string", "Without blanks, or any of the characters of the first, at the end."),
            F("substring substr", "text, int -> 1; text, int, int -> 1", "From a position on, so many characters; from the end where it is negative."),
            F("left", "text, int -> 1", "The first characters."),
            F("right", "string, int -> string", "The last characters."),
            F("lpad", "string, int -> string; string, int, string -> string; binary, int -> binary; binary, int, binary -> binary", "Filled or cut at the start to so many characters."),
            F("rpad", "string, int -> string; string, int, string -> string; binary, int -> binary; binary, int, binary -> binary", "Filled or cut at the end to so many characters."),
            F("repeat", "string, int -> string", "So many times over."),
            F("space", "int -> string", "So many blanks."),
            F("reverse", "array<T> -> array<T>; string -> string", "Backwards: characters of a text, elements of an array."),
            F("concat", " -> string; string* -> string; binary+ -> binary; array<T>+ -> array<T>", "Joined: texts, binaries or arrays; null where one is null."),
            F("concat_ws", "string, any* -> string", "Joined with a separator, nulls left out; also the elements of arrays."),
            F("instr", "string, string -> int", "The position of the second in the first, from 1; 0 when it is not there."),
            F("locate position", "string, string, int? -> int", "The position of the first in the second, from a position on; 0 when it is not there."),
            F("contains", "text, text -> boolean", "Whether the second is inside the first."),
            F("startswith", "text, text -> boolean", "Whether the first begins with the second."),
            F("endswith", "text, text -> boolean", "Whether the first ends with the second."),
            F("replace", "string, string, string? -> string", "Every occurrence replaced."),
            F("translate", "string, string, string -> string", "Each character of the second list replaced by that of the third at its place."),
            F("overlay", "string, string, int, int? -> string", "A part replaced, from a position on."),
            F("split_part", "string, string, int -> string", "The part at a position from 1, from the end where it is negative."),
            F("substring_index", "string, string, int -> string", "What is before so many separators, counted from the end where it is negative."),
            F("find_in_set", "string, string -> int", "The position in a list with commas, from 1."),
            F("elt", "int, string+ -> string", "The text at a position from 1."),
            F("ascii", "string -> int", "The code point of the first character."),
            F("chr char", "bigint -> string", "The character of a code, modulo 256."),
            F("soundex", "string -> string", "The Soundex code."),
            F("levenshtein", "string, string, int? -> int", "How many changes of one character lie between both; -1 beyond the limit."),
            F("format_number", "numeric, int -> string; numeric, string -> string", "With commas between thousands and so many decimals, or by a pattern."),
            F("format_string printf", "string, any* -> string", "A text with values in place of %d, %s, %.2f …"),
            F("to_char to_varchar", "numeric, string -> string; moment, string -> string; binary, string -> string", "A number, time or binary by a format."),
            F("mask", "string, string?, string?, string?, string? -> string", "Letters and digits replaced, each kind by a character of its own; also by name: upperChar, lowerChar, digitChar, otherChar."),
            F("sentences", "string -> array<array<string>>", "Sentences as arrays of words."),
            F("luhn_check", "string -> boolean", "Whether the digits pass the Luhn check."),
            F("randstr", "int, bigint? -> string", "Random letters and digits, others for each row. Not in plans, whose rows must stay.", "4.0"),
            F("collation", "string -> string", "The name of the collation.", "4.0"),
        ];
    }

    private static IEnumerable<FunctionDefinition> Patterns()
    {
        static FunctionDefinition F(string names, string signatures, string summary) => Define(FunctionKind.Scalar, "Patterns", names, signatures, summary);
        return
        [
            F("like", "string, string, string? -> boolean", "Whether it fits a pattern with % and _."),
            F("ilike", "string, string, string? -> boolean", "Whether it fits a pattern with % and _, in any case."),
            F("rlike regexp regexp_like", "string, string -> boolean", "Whether a Java regular expression is found in it."),
            F("regexp_extract", "string, string, int? -> string", "A group of the first match; empty without one."),
            F("regexp_extract_all", "string, string, int? -> array<string>", "A group of every match."),
            F("regexp_replace", "string, string, string, int? -> string", "Every match replaced, from a position on."),
            F("regexp_count", "string, string -> int", "How many matches."),
            F("regexp_substr", "string, string -> string", "The first match; null without one."),
            F("regexp_instr", "string, string, int? -> int", "The position of the first match, from 1; 0 without one."),
            F("split", "string, string, int? -> array<string>", "The parts between matches of a Java regular expression."),
        ];
    }

    private static IEnumerable<FunctionDefinition> Bytes()
    {
        static FunctionDefinition F(string names, string signatures, string summary, string? since = null) => Define(FunctionKind.Scalar, "Hashes and encodings", names, signatures, summary, since: since);
        return
        [
            F("hash", "any+ -> int", "Spark's 32-bit Murmur3 of all values."),
            F("xxhash64", "any+ -> bigint", "The 64-bit xxHash of all values."),
            F("md5", "binary -> string", "The MD5 in hexadecimal digits."),
            F("sha1 sha", "binary -> string", "The SHA-1 in hexadecimal digits."),
            F("sha2", "binary, int -> string", "The SHA-2 of 224, 256, 384 or 512 bits; 0 is 256."),
            F("crc32", "binary -> bigint", "The CRC-32."),
            F("aes_encrypt", "binary, binary, string?, string?, binary?, binary? -> binary", "Encrypted with a key of 16, 24 or 32 bytes in mode GCM, CBC or ECB. In plans ECB, or with an initial vector: without one it is another each time."),
            F("aes_decrypt", "binary, binary, string?, string?, binary? -> binary", "What aes_encrypt took, by the same key, mode and padding."),
            F("try_aes_decrypt", "binary, binary, string?, string?, binary? -> binary", "What aes_encrypt took, or null where key or bytes are wrong."),
            F("hex", "bigint -> string; text -> string", "Hexadecimal digits."),
            F("unhex", "string -> binary", "The bytes of hexadecimal digits; null when they are none."),
            F("base64", "binary -> string", "Base64."),
            F("unbase64", "string -> binary", "The bytes of Base64."),
            F("encode", "string, string -> binary", "A text's bytes in a character set."),
            F("decode", "binary, string -> string; T, T, U+ -> U", "Bytes read as text in a character set; or with more arguments, the value that goes with the first equal key."),
            F("to_binary", "string, string? -> binary", "The bytes of hex, utf-8 or base64."),
            F("try_to_binary", "string, string? -> binary", "The bytes of hex, utf-8 or base64, or null."),
            F("url_encode", "string -> string", "Encoded for a URL's query."),
            F("url_decode", "string -> string", "Decoded from a URL's query."),
            F("try_url_decode", "string -> string", "Decoded from a URL's query, or null.", "4.0"),
            F("parse_url", "string, string, string? -> string", "A part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO."),
            F("try_parse_url", "string, string, string? -> string", "A part of a URL, or null.", "4.0"),
            F("is_valid_utf8", "string -> boolean", "Whether the bytes are UTF-8.", "4.0"),
            F("validate_utf8", "string -> string", "The text, or an error when its bytes are not UTF-8.", "4.0"),
            F("try_validate_utf8", "string -> string", "The text, or null when its bytes are not UTF-8.", "4.0"),
            F("make_valid_utf8", "string -> string", "The text with what is not UTF-8 replaced.", "4.0"),
        ];
    }
}
