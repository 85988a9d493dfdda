#!/bin/sh
# Run once by the database's container, when its volume is empty: makes the roles of deploy/database-roles.sql and
# gives them the passwords that services read from the same secrets.
set -eu

psql --set ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" \
  --file /etc/pvs/database-roles.sql

for role in owner writer reader; do
  psql --set ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" \
    --set password="$(cat "/run/secrets/database_${role}_password")" <<SQL
alter role pvs_$role password :'password';
SQL
done
