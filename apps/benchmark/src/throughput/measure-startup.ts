import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from './median.ts';

/** What the fresh process reports: milliseconds of each part. */
interface StartupTimes {
  /** From the start of the process to the first line of our code: Node itself. */
  readonly node: number;
  /** Import of the environments and of PPO. */
  readonly import: number;
  /** Environments and agent, kernels compiled. */
  readonly create: number;
  /** The first rollout and update. */
  readonly firstUpdate: number;
}

/** Import, create and first update in fresh processes: medians. */
export interface StartupThroughput extends StartupTimes {
  readonly preset: string;
  /** import + create + firstUpdate */
  readonly total: number;
  readonly processes: number;
}

/** Starts a process several times, one after the other, that trains one update of a preset. */
export async function measureStartup(preset: string, processes: number): Promise<StartupThroughput> {
  const probe = fileURLToPath(new URL('./startup-probe.js', import.meta.url));
  const times: StartupTimes[] = [];
  for (let i = 0; i < processes; i++) {
    const { stdout } = await promisify(execFile)(process.execPath, [probe, preset]);
    times.push(JSON.parse(stdout) as StartupTimes);
  }
  const of = (part: (time: StartupTimes) => number): number => median(times.map(part));
  return {
    preset,
    node: of((time) => time.node),
    import: of((time) => time.import),
    create: of((time) => time.create),
    firstUpdate: of((time) => time.firstUpdate),
    total: of((time) => time.import + time.create + time.firstUpdate),
    processes,
  };
}
