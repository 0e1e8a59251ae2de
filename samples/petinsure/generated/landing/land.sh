#!/bin/sh
# FlowForge 0.1.0 | plan petinsure | sha256:7ef24f228eb13e5a
# Lands the plan's sources as Parquet for its notebooks. Run it in the plan's folder: sh .../landing/land.sh [WHERE]
# Rows that cannot be read go beside it, to SOURCE._rejected.parquet; the notebooks set them aside.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-/Volumes/main/petinsure/raw}

flowforge convert '../raw/customers*.csv' "$to"/'customers.parquet' \
  --encoding='windows-1252' \
  --delimiter=';' \
  --schema="$here"/'customers.yaml'

flowforge convert '../raw/pets.xlsx' "$to"/'pets.parquet' \
  --sheet='Pets*' \
  --merge-sheets='true' \
  --schema="$here"/'pets.yaml'

flowforge convert '../raw/policies.xml' "$to"/'policies.parquet' \
  --row-tag='policy' \
  --xml-strategy='nested' \
  --schema="$here"/'policies.yaml'

flowforge convert '../raw/vet_providers.dbf' "$to"/'providers.parquet' \
  --schema="$here"/'providers.yaml'

flowforge convert '../raw/claims*.ndjson' "$to"/'claims.parquet' \
  --schema="$here"/'claims.yaml'
