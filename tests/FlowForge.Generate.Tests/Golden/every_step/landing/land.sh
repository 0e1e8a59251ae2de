#!/bin/sh
# FlowForge 1.2.3 | plan every_step | sha256:896b0aaceca8f12b
# Lands the plan's sources as Parquet for its notebooks. Run it in the plan's folder: sh .../landing/land.sh [WHERE]
# Rows that cannot be read go beside it, to SOURCE._rejected.parquet; the notebooks set them aside.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-/Volumes/main/shop/raw}

flowforge convert 'raw/customers.csv' "$to"/'customers.parquet' \
  --delimiter=';' \
  --encoding='windows-1252' \
  --schema="$here"/'customers.yaml'

flowforge convert 'raw/events.ndjson' "$to"/'events.parquet' \
  --schema="$here"/'events.yaml'

flowforge convert 'raw/rates.xlsx' "$to"/'rates.parquet' \
  --schema="$here"/'rates.yaml'
