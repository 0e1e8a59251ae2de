"""pyspark.ml and mlflow, as far as an experiment calls them: arguments are checked, columns followed."""
import contextlib
import types

import frames


class Stage:
    def __init__(self, api, name, arguments):
        self.api, self.name, self.arguments = api, name, arguments
        api.call(name, (), arguments)

    def fit(self, rows):
        self.api.call(f"{self.name}.fit", (self, rows))
        self.transform(rows)
        return self

    def transform(self, rows):
        arguments = self.arguments
        if "stages" in arguments:
            for stage in arguments["stages"]:
                rows = stage.transform(rows)
            return rows
        for name in [*arguments.get("inputCols", []), *[arguments[key] for key in ("inputCol", "featuresCol", "labelCol") if key in arguments]]:
            rows.check(name)
        made = [*arguments.get("outputCols", []), *([arguments["outputCol"]] if "outputCol" in arguments else [])]
        if "featuresCol" in arguments:
            made += ["rawPrediction", "probability", "prediction"]
        for name in made:
            rows = rows.withColumn(name, frames.Column(self.api))
        return rows

    def evaluate(self, rows):
        self.api.call(f"{self.name}.evaluate", (self, rows))
        rows.check(self.arguments["rawPredictionCol"], self.arguments["labelCol"])
        return 0.5


def modules(api):
    def module(path, *names):
        return types.SimpleNamespace(**{name: (lambda full: lambda **arguments: Stage(api, full, arguments))(f"{path}.{name}") for name in names})

    mlflow = types.SimpleNamespace(
        start_run=lambda run_name: contextlib.nullcontext(), log_params=lambda params: None, log_metrics=lambda metrics: None,
        log_metric=lambda key, value: None, spark=types.SimpleNamespace(log_model=lambda spark_model, artifact_path: None),
    )
    return {
        "mlflow": mlflow,
        "pyspark.ml": module("pyspark.ml", "Pipeline"),
        "pyspark.ml.feature": module("pyspark.ml.feature", "Imputer", "StandardScaler", "VectorAssembler"),
        "pyspark.ml.classification": module("pyspark.ml.classification", "LogisticRegression", "GBTClassifier"),
        "pyspark.ml.evaluation": module("pyspark.ml.evaluation", "BinaryClassificationEvaluator"),
    }
