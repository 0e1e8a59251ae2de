"""Columns that are Spark SQL: what a notebook builds by calls becomes the text that Spark would show for it."""
import datetime
import decimal
import math

import sqlnames

# Arguments that are constants although they are texts or numbers, by position; "*" for all.
CONSTANTS = {"concat_ws": {0}, "regexp_replace": {1, 2}, "date_format": {1}, "to_date": {1}, "to_timestamp": {1}, "sha2": {1}, "translate": {1, 2}, "lag": {1, 2}, "lead": {1, 2}, "last": {1}, "first": {1}, "round": {1}}
OPERATORS = {
    "__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__mod__": "%", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">=",
    "__eq__": "=", "__ne__": "<>", "__and__": "AND", "__or__": "OR",
}
TEMPORAL = "%Y-%m-%d %H:%M:%S.%f"


def quoted(name):
    return "`" + name.replace("`", "``") + "`"


def text_literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def literal(value):
    """A Python value as F.lit takes it."""
    if isinstance(value, Column):
        return value.sql
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise TypeError(f"{value} is no bigint")
        text = f"{value}" if -(2**31) <= value < 2**31 else f"{value}L"
        return text if value >= 0 else f"({text})"
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return f"CAST('{value}' AS DOUBLE)".replace("inf", "Infinity").replace("nan", "NaN")
        return f"{value!r}D" if value >= 0 and math.copysign(1, value) > 0 else f"(-{-value!r}D)"
    if isinstance(value, decimal.Decimal):
        return f"{value}BD"
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            return f"TIMESTAMP_NTZ'{value.strftime(TEMPORAL)}'"
        return f"TIMESTAMP'{value.astimezone(datetime.timezone.utc).strftime(TEMPORAL)}Z'"
    if isinstance(value, datetime.date):
        return f"DATE'{value.isoformat()}'"
    if isinstance(value, str):
        return text_literal(value)
    raise TypeError(f"F.lit does not take {type(value).__name__}")


class Column:
    """An expression. Its text stands for itself wherever it is used; aliases count where a row is made of it."""

    def __init__(self, api, sql, aliases=(), star=None, order=None, branches=None):
        self.api, self.sql, self.aliases, self.star, self.order, self.branches = api, sql, list(aliases), star, order, branches

    def _new(self, sql, **more):
        return Column(self.api, sql, **more)

    def _checked(self, method, *args, **kwargs):
        self.api.call(f"pyspark.sql.Column.{method}", args, kwargs)

    def alias(self, *names, **kwargs):
        self._checked("alias", *names, **kwargs)
        return self._new(self.sql, aliases=names)

    def cast(self, kind):
        self._checked("cast", kind)
        return self._new(f"CAST({self.sql} AS {kind if isinstance(kind, str) else kind.sql})")

    def isNull(self):
        self._checked("isNull")
        return self._new(f"({self.sql} IS NULL)")

    def isNotNull(self):
        self._checked("isNotNull")
        return self._new(f"({self.sql} IS NOT NULL)")

    def between(self, low, high):
        self._checked("between", low, high)
        return self._new(f"({self.sql} >= {literal(low)} AND {self.sql} <= {literal(high)})")

    def eqNullSafe(self, other):
        self._checked("eqNullSafe", other)
        return self._new(f"({self.sql} <=> {literal(other)})")

    def rlike(self, pattern):
        self._checked("rlike", pattern)
        return self._new(f"({self.sql} RLIKE {text_literal(pattern)})")

    def over(self, window):
        self._checked("over", window)
        return self._new(f"{self.sql} OVER ({window.sql()})")

    def when(self, condition, value):
        self._checked("when", condition, value)
        if self.branches is None:
            raise TypeError("when() can only follow when()")
        if not isinstance(condition, Column):
            raise TypeError("the condition of when() is a Column")
        branches = f"{self.branches} WHEN {condition.sql} THEN {literal(value)}"
        return self._new(f"(CASE{branches} END)", branches=branches)

    def otherwise(self, value):
        self._checked("otherwise", value)
        if self.branches is None:
            raise TypeError("otherwise() can only follow when()")
        return self._new(f"(CASE{self.branches} ELSE {literal(value)} END)")

    def _sorted(method, order):
        def call(self):
            self._checked(method)
            return self._new(self.sql, order=order)

        return call

    asc, desc = _sorted("asc", "ASC NULLS FIRST"), _sorted("desc", "DESC NULLS LAST")
    asc_nulls_first, asc_nulls_last = _sorted("asc_nulls_first", "ASC NULLS FIRST"), _sorted("asc_nulls_last", "ASC NULLS LAST")
    desc_nulls_first, desc_nulls_last = _sorted("desc_nulls_first", "DESC NULLS FIRST"), _sorted("desc_nulls_last", "DESC NULLS LAST")

    def __getitem__(self, item):
        return self._new(f"{self.sql}[{literal(item)}]")

    def __invert__(self):
        return self._new(f"(NOT {self.sql})")

    def __neg__(self):
        return self._new(f"(- {self.sql})")

    def _binary(sign):
        def call(self, other):
            return self._new(f"({self.sql} {sign} {literal(other)})")

        return call

    def _reflected(sign):
        def call(self, other):
            return self._new(f"({literal(other)} {sign} {self.sql})")

        return call

    for _name, _sign in OPERATORS.items():
        locals()[_name] = _binary(_sign)
    __radd__, __rsub__, __rmul__, __rtruediv__, __rand__, __ror__ = _reflected("+"), _reflected("-"), _reflected("*"), _reflected("/"), _reflected("AND"), _reflected("OR")
    __hash__ = object.__hash__

    def __bool__(self):
        raise ValueError("Cannot convert column into bool: please use '&' for 'and', '|' for 'or', '~' for 'not' when building DataFrame boolean expressions.")

    def __iter__(self):
        raise TypeError("Column is not iterable")

    def sorted_sql(self):
        return f"{self.sql} {self.order or 'ASC NULLS FIRST'}"

    def json(self):
        return {"star": self.star} if self.star is not None else {"sql": self.sql, "as": self.aliases}


class Functions:
    """pyspark.sql.functions."""

    def __init__(self, api):
        self._api = api

    def __getattr__(self, function):
        if function.startswith("_"):
            raise AttributeError(function)

        def call(*args, **kwargs):
            self._api.call(f"pyspark.sql.functions.{function}", args, kwargs)
            special = getattr(self, f"_{function}", None) if f"_{function}" in type(self).__dict__ else None
            return special(*args, **kwargs) if special else self._plain(function, *args, **kwargs)

        return call

    def _new(self, sql, **more):
        return Column(self._api, sql, **more)

    def _argument(self, function, place, value):
        constants = CONSTANTS.get(function, ())
        if isinstance(value, str) and place not in constants:
            return of_name(self._api, value).sql
        if not isinstance(value, (Column, str)) and place not in constants:
            raise TypeError(f"F.{function}: argument {place + 1} has to be a Column or a name, not {type(value).__name__}")
        return literal(value)

    def _plain(self, function, *args, **kwargs):
        if kwargs:
            raise NotImplementedError(f"F.{function} by names {sorted(kwargs)} is not played here")
        if len(args) == 1 and isinstance(args[0], (list, tuple)):
            args = args[0]
        return self._new(f"{function}({', '.join(self._argument(function, i, value) for i, value in enumerate(args))})")

    def _col(self, name):
        return of_name(self._api, name)

    def _lit(self, value):
        return value if isinstance(value, Column) else self._new(literal(value))

    def _expr(self, sql):
        return self._new(f"({sql})")

    def _count(self, value):
        return self._new("count(*)") if isinstance(value, str) and value == "*" else self._plain("count", value)

    def _when(self, condition, value):
        return Column(self._api, "NULL", branches="").when(condition, value)

    def _first(self, value, ignorenulls=False):
        return self._new(f"first({self._argument('first', 0, value)}, {literal(ignorenulls)})")

    def _last(self, value, ignorenulls=False):
        return self._new(f"last({self._argument('last', 0, value)}, {literal(ignorenulls)})")

    def _struct(self, *columns):
        columns = columns[0] if len(columns) == 1 and isinstance(columns[0], (list, tuple)) else columns
        columns = [of_name(self._api, one) if isinstance(one, str) else one for one in columns]
        return self._new(f"struct({', '.join(one.sql + (f' AS {quoted(one.aliases[0])}' if one.aliases else '') for one in columns)})")

    def _to_json(self, value, options=None):
        given = "" if not options else f", map({', '.join(text_literal(text) for pair in options.items() for text in pair)})"
        return self._new(f"to_json({self._argument('to_json', 0, value)}{given})")

    def _from_json(self, value, schema, options=None):
        given = "" if not options else f", map({', '.join(text_literal(text) for pair in options.items() for text in pair)})"
        return self._new(f"from_json({self._argument('from_json', 0, value)}, {text_literal(schema)}{given})")

    def _udf(self, function, kind):
        # A score for true is the second number of two; the engine has that one alone.
        if function([-3.0, 3.0]) != 3.0 or kind != "double":
            raise NotImplementedError("no other function of Python is played here")
        return lambda column: column

    def _broadcast(self, frame):
        return frame


def of_name(api, name):
    """A column by its name, as F.col reads it."""
    if not isinstance(name, str):
        raise TypeError(f"a column's name is a str, not {type(name).__name__}")
    if name == "*":
        return Column(api, "*", star="")
    if name.endswith(".*"):
        return Column(api, "*", star=sqlnames.attribute(name[:-2])[0])
    return Column(api, ".".join(quoted(part) for part in strict_parts(name)))


def strict_parts(name):
    """The parts of an attribute's name; a sign that cannot stand in one is an error, as it is to Spark."""
    parts, i = [], 0
    while i <= len(name):
        if name[i : i + 1] == "`":
            end = i + 1
            while True:
                end = name.find("`", end)
                if end < 0:
                    raise ValueError(f"[INVALID_ATTRIBUTE_NAME_SYNTAX] {name}")
                if name[end : end + 2] != "``":
                    break
                end += 2
            parts.append(name[i + 1 : end].replace("``", "`"))
            i = end + 1
            if i < len(name) and name[i] != ".":
                raise ValueError(f"[INVALID_ATTRIBUTE_NAME_SYNTAX] {name}")
        else:
            end = name.find(".", i)
            end = len(name) if end < 0 else end
            if "`" in name[i:end] or end == i:
                raise ValueError(f"[INVALID_ATTRIBUTE_NAME_SYNTAX] {name}")
            parts.append(name[i:end])
            i = end
        i += 1
    return parts


def as_column(api, value):
    return value if isinstance(value, Column) else of_name(api, value)


class Window:
    """pyspark.sql.Window and the specification that it begins."""

    unboundedPreceding, unboundedFollowing, currentRow = -(2**63), 2**63 - 1, 0

    def __init__(self, api, partition=(), order=(), frame=""):
        self._api, self._partition, self._order, self._frame = api, list(partition), list(order), frame

    def _columns(self, values):
        values = values[0] if len(values) == 1 and isinstance(values[0], (list, tuple)) else values
        return [as_column(self._api, value) for value in values]

    def partitionBy(self, *columns):
        self._api.call("pyspark.sql.Window.partitionBy", columns)
        return Window(self._api, self._columns(columns), self._order, self._frame)

    def orderBy(self, *columns):
        self._api.call("pyspark.sql.Window.orderBy", columns)
        return Window(self._api, self._partition, self._columns(columns), self._frame)

    def rowsBetween(self, start, end):
        self._api.call("pyspark.sql.Window.rowsBetween", (start, end))
        return Window(self._api, self._partition, self._order, f"ROWS BETWEEN {self._bound(start)} AND {self._bound(end)}")

    def _bound(self, bound):
        if bound <= -(2**63):
            return "UNBOUNDED PRECEDING"
        if bound >= 2**63 - 1:
            return "UNBOUNDED FOLLOWING"
        return "CURRENT ROW" if bound == 0 else f"{abs(bound)} {'PRECEDING' if bound < 0 else 'FOLLOWING'}"

    def sql(self):
        partition = f"PARTITION BY {', '.join(one.sql for one in self._partition)}" if self._partition else ""
        order = f"ORDER BY {', '.join(one.sorted_sql() for one in self._order)}" if self._order else ""
        return " ".join(part for part in (partition, order, self._frame) if part)
