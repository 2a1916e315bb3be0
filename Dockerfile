# syntax=docker/dockerfile:1

# The wheel is built with the locked build tools, so nothing unlocked is fetched.
FROM python:3.12-slim AS wheel
WORKDIR /src
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml ./
COPY cds_service ./cds_service
COPY knowledge ./knowledge
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM python:3.12-slim AS parts
RUN python -m venv /opt/venv
COPY requirements-runtime.lock ./
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements-runtime.lock
COPY --from=wheel /wheels /wheels
RUN /opt/venv/bin/pip install --no-cache-dir --no-index --no-deps /wheels/*.whl

FROM python:3.12-slim
# Only /data is written at run time, so the container may run with `--read-only` and a volume there.
ENV CDS_SERVICE_STORE=sqlite:////data/cds-service.db CDS_SERVICE_USED_TOKENS=/data/used-tokens.sqlite3
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin cds
COPY --from=parts /opt/venv /opt/venv
RUN install --directory --owner=cds --mode=0700 /data
VOLUME /data
USER 10001
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
# Others can reach it, so it starts with a list of clients alone: docs/security.md.
CMD ["cds-service", "serve", "--host", "0.0.0.0"]
