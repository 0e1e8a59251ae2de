"""The line to the engine: a request and its answer are a line of JSON each."""
import datetime
import decimal
import json


class PySparkException(Exception):
    """pyspark.errors.PySparkException: what analysis and execution raise."""


class Host:
    def __init__(self, requests, answers):
        self.requests, self.answers = requests, answers

    def ask(self, op, **arguments):
        self.requests.write(json.dumps({"op": op, **arguments}, ensure_ascii=True) + "\n")
        self.requests.flush()
        answer = json.loads(self.answers.readline())
        if "error" in answer:
            raise PySparkException(answer["error"])
        return answer.get("value")


def value(cell):
    """A cell as the host writes it: plain JSON, or its kind and its text."""
    if isinstance(cell, list):
        return [value(one) for one in cell]
    if not isinstance(cell, dict):
        return cell
    kind, text = cell["kind"], cell["text"]
    if kind == "float":
        return float(text)
    if kind == "decimal":
        return decimal.Decimal(text)
    if kind == "date":
        return datetime.date.fromisoformat(text)
    if kind == "timestamp":
        # As collect() gives it: the wall clock of the driver, without a zone.
        return datetime.datetime.fromisoformat(text)
    raise ValueError(f"{kind} cannot be collected here")
