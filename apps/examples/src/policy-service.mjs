// Actions of a trained policy over HTTP, for this machine alone: `node src/policy-service.mjs RUN [PORT]`, RUN a folder of `cohort train --out RUN`.
//   curl -d '{"observations": [[0, 0, 0.05, 0]]}' http://127.0.0.1:8080/act
import { createServer } from 'node:http';
import { loadPolicy } from '@cohort-rl/ppo-core/node';

const [run = 'runs/a', port = '8080'] = process.argv.slice(2);

function fail(message) {
  console.error(`policy-service: ${message}`);
  process.exit(1);
}

if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) fail(`invalid port: ${port}; expected an integer from 0 to 65535`);
const policy = await loadPolicy(run).catch(({ message }) => fail(message));
const { observationSize } = policy;
const largestBody = 2 ** 20;

/** What is wrong with a request. */
class RequestError extends Error {}

async function readJson(request) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > largestBody) throw new RequestError(`more than ${largestBody} characters`);
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new RequestError('no JSON');
  }
}

function act(value) {
  const rows = value?.observations;
  const isRow = (row) => Array.isArray(row) && row.length === observationSize && row.every((x) => typeof x === 'number' && Number.isFinite(Math.fround(x)));
  if (!Array.isArray(rows) || rows.length === 0 || !rows.every(isRow)) throw new RequestError(`expected observations: rows of ${observationSize} finite numbers`);
  const actions = Array.from(policy.act(Float32Array.from(rows.flat())));
  // one index a row, or several numbers
  const size = actions.length / rows.length;
  return { actions: policy.actionSpace.kind === 'Discrete' ? actions : rows.map((_, i) => actions.slice(i * size, (i + 1) * size)) };
}

const server = createServer(async (request, response) => {
  const answer = (status, value) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.method !== 'POST' || request.url !== '/act') return answer(404, { error: 'expected POST /act' });
  try {
    return answer(200, act(await readJson(request)));
  } catch (error) {
    return answer(error instanceof RequestError ? 400 : 500, { error: error instanceof RequestError ? error.message : 'failed' });
  }
});
server.on('error', ({ code }) => fail(`port ${port} cannot be had (${code}); expected another: node src/policy-service.mjs ${run} PORT`));
server.listen(Number(port), '127.0.0.1', () => console.log(`${policy.env}: http://127.0.0.1:${server.address().port}/act`));
