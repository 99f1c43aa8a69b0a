// A page that runs an exported policy in the browser, for this machine alone: `node src/serve-page.mjs POLICY [PORT]`, POLICY a file of
// `cohort export RUN --onnx POLICY`, trained on CartPole-v1.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [policy = 'policy.onnx', port = '8081'] = process.argv.slice(2);

function fail(message) {
  console.error(`serve-page: ${message}`);
  process.exit(1);
}

if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) fail(`invalid port: ${port}; expected an integer from 0 to 65535`);
if (!existsSync(policy)) fail(`no file ${policy}; expected one of cohort export RUN --onnx POLICY`);
const folderOf = (url) => dirname(fileURLToPath(url));
const modules = { envs: folderOf(import.meta.resolve('@cohort-rl/envs')), 'onnxruntime-web': folderOf(import.meta.resolve('onnxruntime-web')) };
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

/** The file behind an address; undefined: none. */
function fileAt(path) {
  if (path === '/') return join(import.meta.dirname, 'policy-page.html');
  if (path === '/policy.onnx') return policy;
  const [, folder, name, ...rest] = path.split('/');
  // files right in the two folders, and nothing else
  return rest.length === 0 && Object.hasOwn(modules, folder) && name === basename(name) ? join(modules[folder], name) : undefined;
}

const server = createServer((request, response) => {
  try {
    const file = fileAt(new URL(request.url, 'http://127.0.0.1').pathname);
    const content = readFileSync(file);
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});
server.on('error', ({ code }) => fail(`port ${port} cannot be had (${code}); expected another: node src/serve-page.mjs ${policy} PORT`));
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
