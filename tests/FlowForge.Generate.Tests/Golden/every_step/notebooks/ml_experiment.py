# Databricks notebook source
# FlowForge 1.2.3 | plan every_step | table ml.training | experiment | sha256:092f0d5a2bf2b9f5
# ruff: noqa: F821 (a notebook has spark and dbutils)

# COMMAND ----------

# MAGIC %md
# MAGIC # A baseline for ml.training
# MAGIC
# MAGIC Logistic regression and gradient-boosted trees, beside what a constant guess scores. The plan has split the rows by `customer_id`: rows of one entity are on one side.
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
dbutils.widgets.text("label", "label", "Column to predict: boolean, or 0 and 1")
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
# Keys tell rows apart and say nothing of new ones.
NOT_FEATURES = ["customer_id", "split", "_source", "_run_id", "_ingested_at"]

# COMMAND ----------

# DBTITLE 1,Rows and features
# All numbers and booleans of the table but keys and the label. Rows without a label teach nothing.
table = spark.table(TABLE)
numbers = [name for name, kind in table.dtypes if kind in NUMBERS or kind.startswith("decimal")]
features = [name for name in numbers if name != label and name not in NOT_FEATURES and name not in leave_out]
feature_columns = [F.col("`" + name.replace("`", "``") + "`").cast("double").alias(f"f{number}") for number, name in enumerate(features)]
label_column = F.col("`" + label.replace("`", "``") + "`").cast("double").alias("label")
rows = table.select(label_column, F.col("`" + SPLIT.replace("`", "``") + "`").alias("part"), *feature_columns).where("label IS NOT NULL")
train, test = rows.where(F.col("part") == TRAIN), rows.where(F.col("part") == TEST)
counts = {"train": train.count(), "test": test.count()}
base_rate = test.agg(F.avg("label").alias("rate")).first()["rate"]

# COMMAND ----------

# DBTITLE 1,Models
# Missing numbers get the median of the training rows, and nothing is fitted from the others.
names = [f"f{number}" for number in range(len(features))]
filled = [f"{name}_filled" for name in names]
prepare = [
    Imputer(strategy="median", inputCols=names, outputCols=filled),
    VectorAssembler(inputCols=filled, outputCol="raw"),
    StandardScaler(inputCol="raw", outputCol="features", withMean=True, withStd=True),
]
models = {
    "logistic_regression": LogisticRegression(featuresCol="features", labelCol="label", regParam=0.01),
    "gradient_boosted_trees": GBTClassifier(featuresCol="features", labelCol="label", maxDepth=4, maxIter=40, seed=42),
}
probability_of_yes = F.udf(lambda probability: float(probability[1]), "double")


def measured(scored):
    """PR-AUC, ROC-AUC, and how many times more often the label is true among the tenth with the highest scores."""
    pr_auc = BinaryClassificationEvaluator(rawPredictionCol="rawPrediction", labelCol="label", metricName="areaUnderPR").evaluate(scored)
    roc_auc = BinaryClassificationEvaluator(rawPredictionCol="rawPrediction", labelCol="label", metricName="areaUnderROC").evaluate(scored)
    best = scored.orderBy(F.col("score").desc()).limit(max(1, counts["test"] // 10))
    hits = best.agg(F.avg("label").alias("rate")).first()["rate"]
    return {"pr_auc": pr_auc, "roc_auc": roc_auc, "lift_at_10_percent": hits / base_rate if base_rate else 0.0}

# COMMAND ----------

# DBTITLE 1,Fit, measure and log
# The constant guess has no order: its PR-AUC is the share of true labels, its ROC-AUC one half, its lift 1.
constant_guess = {"pr_auc": base_rate, "roc_auc": 0.5, "lift_at_10_percent": 1.0}
results = {"constant_guess": constant_guess}
for name, model in models.items():
    with mlflow.start_run(run_name=name):
        fitted = Pipeline(stages=[*prepare, model]).fit(train)
        scored = fitted.transform(test).withColumn("score", probability_of_yes(F.col("probability")))
        results[name] = measured(scored)
        mlflow.log_params({"table": TABLE, "label": label, "features": len(features), "train_rows": counts["train"], "test_rows": counts["test"], "split": "by customer_id: rows of one entity are on one side" })
        mlflow.log_metrics(results[name])
        mlflow.log_metric("constant_guess_pr_auc", base_rate)
        mlflow.spark.log_model(fitted, "model")

# COMMAND ----------

# DBTITLE 1,Result
dbutils.notebook.exit(json.dumps({"rows": counts, "features": features, "results": results}))
