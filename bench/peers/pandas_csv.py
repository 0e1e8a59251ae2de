"""pandas reads a CSV into a DataFrame and writes nothing: less work than a conversion. Prints the rows.

usage: pandas_csv.py FILE [ENCODING DELIMITER DECIMAL]
"""
import sys

import pandas

encoding, delimiter, decimal = sys.argv[2:5] or ("utf-8", ",", ".")
frame = pandas.read_csv(sys.argv[1], encoding=encoding, sep=delimiter, decimal=decimal, parse_dates=["placed_at"], dtype={"postal_code": "string"})
print(len(frame))
