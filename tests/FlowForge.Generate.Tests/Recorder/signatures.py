"""What PySpark really has: each call is held against the recorded signatures."""
import inspect
import json
import re


class Signatures:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            api = json.load(file)
        self.calls = api["calls"]
        self.sql_functions = api["sql_functions"]
        self.problems = []
        self.forbidden = frozenset()
        self._parsed = {}

    def wrong(self, text):
        if text not in self.problems:
            self.problems.append(text)

    def call(self, name, args=(), kwargs=None):
        """Checks a call by its full name: that it is there, in 3.5.9 too, and takes these arguments."""
        if name in self.forbidden:
            self.wrong(f"{name} is called in a function that may only describe its rows")
        entry = self.calls.get(name)
        if entry is None:
            self.wrong(f"{name} is not in PySpark")
            return
        if isinstance(entry, dict):
            if "3.5.9" in entry.get("absent_in", []):
                self.wrong(f"{name} is not in PySpark 3.5.9")
            entry = entry["signature"]
        if entry in ("property", "attribute"):
            return
        try:
            self._signature(name, entry).bind(*args, **(kwargs or {}))
        except TypeError as error:
            self.wrong(f"{name}{entry}: {error}")

    def sql_function(self, name):
        if name.lower() in ("percentile_disc", "percentile_cont"):
            # With WITHIN GROUP these are part of the grammar since 3.3; as functions they are newer.
            return
        versions = self.sql_functions.get(name.lower())
        if versions is None:
            self.wrong(f"SQL function {name} is not in Spark")
        elif versions != "all" and not any(version.startswith("3.5") for version in versions):
            self.wrong(f"SQL function {name} is not in Spark 3.5: {versions}")

    def _signature(self, name, entry):
        if name not in self._parsed:
            text = re.sub(r"=<[^>]*>", "=None", entry)
            text = re.sub(r"=[A-Za-z]\w*\([^)]*\)", "=None", text)
            space = {"nan": None}
            exec(f"def call{text}: pass", space)
            self._parsed[name] = inspect.signature(space["call"])
        return self._parsed[name]
