"""pyspark.pipelines without Databricks: functions of a pipeline are collected, computed in the order in which they need each other, and may not look at rows.

The signatures are those of docs.databricks.com, Lakeflow pipelines, Python language reference, as of 2026-11.
"""
import types

import frames
import sqlnames

# What the reference names as not to be used in a function that defines a dataset, and what else would look at rows.
ACTIONS = {f"pyspark.sql.DataFrame.{name}" for name in ("collect", "count", "first", "head", "isEmpty", "show", "take", "toPandas", "persist", "write", "writeStream", "foreach")}
FORBIDDEN = ACTIONS | {"pyspark.sql.GroupedData.pivot", "pyspark.sql.SparkSession.sql", "pyspark.sql.SparkSession.createDataFrame"}


class Pipeline:
    def __init__(self, spark, catalog, schema, settings):
        self.spark, self.api, self.catalog, self.schema, self.settings = spark, spark.api, catalog, schema, settings
        self.datasets, self.flows, self.done, self.open = {}, {}, {}, []

    # What a file calls.
    def module(self):
        def table(*, name=None, comment=None, spark_conf=None, table_properties=None, path=None, partition_cols=None, cluster_by_auto=False, cluster_by=None, schema=None, row_filter=None, private=False):
            return self._decorator("stream", name, partition_cols)

        def materialized_view(*, name=None, comment=None, spark_conf=None, table_properties=None, path=None, partition_cols=None, cluster_by_auto=False, cluster_by=None, schema=None, refresh_policy=None, row_filter=None, private=False):
            return self._decorator("view", name, partition_cols)

        def temporary_view(query_function=None, *, name=None, comment=None, spark_conf=None):
            decorate = self._decorator("temporary", name, None)
            return decorate if query_function is None else decorate(query_function)

        def create_streaming_table(name, *, comment=None, spark_conf=None, table_properties=None, path=None, partition_cols=None, cluster_by_auto=False, cluster_by=None, schema=None, expect_all=None, expect_all_or_drop=None, expect_all_or_fail=None, row_filter=None):
            rules = [rule for given in (expect_all, expect_all_or_drop, expect_all_or_fail) for rule in (given or {}).values()]
            self._register("target", name, None, rules, partition_cols)

        def create_auto_cdc_flow(target, source, keys, sequence_by, ignore_null_updates=False, apply_as_deletes=None, apply_as_truncates=None, column_list=None, except_column_list=None, stored_as_scd_type=1, track_history_column_list=None, track_history_except_column_list=None, name=None, once=False):
            if target in self.flows:
                raise frames.AnalysisError(f"two flows go into {target}")
            self.flows[target] = types.SimpleNamespace(source=source, keys=keys, sequence=sequence_by, deletes=apply_as_deletes, excluded=except_column_list or [], kind=stored_as_scd_type, tracked=track_history_except_column_list or [])

        def rules(given):
            def mark(function):
                function.rules = getattr(function, "rules", []) + list(given.values())
                return function
            return mark

        return types.SimpleNamespace(table=table, materialized_view=materialized_view, temporary_view=temporary_view, create_streaming_table=create_streaming_table,
                                     create_auto_cdc_flow=create_auto_cdc_flow, expect_all=rules, expect_all_or_drop=rules, expect_all_or_fail=rules)

    def _decorator(self, kind, name, partitions):
        def decorate(function):
            self._register(kind, name or function.__name__, function, getattr(function, "rules", []), partitions)
        return decorate

    def _register(self, kind, name, function, rules, partitions):
        if name in self.datasets:
            raise frames.AnalysisError(f"two datasets are called {name}")
        self.datasets[name] = types.SimpleNamespace(kind=kind, function=function, rules=rules, partitions=partitions or [])

    # What is computed.
    def run(self, files, problem):
        """Reads the files and computes all that they define."""
        for path in files:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            try:
                exec(compile(text, path, "exec"), {"spark": Session(self), "__name__": "__main__"})
            except Exception as error:
                problem(path, error)
        for name in list(self.datasets):
            self.open = []
            try:
                self.compute(name)
            except Exception as error:
                problem(name, error)

    def read(self, name, is_stream):
        """The rows of a table: one of this pipeline, or one that is there."""
        if name not in self.datasets:
            if is_stream:
                raise frames.AnalysisError(f"{name} is read as a stream, and is no streaming table of this pipeline")
            return self.spark.table(self.key(name))
        dataset = self.datasets[name]
        frame, streams = self.compute(name)
        if is_stream != streams and (is_stream or dataset.kind == "temporary"):
            raise frames.AnalysisError(f"{name} is read {'as a stream' if is_stream else 'whole'}, and is not one that can be")
        self.reads.add(is_stream)
        return frame

    @property
    def reads(self):
        return self.open[-1][1]

    def key(self, name):
        parts = sqlnames.attribute(name)
        parts = [self.catalog, self.schema, *parts][-3:] if len(parts) == 1 else [self.catalog, *parts][-3:]
        return ".".join(f"`{part.replace('`', '``')}`" for part in parts)

    def compute(self, name):
        if name in self.done:
            return self.done[name]
        if any(name == one for one, _ in self.open):
            raise frames.AnalysisError(f"{name} needs itself")
        dataset = self.datasets[name]
        self.open.append((name, set()))
        frame = self._applied(name) if dataset.kind == "target" else self._called(dataset)
        frame = frames.DataFrame(self.spark, [one.copy(qualifiers=frozenset()) for one in frame.attributes])
        streams = True in self.reads
        self.open.pop()
        if dataset.kind in ("stream", "target") and not streams or dataset.kind == "view" and streams:
            raise frames.AnalysisError(f"{name} is a {dataset.kind} and reads {'new rows alone' if streams else 'all rows'}")
        for rule in dataset.rules:
            frame.check(frames.of_sql(self.api, rule))
        for column in dataset.partitions:
            frame.resolve([column])
        if dataset.kind != "temporary" and not (dataset.kind == "target" and self.flows[name].kind == 2):
            key = ".".join(sqlnames.attribute(self.key(name)))
            self.spark.tables[key] = frame.attributes
            frame = frames.DataFrame(self.spark, [one.copy(origins={(key, one.name)}) for one in frame.attributes])
        self.done[name] = (frame, streams)
        return self.done[name]

    def _called(self, dataset):
        self.api.forbidden = FORBIDDEN
        try:
            frame = dataset.function()
        finally:
            self.api.forbidden = frozenset()
        if not isinstance(frame, frames.DataFrame):
            raise frames.AnalysisError("a dataset's function gives no data frame")
        return frame

    def _applied(self, name):
        flow = self.flows[name]
        frame = self.read(flow.source, True)
        frame.check(flow.sequence, *flow.keys, *([flow.deletes] if flow.deletes else []))
        for column in [*flow.excluded, *flow.tracked]:
            frame.resolve([column])
        gone = {column.lower() for column in flow.excluded}
        kept = [one for one in frame.attributes if one.name.lower() not in gone]
        if not {sqlnames.attribute(key)[-1].lower() for key in flow.keys} <= {one.name.lower() for one in kept}:
            raise frames.AnalysisError(f"{name} has no column for its key")
        if flow.kind == 2:
            origins = frame.origins(flow.sequence if isinstance(flow.sequence, frames.Column) else frames.Column(self.api, [sqlnames.attribute(flow.sequence)]))
            kept += [frames.Attribute("__START_AT", "?", origins), frames.Attribute("__END_AT", "?", origins)]
        return frame._made(kept)


class Session:
    """spark, as a file of a pipeline sees it."""

    def __init__(self, pipeline):
        self.pipeline = pipeline
        self.conf = types.SimpleNamespace(get=lambda key: pipeline.settings[key])

    @property
    def read(self):
        return Reader(self.pipeline, False)

    @property
    def readStream(self):
        return Reader(self.pipeline, True)


class Reader:
    def __init__(self, pipeline, is_stream):
        self.pipeline, self.is_stream, self.given, self.chosen, self.options = pipeline, is_stream, None, None, {}

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)

        def call(*args, **kwargs):
            self.pipeline.api.call(f"pyspark.sql.{'DataStreamReader' if self.is_stream else 'DataFrameReader'}.{method}", args, kwargs)
            if method == "table":
                return self.pipeline.read(args[0], self.is_stream)
            if method == "load":
                return self._load(args[0])
            if method == "schema":
                self.given = frames.schema_of(args[0])
            elif method == "format":
                self.chosen = args[0]
            elif method == "option":
                self.options[args[0]] = args[1]
            return self

        return call

    def _load(self, path):
        if self.is_stream and self.chosen not in ("cloudFiles", "delta"):
            raise frames.AnalysisError(f"{self.chosen} cannot be read as a stream of files: that is for cloudFiles")
        if self.chosen == "cloudFiles" and self.options.get("cloudFiles.format") not in ("json", "csv", "xml", "avro", "orc", "parquet", "text"):
            raise frames.AnalysisError("cloudFiles.format is missing, or none that Auto Loader has")
        source, columns = self.pipeline.spark.sources[path]
        if self.given is not None and [name for name, _ in self.given] != [name for name, _ in columns]:
            raise frames.AnalysisError(f"the schema of {source} is another than that of the plan")
        self.pipeline.reads.add(self.is_stream)
        frame = frames.DataFrame(self.pipeline.spark, [frames.Attribute(name, kind, {(source, name)}) for name, kind in columns])
        frame.hidden = [frames.Attribute("_metadata", "struct<file_path string, file_modification_time timestamp>")]
        return frame
