// `npm run peers`: `cohort throughput` beside its peers on this machine, by turns; writes docs/speed.json and docs/speed.md.
//
//   --rounds N        rounds of every group (5)
//   --node PATH       another Node to measure ours on, beside the one that runs this; may be given several times
//   --only ID,…       these groups only
//   --out DIR         where the two files go (docs; with --quick results/peers)
//   --quick           one short round: shows that everything runs, its figures mean nothing
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { groups } from './groups.mjs';
import { canPin, measure } from './measure.mjs';
import { speedPage } from './speed-page.mjs';
import { summarizeClaims, summarizeFigures } from './summarize.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values: flags } = parseArgs({
  options: { rounds: { type: 'string' }, node: { type: 'string', multiple: true, default: [] }, only: { type: 'string' }, out: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 5));
const only = flags.only?.split(',');
const unknown = only?.find((id) => !groups.some((group) => group.id === id));
if (unknown !== undefined || !Number.isSafeInteger(rounds) || rounds < 1) {
  console.error(unknown === undefined ? `invalid --rounds: ${flags.rounds}; expected a positive integer` : `unknown group: ${unknown}; expected one of ${groups.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const out = flags.out ?? join(root, ...(flags.quick ? ['results', 'peers'] : ['docs']));
const chosen = groups.filter(({ id }) => only?.includes(id) ?? true);

const nodes = [process.execPath, ...flags.node].map((node) => ({ node, version: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1) }));
const before = loadavg()[0];
const versions = {};
const missing = new Set();
// for each Node, for each group: its rounds
const found = nodes.map(() => chosen.map(() => []));
for (const [g, { id, measurements }] of chosen.entries()) {
  for (let round = 0; round < rounds; round++) {
    const of = nodes.map(() => ({}));
    for (const [name, measurement] of Object.entries(measurements)) {
      // a peer in Python knows nothing of Node: once is enough
      for (const n of measurement.kind === 'python' ? [0] : nodes.keys()) {
        process.stderr.write(`cohort: ${id}, round ${round + 1} of ${rounds}: ${name} …\n`);
        const outcome = await measure(measurement, { node: nodes[n].node, quick: flags.quick });
        Object.assign(versions, outcome.versions);
        if (outcome.missing) missing.add(`${id}: ${name}: ${outcome.missing}`);
        for (const each of measurement.kind === 'python' ? of : [of[n]]) each[name] = outcome;
      }
    }
    of.forEach((measured, n) => found[n][g].push(measured));
  }
}

const speed = {
  schema: 1,
  // where a Node lies is of no interest to others
  command: ['npm run peers', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].map((word) => (flags.node.includes(word) ? 'PATH' : word)).join(' '),
  date: new Date().toISOString().slice(0, 10),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim(),
  machine: { cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(), system: `${process.platform} ${process.arch}`, canPin },
  rounds,
  load: { before, after: loadavg()[0] },
  versions,
  runs: nodes.map(({ version }, n) => ({
    node: version,
    groups: chosen.map((group, g) => ({ id: group.id, claims: summarizeClaims(group, found[n][g]), figures: summarizeFigures(found[n][g]) })),
  })),
};
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'speed.json'), `${JSON.stringify(speed, null, 1)}\n`);
writeFileSync(join(out, 'speed.md'), speedPage(speed));
for (const what of missing) console.error(`cohort: not measured: ${what}`);
console.error(`cohort: wrote ${join(out, 'speed.md')} and speed.json`);
