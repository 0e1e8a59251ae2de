def csv_texts(path, options, names=None):
    """The rows of a CSV file as texts, under the names of its header. What stands beyond the last column is in _more."""
    reader = spark.read.format("csv").options(**options)
    names = names or [name.strip() for name in reader.load(path).columns]
    return reader.schema(", ".join(f"{quoted(name)} STRING" for name in [*names, "_more"])).load(path)
