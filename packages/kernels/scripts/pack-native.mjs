// node scripts/pack-native.mjs FOLDER: writes the package that carries this platform's addon, native/kernels.node, to FOLDER, ready for
// `npm pack` or `npm publish`. The main package finds it by its name: @cohort-rl/kernels-PLATFORM-ARCH.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const addon = join(root, 'native', 'kernels.node');
const folder = process.argv[2];
if (!folder || !existsSync(addon)) {
  console.error(folder ? 'no native/kernels.node; npm run setup makes it where it finds a C compiler' : 'missing FOLDER; usage: node scripts/pack-native.mjs FOLDER');
  process.exit(1);
}
const { version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const platform = `${process.platform}-${process.arch}`;
const name = `@cohort-rl/kernels-${platform}`;
const manifest = {
  name,
  version,
  description: `Native kernels of @cohort-rl/kernels for ${platform}`,
  license,
  main: 'kernels.node',
  files: ['kernels.node'],
  os: [process.platform],
  cpu: [process.arch],
  // the addon is linked with the C library of where it was built
  ...(process.platform === 'linux' && { libc: [process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'] }),
  engines,
};
mkdirSync(folder, { recursive: true });
copyFileSync(addon, join(folder, 'kernels.node'));
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync(join(folder, 'README.md'), `# ${name}\n\nThe native build of [@cohort-rl/kernels](https://www.npmjs.com/package/@cohort-rl/kernels) for ${platform}, which loads it by itself.\n`);
console.log(name);
