import type { Command } from 'commander';
import type { KernelChoice } from '@cohort-rl/kernels';
import { settingUp } from '../errors.ts';
import { describeMachine } from '../machine.ts';
import { finite, integer, listOf, oneOf } from '../option-values.ts';
import { formatNumber, printJson, printLine, textTable } from '../terminal.ts';
import { addHyperparameterFlags, hyperparameters, type HyperparameterFlags } from '../training-flags.ts';
import { UsageError } from '../errors.ts';

const workloads = ['training', 'update', 'env', 'startup'] as const;

interface Flags extends HyperparameterFlags {
  readonly what: (typeof workloads)[number];
  readonly preset?: string;
  readonly env?: string;
  readonly numEnvs?: readonly number[];
  readonly batch?: readonly number[];
  readonly steps?: number;
  readonly seconds: number;
  readonly json?: boolean;
}

/** What one kind of measurement found: the entries of `results`, and the same as a table. */
interface Measured {
  readonly results: readonly unknown[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** `cohort throughput`: how fast this machine trains. */
export function throughputCommand(program: Command): Command {
  const command = program
    .command('throughput')
    .description('measure speed: whole training, one minibatch update, environments, start-up')
    .option('--what <which>', `what is measured: ${workloads.join(', ')}`, oneOf('--what', workloads), 'training')
    .option('--preset <name>', "recipe (default: the environment's; startup: cartpole)")
    .option('--env <id>', 'environment or suite (default: that of the preset, or CartPole-v1)')
    .option('--num-envs <n,…>', "numbers of environments (default: the preset's; env: 8,64,1024)", listOf('--num-envs', integer('--num-envs', { min: 1 })))
    .option('--batch <n,…>', 'minibatch sizes of --what update (default: 64,256,1024,4096)', listOf('--batch', integer('--batch', { min: 1 })))
    .option('--steps <n>', 'environment steps to measure in place of --seconds (training)', integer('--steps', { min: 1 }))
    .option('--seconds <x>', 'length of each measurement, after a warm-up', finite('--seconds'), 3);
  return addHyperparameterFlags(command)
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText(
      'after',
      `
Each figure is the median over stretches of the measurement, on one thread. phases: milliseconds per update. GFLOP/s are those of the
update phase: 2 x inputs x outputs of every layer forward, the same for the gradient of the weights and for that of the inputs, first
layers' inputs left out. The share of the machine's peak is not given: there is no kernel yet that measures the peak.

Examples:
  cohort throughput
  cohort throughput --preset cleanrl --json
  cohort throughput --env CartPole-v1 --num-envs 4,8,64 --rollout-steps 128
  cohort throughput --what update --kernels wasm-simd128
  cohort throughput --what env --num-envs 8,1024
  cohort throughput --what startup`,
    )
    .action(async (flags: Flags) => {
      if (!(flags.seconds > 0)) throw new UsageError(`invalid --seconds: ${flags.seconds}; expected a number > 0`);
      const { results, head, rows } = await measurements[flags.what](flags);
      const machine = describeMachine();
      if (flags.json) printJson({ machine, what: flags.what, results });
      else {
        printLine(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
        printLine(await textTable(head, rows));
      }
    });
}

const measurements: Record<Flags['what'], (flags: Flags) => Promise<Measured>> = {
  async training(flags) {
    const [{ findPreset, presetFor }, { measureTraining }] = await Promise.all([
      import('@cohort-rl/ppo-core'),
      import('../throughput/measure-training.ts'),
    ]);
    const named = flags.preset === undefined ? undefined : await settingUp(() => findPreset(flags.preset!));
    const env = flags.env ?? named?.env ?? 'CartPole-v1';
    const preset = named ?? presetFor(env);
    const options = { ...preset?.options, ...hyperparameters(flags) };
    const results = [];
    for (const numEnvs of flags.numEnvs ?? [preset?.numEnvs ?? 8]) {
      results.push(await measureTraining({ env, numEnvs, options, seconds: flags.seconds, steps: flags.steps }));
    }
    return {
      results,
      head: ['environments', 'steps', 'minibatch', 'epochs', 'hidden', 'kernels', 'steps/s', 'GFLOP/s', 'env ms', 'act ms', 'advantages ms', 'update ms'],
      rows: results.map(({ numEnvs, rolloutSteps, minibatchSize, epochs, hidden, kernels, stepsPerSecond, gflops, phases }) => [
        `${numEnvs} x ${env}`,
        String(rolloutSteps),
        String(minibatchSize),
        String(epochs),
        hidden.join('x'),
        kernels,
        formatNumber(stepsPerSecond),
        gflops.toFixed(1),
        ...[phases.env, phases.act, phases.advantages, phases.update].map((value) => value.toFixed(3)),
      ]),
    };
  },

  async update({ batch = [64, 256, 1024, 4096], hidden = [64, 64], kernels = 'auto', seconds }) {
    const { measureUpdate } = await import('../throughput/measure-update.ts');
    const results = [];
    for (const size of batch) results.push(await measureUpdate(size, hidden, kernels satisfies KernelChoice, seconds));
    return {
      results,
      head: ['batch', 'hidden', 'kernels', 'ms', 'GFLOP/s'],
      rows: results.map((result) => [
        String(result.batch),
        result.hidden.join('x'),
        result.kernels,
        result.milliseconds.toFixed(4),
        result.gflops.toFixed(1),
      ]),
    };
  },

  async env({ env = 'CartPole-v1', numEnvs = [8, 64, 1024], seconds }) {
    const { measureEnv } = await import('../throughput/measure-env.ts');
    const results = [];
    for (const size of numEnvs) results.push(await measureEnv(env, size, seconds));
    return {
      results,
      head: ['environments', 'steps/s'],
      rows: results.map((result) => [`${result.numEnvs} x ${env}`, formatNumber(result.stepsPerSecond)]),
    };
  },

  async startup({ preset = 'cartpole' }) {
    const [{ findPreset }, { measureStartup }] = await Promise.all([
      import('@cohort-rl/ppo-core'),
      import('../throughput/measure-startup.ts'),
    ]);
    await settingUp(() => findPreset(preset));
    const result = await measureStartup(preset, 7);
    return {
      results: [result],
      head: ['preset', 'Node ms', 'import ms', 'create ms', 'first update ms', 'total without Node ms'],
      rows: [[preset, ...[result.node, result.import, result.create, result.firstUpdate, result.total].map((value) => value.toFixed(1))]],
    };
  },
};
