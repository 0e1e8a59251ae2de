def digest(rows, names):
    """Count and order-free hash: the same for the same rows."""
    formats = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"}
    row = F.xxhash64(F.to_json(F.struct(*[column(name).alias(name.lower()) for name in names]), formats))
    return rows.agg(F.count("*"), F.sum(row.cast("decimal(20,0)")), F.bit_xor(row)).first()
