// What tells builds of the kernels apart: a digest of c/, kept in the addon and in what stands beside it.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {string} 16 hexadecimal digits */
export function sourceDigest(root) {
  const hash = createHash('sha256');
  for (const name of readdirSync(join(root, 'c')).filter((file) => /\.[ch]$/.test(file)).sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(root, 'c', name)));
  }
  return hash.digest('hex').slice(0, 16);
}
