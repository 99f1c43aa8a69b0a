import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { lockFolder, readDescription, writeDescription, type RunDescription } from '@cohort-rl/ppo-core/node';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cohort, cohortOutput, recordsOf, startCohort, stateOf, temporaryFolder } from './run-cohort.fixture.ts';
import { loadCommands, mainOutput, runMain } from './run-main.fixture.ts';

const { path, remove } = temporaryFolder();
beforeAll(loadCommands);
afterAll(remove);

const options = ['--suite', 'scaled-cartpoles', '--algos', 'ppo,grpo:auto', '--seeds', '2', '--steps', '2048', '--rollout-steps', '32', '--epochs', '2', '--training-eval-episodes', '20'];
const directory = path('comparison');
const runs = ['ppo', 'grpo-auto'].flatMap((name) => [1, 2].map((seed) => `${name}-scaled-cartpoles-s${seed}`));
interface Report {
  summary: string;
  verdicts: string[];
  suites: {
    algorithms: { algorithm: string; seeds: number[] }[];
    scores: { algorithm: string; task: string; seed: number; score: number }[];
    files: string[];
  }[];
  missing: { name: string; reason: string }[];
  commands: { each: string[] };
  runs: { name: string }[];
}
let report: Report;

/** A copy of the comparison to spoil. */
function copy(name: string): string {
  cpSync(directory, path(name), { recursive: true });
  return path(name);
}

beforeAll(async () => {
  report = JSON.parse(await cohortOutput('compare', ...options, '--out', directory, '--json')) as Report;
});

describe('compare', () => {
  test('trains every algorithm with every seed and writes the report', () => {
    expect(readdirSync(join(directory, 'runs')).sort()).toEqual([...runs].sort());
    for (const name of ['report.html', 'report.md', 'report.json', 'summary.json', 'comparison.json', ...report.suites[0]!.files]) expect(existsSync(join(directory, name))).toBe(true);
    expect(JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'))).toEqual(report);
    expect(report.suites[0]!.algorithms.map(({ algorithm, seeds }) => [algorithm, seeds])).toEqual([['ppo', [1, 2]], ['grpo:auto', [1, 2]]]);
    expect(report.verdicts).toHaveLength(1);
    expect(report.missing).toEqual([]);
  });

  test("final scores are the means of each run's last evaluation", () => {
    for (const name of runs) {
      const evaluations = recordsOf(join(directory, 'runs', name))
        .map((line) => JSON.parse(line) as { type: string; step: number; task: string; returns: number[] })
        .filter(({ type }) => type === 'evaluation');
      const lastStep = Math.max(...evaluations.map(({ step }) => step));
      const description = JSON.parse(readFileSync(join(directory, 'runs', name, 'run.json'), 'utf8')) as { algorithm: string; seed: number };
      for (const { task, returns } of evaluations.filter(({ step }) => step === lastStep)) {
        const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
        const found = report.suites[0]!.scores.find((score) => score.task === task && score.seed === description.seed && score.algorithm === description.algorithm);
        expect(found!.score).toBeCloseTo(mean, 9);
      }
    }
  });

  test('algorithms get the same seeds: before the first update every run of a seed is in the same state', () => {
    const first = (name: string): string[] => recordsOf(join(directory, 'runs', name)).filter((line) => (JSON.parse(line) as { step: number; type: string }).type === 'episode').slice(0, 5);
    for (const seed of [1, 2]) {
      expect(first(`grpo-auto-scaled-cartpoles-s${seed}`)).toEqual(first(`ppo-scaled-cartpoles-s${seed}`));
    }
    expect(first('ppo-scaled-cartpoles-s1')).not.toEqual(first('ppo-scaled-cartpoles-s2'));
  });

  test('called again it keeps finished runs and goes on with the others, to the same records', async () => {
    const again = copy('again');
    const [kept, unfinished, gone] = ['ppo-scaled-cartpoles-s1', 'grpo-auto-scaled-cartpoles-s2', 'grpo-auto-scaled-cartpoles-s1'].map((name) => join(again, 'runs', name)) as [string, string, string];
    const keptAt = statSync(join(kept, 'records.jsonl')).mtimeMs;
    rmSync(join(unfinished, 'result.json'));
    rmSync(join(unfinished, 'checkpoint/state.bin'));
    rmSync(gone, { recursive: true });
    await cohortOutput('compare', ...options, '--out', again, '--workers', '1');
    expect(statSync(join(kept, 'records.jsonl')).mtimeMs).toBe(keptAt);
    for (const name of runs) expect(recordsOf(join(again, 'runs', name))).toEqual(recordsOf(join(directory, 'runs', name)));
    expect((JSON.parse(readFileSync(join(again, 'report.json'), 'utf8')) as Report).suites[0]!.scores).toEqual(report.suites[0]!.scores);
  });

  test('a run that fails is named; the others are reported; exit 1', async () => {
    const failing = copy('failing');
    const run = join(failing, 'runs', 'grpo-auto-scaled-cartpoles-s2');
    rmSync(join(run, 'result.json'));
    for (const name of ['state.bin', 'previous.bin']) writeFileSync(join(run, 'checkpoint', name), 'no state');
    const { code, stdout, stderr } = await cohort('compare', ...options, '--out', failing, '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^cohort: run grpo-auto-scaled-cartpoles-s2 failed: .*not the state of an agent\ncohort: 1 of 4 runs failed: grpo-auto-scaled-cartpoles-s2\n$/);
    const partial = JSON.parse(stdout) as Report;
    expect(partial.missing.map(({ name }) => name)).toEqual(['grpo-auto-scaled-cartpoles-s2']);
    expect(partial.suites[0]!.algorithms.map(({ algorithm, seeds }) => [algorithm, seeds])).toEqual([['ppo', [1, 2]], ['grpo:auto', [1]]]);
    const [page, text] = ['html', 'md'].map((kind) => readFileSync(join(failing, `report.${kind}`), 'utf8'));
    expect(page).toMatch(/1 of 4 runs is missing; verdicts are from complete pairs only[\s\S]*<li>run grpo-auto-scaled-cartpoles-s2: failed: [^<]*not the state of an agent<\/li>[\s\S]*<h2>Verdict/);
    expect(text).toMatch(/1 of 4 runs missing[\s\S]*failed: .*not the state of an agent[\s\S]*## Verdict/);
    // that it failed is known later, too
    await cohortOutput('report', failing);
    expect(readFileSync(join(failing, 'report.html'), 'utf8')).toBe(page);
  });

  test('two suites: interrupted, it saves the states, and called again, with other workers, it comes to the same end', async () => {
    const command = ['compare', '--suite', 'scaled-cartpoles,mixed-horizons', '--algos', 'ppo,grpo:task+popart', '--seeds', '1', '--steps', '4096', '--rollout-steps', '32', '--eval-every', '2048', '--training-eval-episodes', '8', '--workers', '2'];
    const names = ['scaled-cartpoles', 'mixed-horizons'].flatMap((suite) => ['ppo', 'grpo-task+popart'].map((name) => `${name}-${suite}-s1`));
    const [all, broken] = [path('uninterrupted'), path('interrupted')];
    await cohortOutput(...command, '--out', all);
    const started = startCohort([...command, '--out', broken]);
    const log = join(broken, `runs/${names[0]}/records.jsonl`);
    while (!existsSync(log) || !readFileSync(log, 'utf8').includes('"update":2,')) await setTimeout(2);
    started.kill('SIGINT');
    const { code, stdout, stderr } = await started.finished;
    expect(stderr).toMatch(/^cohort: stopping after the updates that are running\ncohort: interrupted; every state is saved in \S+, the same command goes on from there\n$/);
    expect([code, stdout]).toEqual([130, '']);
    expect(existsSync(join(broken, 'report.html'))).toBe(false);
    await cohortOutput(...command.with(-1, '1'), '--out', broken);
    expect(readdirSync(join(broken, 'runs')).sort()).toEqual([...names].sort());
    for (const name of names.map((run) => `runs/${run}`)) {
      expect(recordsOf(join(broken, name))).toEqual(recordsOf(join(all, name)));
      expect(stateOf(join(broken, name, 'checkpoint/state.bin'))).toEqual(stateOf(join(all, name, 'checkpoint/state.bin')));
    }
    const scored = JSON.parse(readFileSync(join(broken, 'report.json'), 'utf8')) as Report;
    expect(scored.missing).toEqual([]);
    const scoresOf = ({ suites }: Report) => suites.flatMap(({ scores }) => scores);
    expect(scoresOf(scored)).toEqual(scoresOf(JSON.parse(readFileSync(join(all, 'report.json'), 'utf8')) as Report));
    expect(new Set(scoresOf(scored).map(({ task }) => task)).size).toBe(8);
  });

  test("a folder with another comparison, or somebody's files, is refused and left alone", async () => {
    const before = readFileSync(join(directory, 'comparison.json'), 'utf8');
    const other = await runMain('compare', ...options.with(5, '3'), '--out', directory);
    expect(other.stderr).toMatch(/^cohort: invalid --out: \S+ holds another comparison \(cohort compare .*\); expected another folder\n$/);
    expect(other.code).toBe(2);
    expect(readFileSync(join(directory, 'comparison.json'), 'utf8')).toBe(before);
    mkdirSync(path('mine'));
    writeFileSync(path('mine/thesis.txt'), 'mine');
    const mine = await runMain('compare', ...options, '--out', path('mine'));
    expect([mine.code, readdirSync(path('mine'))]).toEqual([2, ['thesis.txt']]);
  });

  test('a folder where another process trains is refused, and left to it', async () => {
    const busy = copy('busy');
    rmSync(join(busy, 'runs/ppo-scaled-cartpoles-s1/result.json'));
    const unlock = lockFolder(busy);
    const compared = await runMain('compare', ...options, '--out', busy);
    const madeByBench = join(busy, 'comparison.json');
    writeFileSync(madeByBench, readFileSync(madeByBench, 'utf8').replace('"madeBy": "compare"', '"madeBy": "bench"'));
    const benched = await runMain('bench', '--seeds', '1', '--steps', '512', '--out', busy);
    unlock();
    for (const { code, stderr } of [compared, benched]) expect([stderr, code]).toEqual([`cohort: ${busy} is being written to by process ${process.pid}\n`, 1]);
    expect(readdirSync(join(busy, 'runs')).sort()).toEqual([...runs].sort());
  });

  test('the command that the report gives for one run makes the same records', async () => {
    const index = report.runs.findIndex(({ name }) => name === 'grpo-auto-scaled-cartpoles-s2');
    const [, ...words] = report.commands.each[index]!.split(' ');
    await mainOutput(...words, '--out', path('alone'));
    expect(recordsOf(path('alone'))).toEqual(recordsOf(join(directory, 'runs/grpo-auto-scaled-cartpoles-s2')));
  });
});

describe('report', () => {
  test('is the same text each time, and needs nothing from elsewhere', async () => {
    const before = ['html', 'md', 'json'].map((kind) => readFileSync(join(directory, `report.${kind}`), 'utf8'));
    const stdout = await cohortOutput('report', directory);
    expect(['html', 'md', 'json'].map((kind) => readFileSync(join(directory, `report.${kind}`), 'utf8'))).toEqual(before);
    const [page, text] = before;
    const caution = 'ith 2 seeds intervals are too narrow';
    for (const written of [stdout, page, text]) expect(written).toContain(caution);
    expect(page).toMatch(/npm run cohort -- train --env scaled-cartpoles/);
    for (const written of [page, text]) {
      expect(written).toMatch(/npm run cohort -- compare --suite scaled-cartpoles/);
      for (const option of ['center', 'scale', 'weighting', 'numGroups']) expect(written).toContain(`groupRelative.${option}`);
    }
    expect(page!.replaceAll(/href="data:text\/csv[^"]*"/g, '')).not.toMatch(/https?:|<script|<link|<img|<iframe|@import|url\((?!#)|\b(?:src|href)=/i);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('name="viewport"');
    for (const verdict of [...report.verdicts, report.summary.slice(1)]) {
      expect(stdout).toContain(verdict);
      expect(page).toContain(verdict);
    }
  });

  test('is the same when it is made from the summary, where the runs were not kept', async () => {
    const kept = copy('kept');
    rmSync(join(kept, 'runs'), { recursive: true });
    const files = ['report.html', 'report.md', 'report.json', 'summary.json', ...report.suites[0]!.files];
    for (const name of files.filter((file) => file !== 'summary.json')) rmSync(join(kept, name));
    await cohortOutput('report', kept);
    for (const name of files) expect(readFileSync(join(kept, name), 'utf8')).toBe(readFileSync(join(directory, name), 'utf8'));
  });

  test('of a study that is not finished says what is missing', async () => {
    const partial = copy('partial'); // with the summary of when it was whole
    rmSync(join(partial, 'runs/grpo-auto-scaled-cartpoles-s1'), { recursive: true });
    rmSync(join(partial, 'runs/ppo-scaled-cartpoles-s1/result.json'));
    const stdout = await mainOutput('report', partial);
    expect(stdout).toContain('missing: run ppo-scaled-cartpoles-s1: not finished\nmissing: run grpo-auto-scaled-cartpoles-s1: not begun\n');
    const page = readFileSync(join(partial, 'report.html'), 'utf8');
    expect(page).toMatch(/2 of 4 finished runs[\s\S]*2 of 4 runs are missing[\s\S]*s1: not finished[\s\S]*s1: not begun[\s\S]*<h2>Verdict/);
    // one pair is left
    expect(page).toContain('no evidence of a difference between grpo:auto and ppo in final performance: one seed cannot show any');
  });

  test('tables have captions and scopes, pictures their words', () => {
    const page = readFileSync(join(directory, 'report.html'), 'utf8');
    const count = (pattern: RegExp): number => [...page.matchAll(pattern)].length;
    expect(count(/<table/g)).toBeGreaterThanOrEqual(5);
    expect(count(/<caption>/g)).toBe(count(/<table/g));
    expect(count(/<th /g)).toBe(count(/<th scope="(?:col|row)">/g));
    const figures = count(/<figure/g);
    expect(figures).toBeGreaterThanOrEqual(12);
    expect(count(/<figcaption>/g)).toBe(figures);
    expect(count(/<svg/g)).toBeGreaterThan(figures);
    expect(count(/<svg[^>]* role="img" aria-labelledby="/g)).toBe(count(/<svg/g));
    // behind each figure stand its numbers, in the page and beside it
    const links = [...page.matchAll(/<figcaption>(?:(?!<\/figcaption>)[\s\S])*download="([^"]+)" href="data:text\/csv;charset=utf-8,([^"]*)"/g)];
    expect(links).toHaveLength(figures);
    expect(links.map(([, name]) => `data/${name}`).sort()).toEqual([...report.suites[0]!.files].sort());
    for (const [, name, text] of links) {
      const file = readFileSync(join(directory, 'data', name!), 'utf8');
      expect(decodeURIComponent(text!.replaceAll('&#39;', "'").replaceAll('&amp;', '&'))).toBe(file);
      expect(file.split('\n').length).toBeGreaterThan(2);
    }
  });

  test('whatever names stand in the records, they stay text', async () => {
    const spoilt = copy('spoilt');
    const evil = `<script>alert(1)</script>'"&`;
    for (const name of runs) {
      const folder = join(spoilt, 'runs', name);
      const inJson = JSON.stringify(evil).slice(1, -1);
      const spoil = (text: string): string =>
        text.replaceAll('"standard"', `"${inJson}"`).replaceAll('"grpo:auto"', `"${inJson}"`).replaceAll('"scaled-cartpoles"', `"${inJson}"`);
      writeDescription(folder, JSON.parse(spoil(JSON.stringify(readDescription(folder)))) as RunDescription);
      const records = join(folder, 'records.jsonl');
      writeFileSync(records, spoil(readFileSync(records, 'utf8')));
    }
    await cohortOutput('report', spoilt);
    const page = readFileSync(join(spoilt, 'report.html'), 'utf8');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<\/script/i);
    // nor does a name end an attribute
    expect([...new Set([...page.matchAll(/alert\(1\)(.{6})/g)].map(([, after]) => after))].sort()).toEqual(['%3C/sc', '&lt;/s']);
    expect(readFileSync(join(spoilt, 'report.md'), 'utf8')).not.toMatch(/^(?!npm run cohort -- train).*(?<!\\)<script/m);
  });

  test('of one run', async () => {
    const run = join(copy('single'), 'runs/grpo-auto-scaled-cartpoles-s1');
    expect(await mainOutput('report', run)).toMatch(/grpo:auto +1 +/);
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('there is nothing to compare it with here');
  });
});

describe('bench', () => {
  test('makes the quick comparison, always afresh, and replaces only its own', async () => {
    const quick = path('results/quick');
    const tiny = ['bench', '--seeds', '1', '--steps', '512', '--out', quick];
    const stdout = await cohortOutput(...tiny);
    expect(stdout).toMatch(/report: \S+report\.html\n$/);
    expect(stdout).toMatch(/one seed cannot show any/);
    const before = statSync(join(quick, 'runs/ppo-scaled-cartpoles-s1/records.jsonl')).mtimeMs;
    writeFileSync(join(quick, 'notes.txt'), 'mine');
    await cohortOutput(...tiny);
    expect(statSync(join(quick, 'runs/ppo-scaled-cartpoles-s1/records.jsonl')).mtimeMs).toBeGreaterThan(before);
    expect(readFileSync(join(quick, 'notes.txt'), 'utf8')).toBe('mine');
    const { code, stderr } = await runMain('bench', '--steps', '2048', '--out', directory);
    expect(stderr).toMatch(/^cohort: invalid --out: \S+ holds a comparison that cohort bench did not make; expected another folder\n$/);
    expect(code).toBe(2);
    expect(readdirSync(join(directory, 'runs'))).toHaveLength(4);
  });
});
