"""Columns and data frames that know where they come from, and nothing of what is in them."""
import re

import sqlnames

# Which arguments of a function are constants although they are texts.
CONSTANTS = {
    "lit": "*", "concat_ws": {0}, "regexp_replace": {1, 2}, "date_format": {1}, "to_date": {1}, "to_timestamp": {1}, "to_json": {1}, "sha2": {1},
    "when": {1}, "from_json": {1, 2}, "lag": {1, 2}, "last": {1}, "first": {1}, "monotonically_increasing_id": "*", "element_at": {1},
}
TYPES = {"count": "bigint", "count_if": "bigint", "row_number": "int", "concat_ws": "string", "to_json": "string", "sha2": "string", "trim": "string", "upper": "string", "lower": "string", "initcap": "string", "isnan": "boolean", "xxhash64": "bigint"}


class AnalysisError(Exception):
    pass


class DataType:
    def __init__(self, text):
        self.text = text.strip()
        if self.text.lower().startswith("struct<"):
            self.fields = [Field(name, kind) for name, kind in schema_of(self.text[7:-1])]
        if self.text.lower().startswith("array<"):
            self.elementType = DataType(self.text[6:-1])

    def simpleString(self):
        return self.text.lower()


class Field:
    def __init__(self, name, kind):
        self.name, self.dataType = name, DataType(kind)


class Schema:
    def __init__(self, attributes):
        self.fields = [Field(one.name, one.type) for one in attributes]

    def __iter__(self):
        return iter(self.fields)

    def __getitem__(self, name):
        return next(field for field in self.fields if field.name.lower() == name.lower())


def schema_of(ddl):
    """Names and types of a schema text."""
    parts, depth, start, quoted = [], 0, 0, False
    for i, sign in enumerate(ddl):
        quoted ^= sign == "`"
        depth += 0 if quoted else (sign in "<(") - (sign in ">)")
        if sign == "," and depth == 0 and not quoted:
            parts.append(ddl[start:i])
            start = i + 1
    parts.append(ddl[start:])
    found = []
    for part in parts:
        match = re.match(r"\s*(`(?:[^`]|``)*`|[^\s:]+)\s*:?\s*(.*)$", part, re.S)
        if match:
            found.append((sqlnames.unquoted(match.group(1)), match.group(2).strip() or "?"))
    return found


class Attribute:
    def __init__(self, name, type="?", origins=frozenset(), qualifiers=frozenset()):
        self.name, self.type, self.origins, self.qualifiers = name, type, frozenset(origins), frozenset(qualifiers)

    def copy(self, **changes):
        return Attribute(**{**{"name": self.name, "type": self.type, "origins": self.origins, "qualifiers": self.qualifiers}, **changes})


class Column:
    """An expression: the names it reads, and what it is called."""

    def __init__(self, api, references=(), name=None, type="?", negated=False, star=None, aliases=None):
        self.api, self.references, self.name, self.type = api, list(references), name, type
        self.negated, self.star, self.aliases = negated, star, aliases

    def _join(self, *others, **changes):
        references = list(self.references)
        for other in others:
            if isinstance(other, Column):
                references += other.references
        return Column(self.api, references, **changes)

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)

        def call(*args, **kwargs):
            self.api.call(f"pyspark.sql.Column.{method}", args, kwargs)
            if method in ("alias", "name"):
                return Column(self.api, self.references, args[0], self.type, aliases=list(args))
            if method in ("cast", "astype"):
                kind = args[0] if isinstance(args[0], str) else args[0].text
                return Column(self.api, self.references, self.name, kind)
            if method == "over":
                args[0].check()
                return Column(self.api, self.references, self.name, self.type)
            if method in ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last"):
                return self
            kind = "boolean" if method in ("isNull", "isNotNull", "between", "eqNullSafe") else "?"
            return self._join(*args, *kwargs.values(), type=kind)

        return call

    def __invert__(self):
        return Column(self.api, self.references, type="boolean", negated=True)

    def __getitem__(self, item):
        return self._join(item)

    def _operator(self, other):
        return self._join(other)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _operator
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __and__ = __or__ = __rand__ = __ror__ = _operator
    __hash__ = object.__hash__

    def __bool__(self):
        raise AnalysisError("a Column has no truth value: use & | ~")


class Functions:
    def __init__(self, api):
        self.api = api

    def __getattr__(self, function):
        def call(*args, **kwargs):
            self.api.call(f"pyspark.sql.functions.{function}", args, kwargs)
            if function == "col":
                parts = sqlnames.attribute(args[0])
                if parts[-1] == "*":
                    return Column(self.api, star=parts[0])
                return Column(self.api, [parts], parts[-1])
            if function == "expr":
                return of_sql(self.api, args[0])
            if function == "udf":
                return lambda *columns: Column(self.api, [one for column in columns for one in column.references], type=args[1])
            if function == "from_json":
                return Column(self.api, [sqlnames.attribute(args[0])], type=f"struct<{args[1]}>")
            if function == "lit" and isinstance(args[0], Column):
                return args[0]
            constants = CONSTANTS.get(function, ())
            references = []
            for i, value in enumerate(args):
                if isinstance(value, Column):
                    references += value.references
                elif isinstance(value, str) and value != "*" and constants != "*" and i not in constants:
                    references.append(sqlnames.attribute(value))
            for value in kwargs.values():
                if isinstance(value, Column):
                    references += value.references
            return Column(self.api, references, type=TYPES.get(function, "?"))

        return call


def of_sql(api, sql):
    found, functions = sqlnames.names(sql)
    for function in functions:
        api.sql_function(function)
    return Column(api, found, negated=sql.upper().startswith("NOT"))


class Window:
    unboundedPreceding, unboundedFollowing, currentRow = -(2**63), 2**63 - 1, 0

    def __init__(self, api, references=()):
        self.api, self.references = api, list(references)

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)

        def call(*args, **kwargs):
            self.api.call(f"pyspark.sql.Window.{method}", args, kwargs)
            references = list(self.references)
            for value in args:
                if isinstance(value, Column):
                    references += value.references
                elif isinstance(value, str):
                    references.append(sqlnames.attribute(value))
            return Window(self.api, references)

        return call

    def check(self):
        """Windows are resolved where their column is used; their names are checked there."""


class Row:
    """A row of invented values. Two rows are never equal."""

    def __init__(self, values):
        self.values = values

    def __getitem__(self, name):
        return list(self.values.values())[name] if isinstance(name, int) else self.values[name]

    def __iter__(self):
        return iter(self.values.values())

    def asDict(self):
        return dict(self.values)


def invented(name):
    return {
        "key": ["x"], "value": "1", "column": "c", "name": "category", "userMetadata": "{}", "number": 1, "run_id": "before",
        "watermarks": '{"' + '", "'.join(f'{i}": "2024-01-01' for i in range(1, 60)) + '"}', "highest": "2024-01-02", "rate": 0.5,
    }.get(name, 2.0 if ":" in name else 0)


class DataFrame:
    # Columns that are there for those who name them.
    hidden = ()

    def __init__(self, spark, attributes, last=None, data=None):
        self.spark, self.api, self.attributes, self.last, self.data = spark, spark.api, list(attributes), last, data

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)

        def call(*args, **kwargs):
            self.api.call(f"pyspark.sql.DataFrame.{method}", args, kwargs)
            return getattr(self, f"_{method}")(*args, **kwargs)

        return call

    # Names.
    def resolve(self, parts):
        found = [one for one in self.attributes if one.name.lower() == parts[0].lower()]
        if len(parts) > 1:
            qualified = [one for one in self.attributes if one.name.lower() == parts[1].lower() and parts[0].lower() in one.qualifiers]
            if qualified or not found:
                found = qualified
        found = found or [one for one in self.hidden if one.name.lower() == parts[0].lower()]
        if not found:
            raise AnalysisError(f"there is no column {'.'.join(parts)}; there are {', '.join(self.columns)}")
        if len(found) > 1:
            raise AnalysisError(f"column {'.'.join(parts)} is ambiguous")
        return found[0]

    def check(self, *values):
        for value in values:
            if isinstance(value, str):
                self.resolve(sqlnames.attribute(value))
            elif isinstance(value, Column):
                for reference in value.references:
                    self.resolve(reference)
            elif isinstance(value, Window):
                for reference in value.references:
                    self.resolve(reference)

    def origins(self, column):
        found = set()
        for reference in column.references:
            found |= self.resolve(reference).origins
        return found

    def _made(self, attributes, last=None, data=None):
        seen = {}
        for one in attributes:
            key = (one.name.lower(), one.qualifiers)
            if key in seen:
                raise AnalysisError(f"two columns are called {one.name}")
            seen[key] = one
        return DataFrame(self.spark, attributes, last, data)

    @property
    def columns(self):
        return [one.name for one in self.attributes]

    @property
    def dtypes(self):
        return [(one.name, one.type.lower()) for one in self.attributes]

    @property
    def schema(self):
        return Schema(self.attributes)

    @property
    def write(self):
        return Writer(self)

    # Rows to rows.
    def _computed(self, value):
        if isinstance(value, str):
            if value == "*":
                return list(self.attributes)
            if value.endswith(".*"):
                structures = [one for one in self.attributes if one.name.lower() == value[:-2].lower() and one.type.lower().startswith("struct<")]
                if structures:
                    (whole,) = structures
                    fields = schema_of(whole.type[7:-1])
                    return [Attribute(name, kind, {(source, name) for source, _ in whole.origins} if name != "_unreadable" else ()) for name, kind in fields]
                return [one.copy(qualifiers=frozenset()) for one in self.attributes if value[:-2].lower() in one.qualifiers]
            value = Column(self.api, [sqlnames.attribute(value)], sqlnames.attribute(value)[-1])
        if value.star is not None:
            return [one.copy(qualifiers=frozenset()) for one in self.attributes if value.star.lower() in one.qualifiers or value.star == "*"]
        kind = value.type
        if len(value.references) == 1 and kind == "?" and value.name is not None:
            kind = self.resolve(value.references[0]).type if len(value.references[0]) == 1 else "?"
        origins = self.origins(value)
        if value.aliases and len(value.aliases) > 1:
            return [Attribute(name, "?", origins) for name in value.aliases]
        if value.name is None:
            return [Attribute(f"_{id(value)}", kind, origins)]
        return [Attribute(value.name, kind, origins)]

    def _select(self, *values):
        values = values[0] if len(values) == 1 and isinstance(values[0], list) else values
        attributes = [one for value in values for one in self._computed(value)]
        attributes = [one.copy(qualifiers=frozenset()) for one in attributes]
        names = {one.name for one in attributes}
        return self._made(attributes, self.last, self.data if {"column", "value"} <= names else None)

    def _withColumn(self, name, value):
        return self._withColumns({name: value})

    def _withColumns(self, values):
        attributes = list(self.attributes)
        for name, value in values.items():
            made = Attribute(name, value.type, self.origins(value))
            if value.type == "?" and len(value.references) == 1 and len(value.references[0]) == 1:
                made = made.copy(type=self.resolve(value.references[0]).type)
            there = [i for i, one in enumerate(attributes) if one.name.lower() == name.lower()]
            if there:
                attributes[there[0]] = made
            else:
                attributes.append(made)
        return self._made(attributes)

    def _withColumnsRenamed(self, names):
        for old in names:
            self.resolve([old])
        lower = {old.lower(): new for old, new in names.items()}
        return self._made([one.copy(name=lower.get(one.name.lower(), one.name)) for one in self.attributes])

    def _toDF(self, *names):
        if len(names) != len(self.attributes):
            raise AnalysisError("toDF has another number of names")
        return self._made([one.copy(name=name) for one, name in zip(self.attributes, names)])

    def _drop(self, *names):
        gone = {name.lower() for name in names}
        for name in names:
            self.resolve([name])
        return self._made([one for one in self.attributes if one.name.lower() not in gone])

    def _where(self, condition):
        column = of_sql(self.api, condition) if isinstance(condition, str) else condition
        self.check(column)
        violated = column.negated or isinstance(condition, str) and ("IS NULL" in condition or "<> ''" in condition)
        return self._made(self.attributes, "violations" if violated else "where", self.data)

    def _distinct(self):
        return self

    def _limit(self, number):
        return self._made(self.attributes)

    def _orderBy(self, *columns):
        self.check(*columns)
        return self._made(self.attributes, data=self.data)

    def _persist(self):
        return self

    def _createOrReplaceTempView(self, name):
        self.spark.views[name] = self

    def _alias(self, name):
        return self._made([one.copy(qualifiers=frozenset({name.lower()})) for one in self.attributes])

    def _crossJoin(self, other):
        return self._join(other, None, "cross")

    def _join(self, other, on=None, how="inner"):
        if isinstance(on, (str, list)):
            names = [on] if isinstance(on, str) else on
            for name in names:
                self.resolve([name]), other.resolve([name])
            keys = {name.lower() for name in names}
            left = [self.resolve([name]) for name in names] + [one for one in self.attributes if one.name.lower() not in keys]
            return self._twins(left, [one for one in other.attributes if one.name.lower() not in keys])
        both = DataFrame(self.spark, [*self.attributes, *other.attributes])
        if on is not None:
            both.check(on)
            # What was fitted has no origin of its own: a value that is found by others comes from those.
            found = frozenset(both.origins(on))
            both = DataFrame(self.spark, [*self.attributes, *[one if one.origins else one.copy(origins=found) for one in other.attributes]])
        if how in ("left_semi", "left_anti"):
            return self._made(self.attributes)
        return both

    def _twins(self, left, right):
        names = {one.name.lower() for one in left}
        for one in right:
            if one.name.lower() in names:
                raise AnalysisError(f"the join gives two columns {one.name}")
        return self._made([*left, *right])

    def _unionByName(self, other, allowMissingColumns=False):
        mine, theirs = {one.name.lower(): one for one in self.attributes}, {one.name.lower(): one for one in other.attributes}
        if not allowMissingColumns and set(mine) != set(theirs):
            raise AnalysisError(f"unionByName: {sorted(set(mine) ^ set(theirs))} are not on both sides")
        both = [one.copy(origins=one.origins | theirs[key].origins if key in theirs else one.origins, qualifiers=frozenset()) for key, one in mine.items()]
        return self._made([*both, *[one for key, one in theirs.items() if key not in mine]], data=(self.data or []) + (other.data or []) or None)

    def _union(self, other):
        if len(self.attributes) != len(other.attributes):
            raise AnalysisError("union: another number of columns")
        return self._made([one.copy(origins=one.origins | two.origins) for one, two in zip(self.attributes, other.attributes)])

    # Whole rows are compared, column by column: which rows stay depends on both sides.
    _intersect = _intersectAll = _subtract = _exceptAll = _union

    def _unpivot(self, ids, values, variable, value):
        kept = [one for name in ids for one in self._computed(name)]
        turned = [one for name in values for one in self._computed(name)]
        origins = frozenset().union(*[one.origins for one in turned])
        return self._made([*kept, Attribute(variable, "string"), Attribute(value, turned[0].type, origins)])

    def _groupBy(self, *keys):
        return Grouped(self, [one for key in keys for one in self._computed(key)])

    _rollup = _cube = _groupBy

    def _agg(self, *values):
        return Grouped(self, []).agg(*values)

    # Answers.
    def _count(self):
        return 0 if self.last == "violations" else 5

    def _isEmpty(self):
        return not self.data

    def _first(self):
        if self.last in ("where", "violations"):
            return None
        return Row({one.name: invented(one.name) for one in self.attributes})

    def _collect(self):
        return [Row(row) for row in self.data] if self.data else [Row({one.name: invented(one.name) for one in self.attributes})]


class Grouped:
    def __init__(self, frame, keys, pivot=None):
        self.frame, self.keys, self.values = frame, keys, pivot

    def pivot(self, column, values=None):
        self.frame.api.call("pyspark.sql.GroupedData.pivot", (column, values))
        self.frame.check(column)
        return Grouped(self.frame, self.keys, (self.frame.resolve(sqlnames.attribute(column)), values or ["x"]))

    def agg(self, *values):
        self.frame.api.call("pyspark.sql.GroupedData.agg", values)
        made = [one for value in values for one in self.frame._computed(value)]
        if self.values is not None:
            pivot, names = self.values
            single = len(made) == 1
            made = [one.copy(name=f"{name}" if single else f"{name}_{one.name}", origins=one.origins) for name in names for one in made]
        return self.frame._made([*self.keys, *made])


class Writer:
    def __init__(self, frame):
        self.frame, self.api, self.options = frame, frame.api, {}

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)

        def call(*args, **kwargs):
            self.api.call(f"pyspark.sql.DataFrameWriter.{method}", args, kwargs)
            if method == "saveAsTable":
                self.frame.spark.save(args[0], self.frame, self.options)
                return None
            if method == "partitionBy":
                self.frame.check(*args)
            self.options[args[0] if method == "option" else method] = args[-1]
            if method == "option" and args[0] == "replaceWhere":
                self.frame.check(of_sql(self.api, args[1]))
            return self

        return call
