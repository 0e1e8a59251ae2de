"""ElementTree, streaming: each order becomes a row of a CSV, and is forgotten. Prints the rows.

usage: elementtree_xml.py FILE OUT
"""
import csv
import sys
from xml.etree.ElementTree import iterparse

PATHS = ("placed", "customer/name", "customer/city", "product", "quantity", "price", "note")

rows = 0
with open(sys.argv[2], "w", encoding="utf-8", newline="") as out:
    writer = csv.writer(out)
    writer.writerow(("id",) + PATHS)
    events = iterparse(sys.argv[1], events=("start", "end"))
    _, root = next(events)
    for event, element in events:
        if event == "end" and element.tag == "order":
            writer.writerow([element.get("id")] + [element.findtext(path) for path in PATHS])
            rows += 1
            root.clear()
print(rows)
