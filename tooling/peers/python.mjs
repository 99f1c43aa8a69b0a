// Where the Python environment of the peers is.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const environment = join(root, '.cache', 'peers', 'venv');
export const python = join(environment, 'bin', 'python');
