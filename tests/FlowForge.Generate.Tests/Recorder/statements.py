"""The SQL statements that notebooks run, taken apart: those they have, in the form in which they write them, and no others."""
import sqlnames


class Statement:
    """What a statement says: kind, name, and what else it has."""

    def __init__(self, kind, name, **parts):
        self.kind, self.name = kind, name
        self.__dict__.update(parts)


class Reader:
    def __init__(self, sql):
        self.sql, self.marks = sql, list(sqlnames.TOKEN.finditer(sql))
        self.at = 0

    def word(self, ahead=0):
        return self.marks[self.at + ahead].group().upper() if self.at + ahead < len(self.marks) else ""

    def takes(self, *words):
        if any(self.word(i) != word for i, word in enumerate(words)):
            return False
        self.at += len(words)
        return True

    def needs(self, *words):
        if not self.takes(*words):
            raise ValueError(f"[PARSE_SYNTAX_ERROR] {' '.join(words)} is expected at {self.sql[self.start():][:40]!r} of {self.sql}")

    def start(self):
        return self.marks[self.at].start() if self.at < len(self.marks) else len(self.sql)

    def until(self, *ends):
        """The text up to one of the words that stand outside of brackets."""
        begin, depth = self.start(), 0
        while self.at < len(self.marks) and not (depth == 0 and self.word() in ends):
            depth += {"(": 1, ")": -1}.get(self.word(), 0)
            if depth < 0:
                break
            self.at += 1
        return self.sql[begin : self.start()].strip()

    def listed(self):
        """The parts of a list in brackets, between commas outside of brackets and of types."""
        self.needs("(")
        parts, begin, depth = [], self.start(), 0
        while depth > 0 or self.word() != ")":
            depth += {"(": 1, "<": 1, ")": -1, ">": -1}.get(self.word(), 0)
            if self.word() == "," and depth == 0:
                parts.append(self.sql[begin : self.start()].strip())
                begin = self.marks[self.at].end()
            self.at += 1
        parts.append(self.sql[begin : self.start()].strip())
        self.needs(")")
        return parts


def parse(sql):
    reader = Reader(sql)
    if reader.takes("CREATE", "SCHEMA", "IF", "NOT", "EXISTS"):
        statement = Statement("create_schema", reader.until())
    elif reader.takes("CREATE", "TABLE", "IF", "NOT", "EXISTS"):
        statement = table(reader)
    elif reader.takes("MERGE", "INTO"):
        statement = merge(reader)
    elif reader.takes("DELETE", "FROM"):
        name = reader.until("WHERE")
        reader.needs("WHERE")
        statement = Statement("delete", name, condition=reader.until())
    elif reader.takes("DESCRIBE", "HISTORY"):
        statement = Statement("history", reader.until())
    elif reader.takes("SHOW", "TBLPROPERTIES"):
        statement = Statement("properties", reader.until())
    elif reader.takes("ALTER", "TABLE"):
        name = reader.until("SET")
        reader.needs("SET", "TBLPROPERTIES")
        statement = Statement("set_properties", name, properties=properties_of(reader))
    else:
        raise ValueError(f"[PARSE_SYNTAX_ERROR] notebooks have no such statement: {sql}")
    if reader.at < len(reader.marks):
        raise ValueError(f"[PARSE_SYNTAX_ERROR] {sql[reader.start():]!r} is too much in {sql}")
    return statement


def table(reader):
    name = reader.until("(")
    columns = []
    for text in reader.listed():
        parts = sqlnames.TOKEN.match(text)
        kind = text[parts.end() :].strip()
        nullable = not kind.endswith(" NOT NULL")
        columns.append((sqlnames.unquoted(parts.group()), kind if nullable else kind[: -len(" NOT NULL")], nullable))
    reader.needs("USING", "DELTA")
    partition = [sqlnames.unquoted(one) for one in reader.listed()] if reader.takes("PARTITIONED", "BY") else []
    comment = text_of(reader.until("TBLPROPERTIES")) if reader.takes("COMMENT") else None
    properties = properties_of(reader) if reader.takes("TBLPROPERTIES") else {}
    return Statement("create_table", name, columns=columns, partition=partition, comment=comment, properties=properties)


def properties_of(reader):
    return dict(map(text_of, pair.split(" = ", 1)) for pair in reader.listed())


def merge(reader):
    name = reader.until("AS")
    reader.needs("AS", "TARGET", "USING")
    source = reader.until("AS")
    reader.needs("AS", "SOURCE", "ON")
    on, clauses = reader.until("WHEN"), []
    while reader.takes("WHEN"):
        clauses.append(clause(reader))
    return Statement("merge", name, source=source, condition=on, clauses=clauses)


def clause(reader):
    """The kind, the condition and the values of a clause: (name, value) of each column."""
    kind = "source_" if reader.takes("NOT", "MATCHED", "BY", "SOURCE") else "insert" if reader.takes("NOT", "MATCHED") else ""
    if not kind:
        reader.needs("MATCHED")
    condition = reader.until("THEN") if reader.takes("AND") else None
    reader.needs("THEN")
    if kind == "insert":
        reader.needs("INSERT")
        names = reader.listed()
        reader.needs("VALUES")
        values = reader.listed()
        if len(names) != len(values):
            raise ValueError(f"[MERGE_INSERT_VALUE_COUNT_MISMATCH] {reader.sql}")
        return kind, condition, list(zip(names, values))
    if reader.takes("DELETE"):
        return kind + "delete", condition, None
    reader.needs("UPDATE", "SET")
    values = []
    while not values or reader.takes(","):
        column = reader.until("=")
        reader.needs("=")
        values.append((column, reader.until(",", "WHEN")))
    return kind + "update", condition, values


def text_of(literal):
    if len(literal) < 2 or literal[0] != "'" or literal[-1] != "'":
        raise ValueError(f"{literal} is no text")
    return literal[1:-1].replace("\\'", "'").replace("\\\\", "\\")
