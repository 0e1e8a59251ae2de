"""Runs generated notebooks without Spark: every call is checked, every column followed. Usage: recorder.py TASK.json, answers in JSON."""
import json
import os
import sys
import traceback
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import frames
import learning
import pipelines
import sqlnames
import statements
from signatures import Signatures


class Exit(BaseException):
    pass


class Spark:
    def __init__(self, api, sources):
        self.api, self.sources, self.tables, self.rows, self.views = api, sources, {}, {}, {}
        self.conf = types.SimpleNamespace(set=lambda key, value: None, get=lambda key: "")
        self.catalog = self

    def _key(self, name):
        parts = sqlnames.attribute(name)
        if len(parts) != 3 or any("{" in part for part in parts):
            raise frames.AnalysisError(f"{name} is not catalog.schema.table")
        return ".".join(parts)

    def tableExists(self, name):
        self.api.call("pyspark.sql.Catalog.tableExists", (name,))
        return self._key(name) in self.tables

    def databaseExists(self, name):
        self.api.call("pyspark.sql.Catalog.databaseExists", (name,))
        return False

    def sql(self, text):
        self.api.call("pyspark.sql.SparkSession.sql", (text,))
        statement = statements.parse(text)
        if statement.kind == "create_table":
            columns = [frames.Attribute(name, kind) for name, kind, _ in statement.columns]
            for name in statement.partition:
                frames.DataFrame(self, columns).resolve([name])
            self.tables.setdefault(self._key(statement.name), columns)
        elif statement.kind == "merge":
            Merging(self, statement)
        elif statement.kind == "delete":
            self.table(statement.name).check(frames.of_sql(self.api, statement.condition))
        elif statement.kind == "history":
            self.table(statement.name)
            return frames.DataFrame(self, [frames.Attribute("version"), frames.Attribute("userMetadata")])
        elif statement.kind == "properties":
            self.table(statement.name)
            return frames.DataFrame(self, [frames.Attribute("key", "string"), frames.Attribute("value", "string")])
        return None

    def table(self, name):
        self.api.call("pyspark.sql.SparkSession.table", (name,))
        key = self._key(name)
        if key not in self.tables:
            raise frames.AnalysisError(f"there is no table {key}")
        short = key.split(".")[-1]
        attributes = [one.copy(origins={(key, one.name)} if not short.startswith("_") else frozenset(), qualifiers=frozenset()) for one in self.tables[key]]
        return frames.DataFrame(self, attributes, data=self.rows.get(key))

    @property
    def read(self):
        return Reader(self)

    def createDataFrame(self, data, schema):
        self.api.call("pyspark.sql.SparkSession.createDataFrame", (data, schema))
        columns = frames.schema_of(schema)
        for row in data:
            if len(row) != len(columns):
                raise frames.AnalysisError("a row has another number of values than the schema")
        rows = [dict(zip([name for name, _ in columns], row)) for row in data]
        return frames.DataFrame(self, [frames.Attribute(name, kind) for name, kind in columns], data=rows)

    def save(self, name, frame, options):
        key = self._key(name)
        there = self.tables.get(key)
        if there is None:
            self.tables[key] = [one.copy(qualifiers=frozenset()) for one in frame.attributes]
        else:
            known = {one.name.lower(): one for one in there}
            for one in frame.attributes:
                if one.name.lower() not in known and options.get("mergeSchema") != "true":
                    raise frames.AnalysisError(f"{key} has no column {one.name}")
            mine = {one.name.lower(): one for one in frame.attributes}
            merged = [one.copy(origins=one.origins | mine[one.name.lower()].origins) if one.name.lower() in mine else one for one in there]
            self.tables[key] = merged + [one.copy(qualifiers=frozenset()) for one in frame.attributes if one.name.lower() not in known]
        if frame.data:
            self.rows[key] = self.rows.get(key, []) + frame.data


class Reader:
    def __init__(self, spark):
        self.spark, self.given = spark, None

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)

        def call(*args, **kwargs):
            self.spark.api.call(f"pyspark.sql.DataFrameReader.{method}", args, kwargs)
            if method == "schema":
                self.given = frames.schema_of(args[0])
            elif method == "table":
                return self.spark.table(args[0])
            elif method == "load":
                if args[0] not in self.spark.sources:
                    raise sys.modules["pyspark.errors"].PySparkException(f"[PATH_NOT_FOUND] {args[0]}")
                source, columns = self.spark.sources[args[0]]
                attributes = [frames.Attribute(name, kind, {(source, name)}) for name, kind in columns]
                if self.given is not None:
                    # Names of CSV files come from their headers, with one place more for what stands beyond.
                    if [name for name, _ in self.given if name != "_more"] != [name for name, _ in columns]:
                        raise frames.AnalysisError(f"the schema of {source} is another than that of the plan")
                    attributes = [frames.Attribute(name, kind, {(source, name)} if name != "_more" else ()) for name, kind in self.given]
                return frames.DataFrame(self.spark, attributes)
            elif method == "text":
                source, _ = self.spark.sources[args[0]]
                return frames.DataFrame(self.spark, [frames.Attribute("value", "string", {(source, "*")})])
            return self

        return call


class Merging:
    """A MERGE: its conditions are checked, and what it writes goes to the columns of the table."""

    def __init__(self, spark, statement):
        self.spark = spark
        target, source = spark.table(statement.name).alias("target"), spark.views[statement.source].alias("source")
        self.both = frames.DataFrame(spark, [*target.attributes, *source.attributes])
        self._check(statement.condition)
        key = spark._key(statement.name)
        for _, condition, values in statement.clauses:
            self._check(condition)
            for column, value in values or []:
                there = frames.DataFrame(spark, spark.tables[key]).resolve(sqlnames.attribute(column))
                origins = self.both.origins(frames.of_sql(spark.api, value))
                spark.tables[key] = [one.copy(origins=one.origins | origins) if one is there else one for one in spark.tables[key]]

    def _check(self, condition):
        if condition is not None:
            self.both.check(frames.of_sql(self.spark.api, condition))


class Widgets:
    def __init__(self, given):
        self.given, self.known = given, {}

    def text(self, name, default, label=None):
        self.known[name] = default

    def get(self, name):
        return self.given.get(name, self.known[name])


def load(api, spark, dp):
    """Puts modules in the place of PySpark's."""
    sys.modules.update({
        "pyspark": types.ModuleType("pyspark"), "pyspark.pipelines": dp,
        "pyspark.sql": types.SimpleNamespace(functions=frames.Functions(api), Window=WindowStart(api), SparkSession=object),
        "pyspark.errors": types.SimpleNamespace(PySparkException=type("PySparkException", (Exception,), {})),
    })
    sys.modules["pyspark"].pipelines = dp
    sys.modules.update(learning.modules(api))


def run(path, api, spark, given):
    def leave(text):
        raise Exit(text)

    dbutils = types.SimpleNamespace(
        widgets=Widgets(given),
        secrets=types.SimpleNamespace(get=lambda scope, key: "salt"),
        notebook=types.SimpleNamespace(exit=leave),
    )
    load(api, spark, None)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    space = {"spark": spark, "dbutils": dbutils, "__name__": "__main__"}
    try:
        exec(compile(text, path, "exec"), space)
    except Exit as exit:
        answer = json.loads(str(exit))
        if not path.endswith("ml_experiment.py") and set(answer) != {"records_in", "records_out", "rejected", "tables"}:
            api.wrong(f"{path}: the answer has {sorted(answer)}")
        return
    raise frames.AnalysisError("the notebook gives no answer")


class WindowStart(frames.Window):
    pass


def attempt(path, api, spark, given):
    try:
        run(path, api, spark, given)
    except Exception as error:
        problem(api, path, error)


def problem(api, path, error):
    line = next((frame.lineno for frame in reversed(traceback.extract_tb(error.__traceback__)) if frame.filename.endswith(".py") and "Recorder" not in frame.filename), 0)
    api.wrong(f"{os.path.basename(path)}:{line}: {type(error).__name__}: {error}")


def run_task(task, api, spark):
    """One task of a job: a notebook, or an update of a pipeline."""
    if "notebook" in task:
        attempt(task["notebook"], api, spark, {"catalog": task["catalog"]})
        return
    waiting = pipelines.Pipeline(spark, task["catalog"], task["schema"], task["settings"])
    load(api, spark, waiting.module())
    waiting.run(task["files"], lambda where, error: problem(api, where, error))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    api = Signatures(task["api"])
    spark = Spark(api, {path: (source["name"], [tuple(column) for column in source["columns"]]) for path, source in task["sources"].items()})
    for task_of_job in task["tasks"]:
        run_task(task_of_job, api, spark)
    for given in ({}, {"run_id": "second"}, {"full_refresh": "true", "run_at": "2024-05-06T07:08:09Z"}):
        for path in task["notebooks"]:
            attempt(path, api, spark, given)
    tables = {name: [[one.name, one.type, sorted(one.origins)] for one in columns] for name, columns in spark.tables.items()}
    json.dump({"problems": api.problems, "tables": tables}, sys.stdout, ensure_ascii=True)


main()
