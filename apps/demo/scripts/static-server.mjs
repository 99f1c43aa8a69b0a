// Serves the built site on loopback, as a static host would.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** The built site. */
export const siteFolder = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * @param {{ headers?: Record<string, string>, pages?: Record<string, string> }} [options] headers of every answer, and further pages by path
 * @returns {Promise<{ address: string, close: () => Promise<void> }>} `address` ends with a slash
 */
export async function serveSite({ headers = {}, pages = {} } = {}) {
  if (!existsSync(siteFolder)) throw new Error('the site is not built; npm run build:demo builds it');
  const server = createServer((request, response) => {
    // no URL is made of it: `//` gives none
    const pathname = (request.url ?? '/').replace(/[?#].*/, '');
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const file = normalize(join(siteFolder, path));
    const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
    if (page === undefined && !(file.startsWith(siteFolder) && existsSync(file) && statSync(file).isFile())) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', ...headers });
    response.end(page ?? readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
