# What stands in for the images of PostGIS and Redis where none can be pulled: the same programs from Debian, under the
# user and with the start-up of those images, as far as the stacks rely on it.
ARG BASE_IMAGE
FROM ${BASE_IMAGE}
RUN groupadd --gid 999 postgres && useradd --uid 999 --gid 999 --home-dir /var/lib/postgresql postgres \
    && apt-get update \
    && mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
    && apt-get install -y --no-install-recommends postgresql-15-postgis-3 redis-server \
    && rm -rf /var/lib/apt/lists/*
COPY postgres-entrypoint.sh /usr/local/bin/
RUN ln -s /usr/lib/postgresql/15/bin/* /usr/local/bin/ \
    && install -d -o 999 -g 999 /data /var/lib/postgresql/data /docker-entrypoint-initdb.d \
    && install -d -o 999 -g 999 -m 3777 /run/postgresql
ENV PGDATA=/var/lib/postgresql/data
ENTRYPOINT ["postgres-entrypoint.sh"]
