"""Columns and functions that a Spark SQL expression names."""
import re

TOKEN = re.compile(
    r"(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<quoted>`(?:[^`]|``)*`)|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:BD|[A-Za-z]\b)?)|(?P<word>[^\W\d]\w*)|(?P<sign>->|<=>|[^\s])"
)
WORDS = set(
    "AND OR NOT IN LIKE ILIKE RLIKE IS NULL TRUE FALSE BETWEEN CASE WHEN THEN ELSE END DIV DISTINCT OVER PARTITION ORDER ASC DESC NULLS UNBOUNDED PRECEDING FOLLOWING "
    "ANY ALL SOME ESCAPE COLLATE UNKNOWN".split()
)
# Words that mean something only behind another one.
AFTER = {"FIRST": {"NULLS"}, "LAST": {"NULLS"}, "ROW": {"CURRENT"}, "GROUP": {"WITHIN"}, "BY": {"PARTITION", "ORDER"}, "WHERE": {"("}, "FROM": {"DISTINCT"}, "NULLS": {"IGNORE", "RESPECT"}}
BEFORE = {"CURRENT": "ROW", "WITHIN": "GROUP", "FILTER": "(", "IGNORE": "NULLS", "RESPECT": "NULLS"}
MOMENTS = {"DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "X", "INTERVAL"}


def tokens(sql):
    return [(match.lastgroup, match.group()) for match in TOKEN.finditer(sql)]


def names(sql):
    """The columns (lists of parts) and functions of an expression."""
    found, functions, lambdas = [], [], set()
    all_tokens = tokens(sql)
    for i, (kind, text) in enumerate(all_tokens):
        if text == "->":
            j = i - 1
            while j >= 0 and all_tokens[j][1] in (")", ",") or all_tokens[j][0] in ("word", "quoted"):
                if all_tokens[j][0] in ("word", "quoted"):
                    lambdas.add(unquoted(all_tokens[j][1]).lower())
                    if all_tokens[i - 1][1] != ")":
                        break
                j -= 1
    i, casts, depth = 0, [], 0
    while i < len(all_tokens):
        kind, text = all_tokens[i]
        upper = text.upper()
        before = all_tokens[i - 1][1].upper() if i else ""
        after = all_tokens[i + 1][1] if i + 1 < len(all_tokens) else ""
        if text == "(":
            depth += 1
        elif text == ")":
            depth -= 1
            casts = [at for at in casts if at <= depth]
        if kind == "word" and upper in ("CAST", "TRY_CAST") and after == "(":
            casts.append(depth + 1)
        elif kind == "word" and upper == "AS":
            i = type_end(all_tokens, i + 1) if casts and casts[-1] == depth else i + 2
            continue
        elif kind == "word" and upper in MOMENTS and i + 1 < len(all_tokens) and all_tokens[i + 1][0] in ("text", "number"):
            i += 2
            while upper == "INTERVAL" and i < len(all_tokens) and all_tokens[i][0] in ("word", "number", "text") and all_tokens[i][1].upper() not in WORDS:
                i += 1
            continue
        elif kind == "word" and (upper in WORDS or before in AFTER.get(upper, ()) or BEFORE.get(upper) == after.upper() or upper in ("ROWS", "RANGE") and after.upper() == "BETWEEN"):
            pass
        elif kind == "word" and after == "(":
            functions.append(text)
        elif kind == "quoted" and after == "(":
            functions.append(unquoted(text))
        elif kind in ("word", "quoted") and before != ".":
            parts = [unquoted(text)]
            while i + 2 < len(all_tokens) and all_tokens[i + 1][1] == "." and all_tokens[i + 2][0] in ("word", "quoted"):
                parts.append(unquoted(all_tokens[i + 2][1]))
                i += 2
            if parts[0].lower() not in lambdas:
                found.append(parts)
        i += 1
    return found, functions


def type_end(all_tokens, start):
    depth = 0
    for i in range(start, len(all_tokens)):
        text = all_tokens[i][1]
        if text in "(<":
            depth += 1
        elif text in ")>":
            if depth == 0:
                return i
            depth -= 1
    return len(all_tokens)


def unquoted(text):
    return text[1:-1].replace("``", "`") if text.startswith("`") else text


def attribute(name):
    """The parts of a name as F.col reads it."""
    parts = re.findall(r"`(?:[^`]|``)*`|[^.`]+", name)
    return [unquoted(part) for part in parts]
