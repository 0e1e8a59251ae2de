"""pyspark.ml and mlflow as an experiment uses them, with the engine's rows: medians, means, deviations and the logistic regression are computed as Spark documents them.

Trees are not grown here: their place is taken by the sum of the standardised columns, which shows that what comes after a model is measured right.
"""
import contextlib
import math
import types
from operator import mul


class Stage:
    """A stage with its arguments, which PySpark's signatures know."""

    def __init__(self, api, path, arguments):
        api.call(path, (), arguments)
        self.api, self.path, self.arguments = api, path, arguments


class Pipeline(Stage):
    def fit(self, rows):
        self.api.call("pyspark.ml.Pipeline.fit", (self, rows))
        imputer, assembler, scaler, model = self.arguments["stages"]
        assert assembler.arguments["inputCols"] == imputer.arguments["outputCols"], "the assembler takes what the imputer gives"
        assert (assembler.arguments["outputCol"], scaler.arguments["outputCol"]) == (scaler.arguments["inputCol"], model.arguments["featuresCol"]), "each stage takes what the one before gives"
        assert scaler.arguments["withMean"] and scaler.arguments["withStd"] and imputer.arguments["strategy"] == "median"
        names = imputer.arguments["inputCols"]
        given = [list(row) for row in rows.select(model.arguments["labelCol"], *names).collect()]
        labels, columns = [row[0] for row in given], [[row[i + 1] for row in given] for i in range(len(names))]
        fitted = Fitted(names, [scaled(column) for column in columns], model.arguments.get("labelCol"))
        values = [[(filled(value, median) - mean) / deviation if deviation else 0.0 for value in column] for column, (median, mean, deviation) in zip(columns, fitted.scales)]
        if model.path.endswith("LogisticRegression"):
            fitted.weights = regression(values, labels, model.arguments["regParam"])
        return fitted


def filled(value, median):
    return median if value is None or math.isnan(value) else value


def scaled(column):
    """Median of what is there, then mean and deviation with the median in the gaps."""
    there = sorted(value for value in column if value is not None and not math.isnan(value))
    # approxQuantile gives a value that is there: of two in the middle the lower one.
    median = there[math.ceil(len(there) / 2) - 1]
    all_values = [filled(value, median) for value in column]
    mean = math.fsum(all_values) / len(all_values)
    return median, mean, math.sqrt(math.fsum((value - mean) ** 2 for value in all_values) / (len(all_values) - 1))


def regression(columns, labels, strength):
    """Intercept and coefficients that minimise the mean log loss and strength / 2 times their squares, by Newton's method. The intercept is free."""
    columns = [[1.0] * len(labels), *columns]
    weights = [0.0] * len(columns)
    for _ in range(50):
        margins = [sum(parts) for parts in zip(*[[weight * value for value in column] for weight, column in zip(weights, columns)])]
        chances = [1 / (1 + math.exp(-margin)) for margin in margins]
        errors = [chance - label for chance, label in zip(chances, labels)]
        bends = [chance * (1 - chance) for chance in chances]
        slope = [sum(map(mul, column, errors)) / len(labels) + (strength * weight if i else 0) for i, (column, weight) in enumerate(zip(columns, weights))]
        matrix = []
        for i, column in enumerate(columns):
            bent = list(map(mul, column, bends))
            matrix.append([sum(map(mul, bent, other)) / len(labels) + (strength if i == j and i else 0) for j, other in enumerate(columns)])
        step = solved(matrix, slope)
        weights = [weight - by for weight, by in zip(weights, step)]
        if max(map(abs, step)) < 1e-10:
            break
    return weights


def solved(matrix, right):
    """x of matrix · x = right, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right)]
    size = len(rows)
    for i in range(size):
        best = max(range(i, size), key=lambda row: abs(rows[row][i]))
        rows[i], rows[best] = rows[best], rows[i]
        if abs(rows[i][i]) < 1e-300:
            continue
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            if factor:
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i])]
    answer = [0.0] * size
    for i in reversed(range(size)):
        if abs(rows[i][i]) >= 1e-300:
            answer[i] = (rows[i][size] - sum(rows[i][j] * answer[j] for j in range(i + 1, size))) / rows[i][i]
    return answer


class Fitted:
    def __init__(self, names, scales, label):
        self.names, self.scales, self.label = names, scales, label
        self.weights = [0.0, *[1.0] * len(names)]

    def transform(self, rows):
        """The rows with rawPrediction: here not a vector of two, but the second of them."""
        terms = [f"{self.weights[0]!r}D"]
        for name, weight, (median, mean, deviation) in zip(self.names, self.weights[1:], self.scales):
            if deviation:
                terms.append(f"{weight!r}D * ((coalesce(nanvl({name}, NULL), {median!r}D) - {mean!r}D) / {deviation!r}D)")
        return rows.withColumn("rawPrediction", functions_of(rows).expr(" + ".join(terms)))


def functions_of(rows):
    import columns
    return columns.Functions(rows._api)


class Evaluator(Stage):
    def evaluate(self, rows):
        self.api.call("pyspark.ml.evaluation.BinaryClassificationEvaluator.evaluate", (self, rows))
        assert self.arguments["numBins"] == 0, "of bins, not of every score"
        pairs = sorted(([row[0], row[1]] for row in rows.select(self.arguments["rawPredictionCol"], self.arguments["labelCol"]).collect()), reverse=True)
        true, false = sum(label for _, label in pairs), sum(1 - label for _, label in pairs)
        hits = misses = 0.0
        points = []
        for i, (score, label) in enumerate(pairs):
            hits, misses = hits + label, misses + 1 - label
            if i + 1 == len(pairs) or pairs[i + 1][0] != score:
                points.append((hits, misses))
        # As BinaryClassificationMetrics has them: trapezoids, from (0, 0) to (1, 1), and from the first precision at a recall of 0.
        if self.arguments["metricName"] == "areaUnderROC":
            curve = [(0.0, 0.0), *[(misses / false, hits / true) for hits, misses in points], (1.0, 1.0)]
        else:
            curve = [(hits / true, hits / (hits + misses)) for hits, misses in points]
            curve.insert(0, (0.0, curve[0][1]))
        return sum((right[0] - left[0]) * (left[1] + right[1]) / 2 for left, right in zip(curve, curve[1:]))


def modules(api):
    """The modules by their names; what a run logs is kept in mlflow.logged."""
    def module(path, **classes):
        return types.SimpleNamespace(**{name: (lambda kind, full: lambda **arguments: kind(api, full, arguments))(kind, f"{path}.{name}") for name, kind in classes.items()})

    logged = []
    mlflow = types.SimpleNamespace(
        start_run=lambda run_name: contextlib.nullcontext(logged.append(run_name)), log_params=logged.append, log_metrics=logged.append,
        log_metric=lambda key, value: logged.append({key: value}), spark=types.SimpleNamespace(log_model=lambda spark_model, artifact_path: refuse()), logged=logged,
    )
    return {
        "mlflow": mlflow,
        "pyspark.ml": module("pyspark.ml", Pipeline=Pipeline),
        "pyspark.ml.feature": module("pyspark.ml.feature", Imputer=Stage, StandardScaler=Stage, VectorAssembler=Stage),
        "pyspark.ml.classification": module("pyspark.ml.classification", LogisticRegression=Stage, GBTClassifier=Stage),
        "pyspark.ml.evaluation": module("pyspark.ml.evaluation", BinaryClassificationEvaluator=Evaluator),
    }


def refuse():
    raise RuntimeError("UC volume path must be provided to save, log or load SparkML models in Databricks shared or serverless clusters.")
