"""Runs generated notebooks with the engine of the test host in Spark's place. Usage: twin.py TASK.json; requests go to stdout, answers come from stdin."""
import json
import os
import sys
import traceback
import types

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "Recorder")]
import columns
import models
import tables
from host import Host, PySparkException
from signatures import Signatures


class Strict(Signatures):
    """A call that PySpark does not have ends the notebook, as it would there."""

    def wrong(self, text):
        raise AttributeError(text)


class Exit(BaseException):
    pass


class Widgets:
    def __init__(self, given):
        self.given, self.known = dict(given), {}

    def text(self, name, default, label=None):
        self.known[name] = default

    def get(self, name):
        if name not in self.known:
            raise PySparkException(f"InputWidgetNotDefined: No input widget named {name} is defined")
        return self.given.get(name, self.known[name])


def run(path, text, api, spark, given):
    def leave(answer):
        raise Exit(answer)

    dbutils = types.SimpleNamespace(
        widgets=Widgets(given),
        secrets=types.SimpleNamespace(get=lambda scope, key: f"{scope}/{key}"),
        notebook=types.SimpleNamespace(exit=leave),
    )
    space = {"spark": spark, "dbutils": dbutils, "__name__": "__main__"}
    try:
        exec(compile(text, path, "exec"), space)
    except Exit as answer:
        unknown = sorted(set(given) - set(dbutils.widgets.known))
        if unknown:
            raise ValueError(f"the job passes {unknown}, and the notebook has no such widgets")
        return str(answer)
    raise ValueError("the notebook gives no answer")


def install(api):
    sys.modules.update({
        "pyspark": types.ModuleType("pyspark"),
        "pyspark.sql": types.SimpleNamespace(functions=columns.Functions(api), Window=columns.Window(api)),
        "pyspark.errors": types.SimpleNamespace(PySparkException=PySparkException),
        **models.modules(api),
    })


def main():
    requests, sys.stdout = sys.stdout, sys.stderr
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    api, host = Strict(task["api"]), Host(requests, sys.stdin)
    spark = tables.Spark(api, host)
    install(api)
    for notebook in task["notebooks"]:
        path = notebook["path"]
        with open(path, encoding="utf-8") as file:
            text = file.read()
        try:
            answer, error = run(path, text, api, spark, notebook["parameters"]), None
        except Exception as failure:
            lines = [frame.lineno for frame in traceback.extract_tb(failure.__traceback__) if frame.filename == path]
            answer, error = None, f"{os.path.basename(path)}:{','.join(map(str, lines))}: {type(failure).__name__}: {failure}"
        host.ask("finished", notebook=notebook["name"], answer=answer, error=error)
        if error:
            break


main()
