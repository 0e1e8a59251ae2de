using FlowForge.Core.Plans;
using FlowForge.Core.Plans.Checking;
using FlowForge.Core.Plans.Steps;
using FlowForge.Core.Schemas;
using FlowForge.Generate.PySpark;

namespace FlowForge.Generate.Experiments;

/// <summary><c>ml_experiment.py</c>: an honest baseline over a table that a plan has split, beside what a constant guess scores. It is for people to run: no job does.</summary>
internal static class ExperimentNotebook
{
    private static readonly string[] s_labels = ["label", "target"];

    /// <summary>Nothing for a plan whose ml layer has no table that split parts.</summary>
    internal static IEnumerable<GeneratedFile> Of(CheckedPlan plan, GenerateOptions options, string hash)
    {
        CheckedTable? table = plan.Tables.LastOrDefault(table => table.Table.Layer == Layer.Ml && table.Table.Steps.Any(step => step is Split));
        // A table of that name has that notebook.
        if (table is null || plan.Tables.Any(one => TablePlaces.Notebook(one.Table) == "ml_experiment")) return [];
        return [new GeneratedFile("notebooks/ml_experiment.py", Text(plan, table, options, hash))];
    }

    private static string Text(CheckedPlan plan, CheckedTable table, GenerateOptions options, string hash)
    {
        var places = new TablePlaces(plan.Plan, options);
        Split split = table.Table.Steps.OfType<Split>().Last();
        string layer = TablePlaces.Word(table.Table.Layer);
        string schema = places.IsOneSchema ? "schema" : TablePlaces.SchemaVariable(layer);
        string how = split.Time is { } time ? $"by time: later rows of `{time}` are never trained on" : $"by `{string.Join("`, `", split.By)}`: rows of one entity are on one side";
        string said = Py.Text(how.Replace("`", "", StringComparison.Ordinal));
        string[] keys = [.. split.By.Select(name => name.Text), split.Into.Text, "_source", "_run_id", "_ingested_at"];
        return $$""""
            # Databricks notebook source
            # FlowForge {{options.Version}} | plan {{plan.Plan.Name}} | table {{layer}}.{{table.Table.Name}} | experiment | sha256:{{hash}}
            # ruff: noqa: F821 (a notebook has spark and dbutils)

            # COMMAND ----------

            # MAGIC %md
            # MAGIC # A baseline for {{layer}}.{{table.Table.Name}}
            # MAGIC
            # MAGIC Logistic regression and gradient-boosted trees, beside what a constant guess scores. The plan has split the rows {{how}}.
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

            dbutils.widgets.text("catalog", {{Py.Text(places.Catalog)}}, "Catalog")
            dbutils.widgets.text({{Py.Text(schema)}}, {{Py.Text(places.IsOneSchema ? places.Schema : layer)}}, "Schema")
            dbutils.widgets.text("label", {{Py.Text(LabelOf(table))}}, "Column to predict: boolean, or 0 and 1")
            dbutils.widgets.text("leave_out", "", "Columns that no model may see, with commas between")

            catalog = dbutils.widgets.get("catalog")
            {{schema}} = dbutils.widgets.get({{Py.Text(schema)}})
            label = dbutils.widgets.get("label")
            leave_out = [name.strip() for name in dbutils.widgets.get("leave_out").split(",") if name.strip()]
            if not label:
                raise ValueError("Which column shall be predicted? Set the widget label.")

            spark.conf.set("spark.sql.ansi.enabled", "{{(plan.Plan.Settings.Ansi ? "true" : "false")}}")
            spark.conf.set("spark.sql.session.timeZone", {{Py.Text(plan.Plan.Settings.TimeZone)}})

            TABLE = {{places.Python(table.Table.Address)}}
            SPLIT, TRAIN, TEST = {{Py.Text(split.Into.Text)}}, {{Py.Text(split.Shares[0].Name.Text)}}, {{Py.Text(split.Shares[^1].Name.Text)}}
            NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double", "boolean")
            # Keys tell rows apart and say nothing of new ones.
            NOT_FEATURES = {{Py.Texts(keys)}}

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
                "gradient_boosted_trees": GBTClassifier(featuresCol="features", labelCol="label", maxDepth=4, maxIter=40, seed={{split.Seed}}),
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
                    mlflow.log_params({"table": TABLE, "label": label, "features": len(features), "train_rows": counts["train"], "test_rows": counts["test"], "split": {{said}} })
                    mlflow.log_metrics(results[name])
                    mlflow.log_metric("constant_guess_pr_auc", base_rate)
                    mlflow.spark.log_model(fitted, "model")

            # COMMAND ----------

            # DBTITLE 1,Result
            dbutils.notebook.exit(json.dumps({"rows": counts, "features": features, "results": results}))

            """";
    }

    /// <summary>A column called like a label, or else the only boolean that no step made as a flag; empty for none or several.</summary>
    private static string LabelOf(CheckedTable table)
    {
        if (table.Schema.Columns.FirstOrDefault(column => s_labels.Contains(column.Name, StringComparer.OrdinalIgnoreCase)) is { } named) return named.Name;
        PlanColumn[] booleans = [.. table.Schema.Columns.Where(column => column.Type == DataType.Boolean && !column.Name.EndsWith("_was_missing", StringComparison.Ordinal) && !column.Name.EndsWith("_is_outlier", StringComparison.Ordinal))];
        return booleans.Length == 1 ? booleans[0].Name : "";
    }
}
