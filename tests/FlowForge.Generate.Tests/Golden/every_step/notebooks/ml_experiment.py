# Databricks notebook source
# FlowForge 1.2.3 | plan every_step | table ml.training | experiment | sha256:896b0aaceca8f12b
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # A baseline for ml.training
# MAGIC
# MAGIC Logistic regression and gradient-boosted trees, beside what a constant guess scores. The plan has split the rows by customer_id: rows of one entity are on one side.
# MAGIC The logistic regression is that of `flowforge experiment`: the same columns, the same penalty, the same measures.
# MAGIC A model that does not beat the constant guess has learnt nothing; one that is nearly perfect has seen what it should not.

# COMMAND ----------

# DBTITLE 1,Parameters and session
import json

import mlflow
from pyspark.ml import Pipeline
from pyspark.ml.classification import GBTClassifier, LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import Imputer, StandardScaler, VectorAssembler
from pyspark.sql import functions as F

dbutils.widgets.text("catalog", "main", "Catalog")
dbutils.widgets.text("schema", "shop", "Schema")
dbutils.widgets.text("label", "has_left", "Column to predict: boolean, or 0 and 1")
dbutils.widgets.text("leave_out", "", "Columns that no model may see, with commas between")

catalog = dbutils.widgets.get("catalog")
schema = dbutils.widgets.get("schema")
label = dbutils.widgets.get("label")
leave_out = [name.strip() for name in dbutils.widgets.get("leave_out").split(",") if name.strip()]
if not label:
    raise ValueError("Which column shall be predicted? Set the widget label.")

spark.conf.set("spark.sql.ansi.enabled", "true")
spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")

TABLE = f"`{catalog}`.`{schema}`.`ml_training`"
SPLIT, TRAIN, TEST = "split", "train", "test"
NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double", "boolean")
# Keys tell rows apart and say nothing of new ones; the split and columns of the loading are no facts of the thing.
NOT_FEATURES = ["_ingested_at", "_run_id", "_source", "customer_id", "split"]

# COMMAND ----------

# DBTITLE 1,Rows and features
# All numbers and booleans of the table but keys and the label. Rows without a label teach nothing.
def column(name):
    return F.col("`" + name.replace("`", "``") + "`")


table = spark.table(TABLE)
numbers = [name for name, kind in table.dtypes if kind in NUMBERS or kind.startswith("decimal")]
unwanted = {name.lower() for name in [label, *NOT_FEATURES, *leave_out]}
candidates = [name for name in numbers if name.lower() not in unwanted]
label_column = column(label).cast("double").alias("label")
rows = table.select(
    label_column,
    column(SPLIT).alias("part"),
    *[column(name).cast("double").alias(f"f{number}") for number, name in enumerate(candidates)],
).where("label IS NOT NULL")
train, test = rows.where(F.col("part") == TRAIN), rows.where(F.col("part") == TEST)

# COMMAND ----------

# DBTITLE 1,Can it be learned and measured?
counts = {"train": train.count(), "test": test.count()}
for name, part in {"train": train, "test": test}.items():
    if not part.where("label NOT IN (0, 1)").isEmpty():
        raise ValueError(f"{label} holds more than 0 and 1 in the {name} rows.")
    if part.where("label = 0").count() == 0 or part.where("label = 1").count() == 0:
        raise ValueError(f"{label} is the same in all of the {name} rows: split in another way, or take more rows.")
base_rate = test.agg(F.avg("label").alias("rate")).first()["rate"]
# A column without a value in the training rows has no median.
numbered = {f"f{number}": name for number, name in enumerate(candidates)}
missing = train.agg(*[F.count(F.when(F.col(short).isNull() | F.isnan(F.col(short)), True)).alias(short) for short in numbered]).first()
names = [short for short in numbered if missing[short] < counts["train"]]
features = [numbered[short] for short in names]
if not features:
    raise ValueError("There is nothing to learn from: no number or boolean beside the label and the keys.")

# COMMAND ----------

# DBTITLE 1,Models
# Missing numbers get the median of the training rows, and nothing is fitted from the others.
filled = [f"{name}_filled" for name in names]
prepare = [
    Imputer(strategy="median", inputCols=names, outputCols=filled, relativeError=0.0001),
    VectorAssembler(inputCols=filled, outputCol="raw"),
    StandardScaler(inputCol="raw", outputCol="features", withMean=True, withStd=True),
]
models = {
    "logistic_regression": LogisticRegression(featuresCol="features", labelCol="label", regParam=0.01),
    "gradient_boosted_trees": GBTClassifier(featuresCol="features", labelCol="label", maxDepth=4, maxIter=40, seed=42),
}
margin = F.udf(lambda raw: float(raw[1]), "double")


def measured(scored):
    """PR-AUC, ROC-AUC (numBins=0: of every score, not of a thousand bins), and how many times more often the label is true among the tenth with the highest scores."""
    pr_auc = BinaryClassificationEvaluator(rawPredictionCol="rawPrediction", labelCol="label", metricName="areaUnderPR", numBins=0).evaluate(scored)
    roc_auc = BinaryClassificationEvaluator(rawPredictionCol="rawPrediction", labelCol="label", metricName="areaUnderROC", numBins=0).evaluate(scored)
    wanted = max(1, counts["test"] // 10)
    least = scored.orderBy(F.col("score").desc()).limit(wanted).agg(F.min("score").alias("score")).first()["score"]
    above = scored.where(F.col("score") > least).agg(F.count("label").alias("rows"), F.coalesce(F.sum("label"), F.lit(0.0)).alias("hits")).first()
    # Rows of the last score have no order: each counts in part.
    tied = scored.where(F.col("score") == least).agg(F.avg("label").alias("rate")).first()["rate"]
    hits = above["hits"] + (wanted - above["rows"]) * tied
    return {"pr_auc": pr_auc, "roc_auc": roc_auc, "lift_at_10_percent": hits / wanted / base_rate}

# COMMAND ----------

# DBTITLE 1,Fit, measure and log
# The constant guess has no order: its PR-AUC is the share of true labels, its ROC-AUC one half, its lift 1.
constant_guess = {"pr_auc": base_rate, "roc_auc": 0.5, "lift_at_10_percent": 1.0}
results, not_kept = {"constant_guess": constant_guess}, {}
for name, model in models.items():
    with mlflow.start_run(run_name=name):
        fitted = Pipeline(stages=[*prepare, model]).fit(train)
        scored = fitted.transform(test).withColumn("score", margin(F.col("rawPrediction")))
        results[name] = measured(scored)
        mlflow.log_params({
            "table": TABLE,
            "label": label,
            "features": len(features),
            "train_rows": counts["train"],
            "test_rows": counts["test"],
            "split": "by customer_id: rows of one entity are on one side",
        })
        mlflow.log_metrics(results[name])
        mlflow.log_metric("constant_guess_pr_auc", base_rate)
        try:
            mlflow.spark.log_model(fitted, "model")
        except Exception as failure:
            # Serverless compute needs a volume to write a model to: MLFLOW_DFS_TMP. The figures hold without.
            not_kept[name] = str(failure)
            print(f"{name} was measured, and is not kept: {failure}")

# COMMAND ----------

# DBTITLE 1,Result
dbutils.notebook.exit(json.dumps({"rows": counts, "features": features, "results": results, "not_kept": not_kept}))
