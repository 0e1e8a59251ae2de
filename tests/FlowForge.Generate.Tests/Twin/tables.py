"""Data frames, tables and readers: every call goes to the host, which analyses it at once, as Spark does."""
import sqlnames
import statements
from columns import Column, as_column, literal, of_name, quoted
from host import PySparkException, value


class DataType:
    def __init__(self, described):
        self._text, self.sql = described["text"], described["sql"]
        if "fields" in described:
            self.fields = [Field(one) for one in described["fields"]]
        for name in ("elementType", "keyType", "valueType"):
            if name in described:
                setattr(self, name, DataType(described[name]))

    def simpleString(self):
        return self._text


class Field:
    def __init__(self, described):
        self.name, self.dataType, self.nullable = described["name"], DataType(described["type"]), True


class Schema:
    def __init__(self, fields):
        self.fields = fields
        self.names = [field.name for field in fields]

    def __iter__(self):
        return iter(self.fields)

    def __len__(self):
        return len(self.fields)

    def __getitem__(self, name):
        # StructType looks a name up as it is written.
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"No StructField named {name}")


class Row(tuple):
    """A row: a tuple whose values have names."""

    def __new__(cls, names, values):
        row = super().__new__(cls, values)
        row.__fields__ = list(names)
        return row

    def __getitem__(self, item):
        if isinstance(item, (int, slice)):
            return super().__getitem__(item)
        if item not in self.__fields__:
            raise ValueError(item)
        return super().__getitem__(self.__fields__.index(item))

    def asDict(self):
        return dict(zip(self.__fields__, self))


class DataFrame:
    def __init__(self, spark, described):
        self._spark, self._api, self._host = spark, spark.api, spark.host
        self._id, self._fields = described["id"], [Field(one) for one in described["fields"]]

    def _call(self, method, *args, **kwargs):
        self._api.call(f"pyspark.sql.DataFrame.{method}", args, kwargs)

    def _made(self, op, **arguments):
        return DataFrame(self._spark, self._host.ask(op, frame=self._id, **arguments))

    def _columns(self, values):
        values = values[0] if len(values) == 1 and isinstance(values[0], (list, tuple)) else values
        return [as_column(self._api, one).json() for one in values]

    @property
    def columns(self):
        return [field.name for field in self._fields]

    @property
    def dtypes(self):
        return [(field.name, field.dataType.simpleString()) for field in self._fields]

    @property
    def schema(self):
        return Schema(self._fields)

    @property
    def write(self):
        return Writer(self)

    def select(self, *columns):
        self._call("select", *columns)
        return self._made("select", columns=self._columns(columns))

    def withColumn(self, name, column):
        self._call("withColumn", name, column)
        return self._with({name: column})

    def withColumns(self, columns):
        self._call("withColumns", columns)
        return self._with(columns)

    def _with(self, columns):
        for name, column in columns.items():
            if not isinstance(column, Column):
                raise TypeError(f"withColumns: {name} has to be a Column, not {type(column).__name__}")
        return self._made("with", columns=[[name, column.sql] for name, column in columns.items()])

    def withColumnsRenamed(self, names):
        self._call("withColumnsRenamed", names)
        return self._made("rename", names=list(names.items()))

    def toDF(self, *names):
        self._call("toDF", *names)
        return self._made("named", names=list(names))

    def drop(self, *names):
        self._call("drop", *names)
        for name in names:
            if not isinstance(name, str):
                raise TypeError("drop by column is not played here")
        return self._made("drop", names=list(names))

    def where(self, condition):
        self._call("where", condition)
        return self._made("where", sql=condition if isinstance(condition, str) else condition.sql)

    filter = where

    def distinct(self):
        self._call("distinct")
        return self._made("distinct")

    def limit(self, number):
        self._call("limit", number)
        return self._made("limit", number=number)

    def orderBy(self, *columns):
        self._call("orderBy", *columns)
        return self._made("order", sql=[as_column(self._api, one).sorted_sql() for one in columns])

    def persist(self):
        self._call("persist")
        self._id = self._host.ask("persist", frame=self._id)["id"]
        return self

    def createOrReplaceTempView(self, name):
        self._call("createOrReplaceTempView", name)
        if len(set(column.lower() for column in self.columns)) < len(self.columns):
            raise PySparkException(f"[COLUMN_ALREADY_EXISTS] {name}: {self.columns}")
        self._spark.views[name] = self

    def alias(self, name):
        self._call("alias", name)
        return self._made("alias", name=name)

    def crossJoin(self, other):
        self._call("crossJoin", other)
        return self._made("join", other=other._id, how="cross")

    def join(self, other, on=None, how="inner"):
        self._call("join", other, on, how)
        if isinstance(on, Column):
            return self._made("join", other=other._id, how=how, on=on.sql)
        if on is None:
            raise ValueError("a join without a condition is a crossJoin")
        return self._made("join", other=other._id, how=how, using=[on] if isinstance(on, str) else list(on))

    def unionByName(self, other, allowMissingColumns=False):
        self._call("unionByName", other, allowMissingColumns)
        return self._made("union", other=other._id, by_name=True, missing=allowMissingColumns)

    def union(self, other):
        self._call("union", other)
        return self._made("union", other=other._id, by_name=False, missing=False)

    def unpivot(self, ids, values, variableColumnName, valueColumnName):
        self._call("unpivot", ids, values, variableColumnName, valueColumnName)
        return self._made("unpivot", ids=self._columns([list(ids)]), values=self._columns([list(values)]), variable=variableColumnName, value=valueColumnName)

    def groupBy(self, *columns):
        self._call("groupBy", *columns)
        return Grouped(self, self._columns(columns), "plain")

    def rollup(self, *columns):
        self._call("rollup", *columns)
        return Grouped(self, self._columns(columns), "rollup")

    def cube(self, *columns):
        self._call("cube", *columns)
        return Grouped(self, self._columns(columns), "cube")

    def agg(self, *columns):
        self._call("agg", *columns)
        return Grouped(self, [], "plain")._agg(columns)

    # Actions.
    def count(self):
        self._call("count")
        return self._host.ask("count", frame=self._id)

    def isEmpty(self):
        self._call("isEmpty")
        return not self._rows(1)

    def first(self):
        self._call("first")
        rows = self._rows(1)
        return rows[0] if rows else None

    def collect(self):
        self._call("collect")
        return self._rows(None)

    def _rows(self, limit):
        return [Row(self.columns, [value(cell) for cell in row]) for row in self._host.ask("collect", frame=self._id, limit=limit)]


class Grouped:
    def __init__(self, frame, keys, how, pivot=None, values=None):
        self._frame, self._keys, self._how, self._pivot, self._values = frame, keys, how, pivot, values

    def pivot(self, column, values=None):
        self._frame._api.call("pyspark.sql.GroupedData.pivot", (column, values))
        if values is None:
            raise NotImplementedError("a pivot without values is not played here")
        return Grouped(self._frame, self._keys, self._how, of_name(self._frame._api, column).sql, [literal(one) for one in values])

    def agg(self, *columns):
        self._frame._api.call("pyspark.sql.GroupedData.agg", columns)
        return self._agg(columns)

    def _agg(self, columns):
        for column in columns:
            if not isinstance(column, Column):
                raise TypeError("all exprs should be Column")
        return self._frame._made("aggregate", keys=self._keys, how=self._how, columns=[one.json() for one in columns], pivot=self._pivot, values=self._values)


class Writer:
    def __init__(self, frame):
        self._frame, self._options, self._mode, self._partition, self._format = frame, {}, "error", None, None

    def _call(self, method, *args):
        self._frame._api.call(f"pyspark.sql.DataFrameWriter.{method}", args)

    def format(self, name):
        self._call("format", name)
        self._format = name
        return self

    def mode(self, mode):
        self._call("mode", mode)
        self._mode = mode
        return self

    def option(self, key, given):
        self._call("option", key, given)
        self._options[key] = str(given).lower() if isinstance(given, bool) else str(given)
        return self

    def partitionBy(self, *names):
        self._call("partitionBy", *names)
        self._partition = list(names)
        return self

    def saveAsTable(self, name):
        self._call("saveAsTable", name)
        if self._format != "delta":
            raise ValueError("tables are Delta")
        self._frame._host.ask("save", frame=self._frame._id, table=table_name(name), mode=self._mode, options=self._options, partition=self._partition)


class Reader:
    def __init__(self, spark):
        self._spark, self._options, self._format, self._schema = spark, {}, None, None

    def _call(self, method, *args):
        self._spark.api.call(f"pyspark.sql.DataFrameReader.{method}", args)

    def format(self, name):
        self._call("format", name)
        self._format = name
        return self

    def option(self, key, given):
        self._call("option", key, given)
        self._options[key] = str(given).lower() if isinstance(given, bool) else str(given)
        return self

    def options(self, **given):
        self._spark.api.call("pyspark.sql.DataFrameReader.options", (), given)
        self._options.update({key: str(one).lower() if isinstance(one, bool) else str(one) for key, one in given.items()})
        return self

    def schema(self, text):
        self._call("schema", text)
        self._schema = text
        return self

    def text(self, path):
        self._call("text", path)
        return DataFrame(self._spark, self._spark.host.ask("read", format="text", options={}, schema=None, path=path))

    def table(self, name):
        self._call("table", name)
        return self._spark._table(name, self._options)

    def load(self, path):
        self._call("load", path)
        return DataFrame(self._spark, self._spark.host.ask("read", format=self._format, options=self._options, schema=self._schema, path=path))


class Catalog:
    def __init__(self, spark):
        self._spark = spark

    def tableExists(self, name):
        self._spark.api.call("pyspark.sql.Catalog.tableExists", (name,))
        return self._spark.host.ask("exists", table=table_name(name))

    def databaseExists(self, name):
        self._spark.api.call("pyspark.sql.Catalog.databaseExists", (name,))
        return self._spark.host.ask("schema_exists", schema=sqlnames.attribute(name))


class Conf:
    def __init__(self, spark):
        self._spark = spark

    def set(self, key, given):
        self._spark.host.ask("conf", key=key, value=given)


class Spark:
    def __init__(self, api, host):
        self.api, self.host, self.views = api, host, {}
        self.conf, self.catalog = Conf(self), Catalog(self)

    @property
    def read(self):
        return Reader(self)

    def table(self, name):
        self.api.call("pyspark.sql.SparkSession.table", (name,))
        return self._table(name, {})

    def _table(self, name, options):
        return DataFrame(self, self.host.ask("table", table=table_name(name), version=options.get("versionAsOf")))

    def sql(self, text):
        self.api.call("pyspark.sql.SparkSession.sql", (text,))
        statement = statements.parse(text)
        if statement.kind == "create_schema":
            return self.host.ask("create_schema", schema=sqlnames.attribute(statement.name))
        name = table_name(statement.name)
        if statement.kind == "create_table":
            columns = [{"name": name, "type": kind, "nullable": nullable} for name, kind, nullable in statement.columns]
            return self.host.ask("create", table=name, columns=columns, partition=statement.partition, comment=statement.comment, properties=statement.properties)
        if not self.host.ask("exists", table=name):
            raise PySparkException(f"[TABLE_OR_VIEW_NOT_FOUND] {statement.name}")
        if statement.kind == "history":
            return DataFrame(self, self.host.ask("history", table=name))
        if statement.kind == "properties":
            return DataFrame(self, self.host.ask("properties", table=name))
        if statement.kind == "set_properties":
            return self.host.ask("set_properties", table=name, properties=statement.properties)
        if statement.kind == "delete":
            return self.host.ask("delete", table=name, condition=statement.condition)
        clauses = [{"kind": kind, "condition": condition, "values": values} for kind, condition, values in statement.clauses]
        return self.host.ask("merge", table=name, source=self.views[statement.source]._id, condition=statement.condition, clauses=clauses)

    def createDataFrame(self, data, schema):
        self.api.call("pyspark.sql.SparkSession.createDataFrame", (data, schema))
        if not isinstance(schema, str):
            raise NotImplementedError("rows without a schema in words are not played here")
        return DataFrame(self, self.host.ask("rows", schema=schema, rows=[[self._sql(cell) for cell in row] for row in data]))

    def _sql(self, cell):
        return f"array({', '.join(literal(one) for one in cell)})" if isinstance(cell, list) else literal(cell)


def table_name(name):
    parts = sqlnames.attribute(name)
    if len(parts) != 3 or any("{" in part or not part for part in parts):
        raise ValueError(f"{name} is not catalog.schema.table")
    return parts
