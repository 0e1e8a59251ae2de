#!/bin/sh
# FlowForge 1.2.3 | plan streams | sha256:eec68f4bc4085034
# Lands the plan's sources as Parquet for its notebooks. Run it in the plan's folder: sh .../landing/land.sh [WHERE]
# Rows that cannot be read go beside it, to SOURCE._rejected.parquet; the notebooks set them aside.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-/Volumes/main/shop/raw}

flowforge convert '/Volumes/main/bronze/raw/clicks/*.json' "$to"/'clicks.parquet' \
  --schema="$here"/'clicks.yaml'

flowforge convert 'raw/members.csv' "$to"/'members.parquet' \
  --schema="$here"/'members.yaml'

flowforge convert 'raw/shops.xlsx' "$to"/'shops.parquet' \
  --schema="$here"/'shops.yaml'
