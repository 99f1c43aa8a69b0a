import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { catchInterruption, type Interruption } from '../interruption.ts';
import { finite, integer, nonNegative, oneOf } from '../option-values.ts';
import { refuseTakenFolder } from '../make-output-folder.ts';
import { createProgress } from '../progress.ts';
import { truncationOf } from '../summarize-evaluation.ts';
import { colors, formatNumber, note, printJson, printLine } from '../terminal.ts';
import type { TrainFlags } from '../train-configuration.ts';
import type { TrainedRun } from '../train-run.ts';
import { addGroupFlags, addHyperparameterFlags, addWrapperFlags, evalEpisodeStepsText } from '../training-flags.ts';

interface Flags extends TrainFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly checkpointEvery?: number;
  readonly tensorboard?: boolean;
  readonly progress: 'none' | 'bar';
  readonly json?: boolean;
}

/** `cohort train`: one run. */
export function trainCommand(program: Command): Command {
  const command = program
    .command('train')
    .description('train one agent, then play whole episodes with the trained policy')
    .option('--env <id>', 'environment or suite; cohort envs lists them; or a file: a module whose default export makes an environment')
    .option('--algo <name>', 'ppo, grpo, or a name of cohort compare such as grpo:task+popart or grpo:rloo (default: ppo)')
    .option('--preset <name>', "recipe of hyperparameters (default: the environment's)")
    .option('--steps <n>', 'environment steps in all', integer('--steps', { min: 1 }))
    .option('--seed <n>', 'seed of environments and agent (default: 1)', integer('--seed', { min: 0 }))
    .option('--num-envs <n>', 'environments stepped together', integer('--num-envs', { min: 1 }));
  addGroupFlags(command);
  addHyperparameterFlags(command);
  addWrapperFlags(command);
  return command
    .option('--stop-at-return <x>', 'stop once the mean evaluation return reaches it (training return with --eval-every 0)', finite('--stop-at-return'))
    .option('--eval-every <n>', 'steps between evaluations while training, 0: none (default: a tenth of --steps)', integer('--eval-every', { min: 0 }))
    .option('--training-eval-episodes <n>', 'episodes of each evaluation while training (default: 20, or 5 a task)', integer('--training-eval-episodes', { min: 1, max: 1_000_000 }))
    .option('--eval-episodes <n>', 'episodes of the evaluation after training (default: 100)', integer('--eval-episodes', { min: 1, max: 1_000_000 }))
    .option('--eval-episode-steps <n>', evalEpisodeStepsText, integer('--eval-episode-steps', { min: 1 }))
    .option('--snapshot-every <n>', 'updates from one record of a whole rollout to the next: its groups, advantages and gradients (default: none)', integer('--snapshot-every', { min: 1 }))
    .option('--out <dir>', 'write the run there: records, checkpoints, best policy')
    .option('--checkpoint-every <seconds>', 'time between checkpoints, 0: one after every update (default: 5)', nonNegative('--checkpoint-every'))
    .option('--resume <dir>', 'go on with the run in that folder')
    .option('--tensorboard', 'also write the metrics as a TensorBoard event file into the folder of --out')
    .option('--progress <how>', 'bar or none', oneOf('--progress', ['none', 'bar']), 'bar')
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText(
      'after',
      `
What is not given comes from the preset, then from PPO's usual defaults. Without --out nothing is written.

Examples:
  cohort train --env CartPole-v1
  cohort train --env CartPole-v1 --preset cleanrl --seed 3 --out runs/cleanrl-3
  cohort train --env scaled-cartpoles --algo grpo:task --steps 200000 --json
  cohort train --env scaled-cartpoles --algo grpo --grouping auto --num-groups 4 --weighting balanced
  cohort train --env CartPole-v1 --learning-rate 3e-4:0 --hidden 128,128
  cohort train --env ./my-env.js --env-timeout 5 --out runs/mine
  cohort train --resume runs/cleanrl-3`,
    )
    .action(async (flags: Flags, self: Command) => {
      if (flags.resume !== undefined) refuseBesideResume(self);
      const signals = catchInterruption();
      try {
        const trained = flags.resume === undefined ? await start(flags, signals) : await resume(flags, flags.resume, signals);
        if (flags.json) printJson(asJson(trained, flags.out ?? flags.resume ?? null));
        else print(trained, flags.out ?? flags.resume ?? null);
      } finally {
        signals.release();
      }
    });
}

/** A resumed run keeps its configuration. */
function refuseBesideResume(command: Command): void {
  if (command.getOptionValueSource('out') === 'cli') throw new UsageError('invalid --out beside --resume: a resumed run stays in its folder; expected one of the two');
  const allowed = ['resume', 'tensorboard', 'progress', 'json', 'kernels', 'checkpointEvery', 'debug'];
  const given = command.options.find((option) => {
    const name = option.attributeName();
    return command.getOptionValueSource(name) === 'cli' && !allowed.includes(name);
  });
  if (given?.attributeName() === 'steps') {
    const { steps } = command.opts<Flags>();
    throw new UsageError(`invalid --steps beside --resume: a run ends with the steps it was begun with, as its schedules do; expected a new run with --steps ${steps}`);
  }
  if (given) throw new UsageError(`invalid ${given.long}: a resumed run keeps its configuration; beside --resume expected one of --tensorboard, --progress, --json, --kernels, --checkpoint-every`);
}

async function start(flags: Flags, signals: Interruption): Promise<TrainedRun> {
  const [{ resolveConfiguration }, { startRun }] = await Promise.all([import('../train-configuration.ts'), import('../train-run.ts')]);
  const { tensorboard = false } = flags;
  if (tensorboard && flags.out === undefined) throw new UsageError('invalid --tensorboard without --out; expected a folder to write to');
  if (flags.out !== undefined) refuseTakenFolder(flags.out);
  const configuration = await resolveConfiguration(flags);
  return withProgress(flags, configuration.totalSteps, async (onUpdate) =>
    startRun(configuration, flags.out ?? null, { onUpdate, interruption: () => signals.exitCode, signal: signals.signal, onNote: note, checkpointSeconds: flags.checkpointEvery, tensorboard }),
  );
}

async function resume(flags: Flags, directory: string, signals: Interruption): Promise<TrainedRun> {
  const [{ readDescription }, { resumeRun }] = await Promise.all([import('../run-description.ts'), import('../train-run.ts')]);
  const { tensorboard = false } = flags;
  return withProgress(flags, readDescription(directory).totalSteps, async (onUpdate) =>
    resumeRun(directory, flags.kernels, { onUpdate, interruption: () => signals.exitCode, signal: signals.signal, onNote: note, checkpointSeconds: flags.checkpointEvery, tensorboard }),
  );
}

async function withProgress<T>(
  { progress: mode }: Flags,
  totalSteps: number,
  work: (onUpdate: (update: { step: number; metrics: Readonly<Record<string, number>> }) => void) => Promise<T>,
): Promise<T> {
  const progress = await createProgress(mode, totalSteps);
  try {
    return await work(({ step, metrics }) => {
      const episodicReturn = metrics['charts/episodic_return'];
      const text = episodicReturn === undefined ? 'no episode yet' : `return ${formatNumber(episodicReturn, 1)}`;
      progress.show(Math.min(step, totalSteps), `${formatNumber(step)} steps | ${text}`);
    });
  } finally {
    progress.stop();
  }
}

function asJson({ configuration, result, engine, kernels }: TrainedRun, folder: string | null): unknown {
  return {
    algorithm: configuration.algorithm,
    env: configuration.env,
    seed: configuration.seed,
    step: result.step,
    updates: result.updates,
    stoppedEarly: result.stoppedEarly,
    wallSeconds: result.wallSeconds,
    stepsPerSecond: Math.round(result.step / result.wallSeconds),
    engine,
    kernels,
    evaluation: result.evaluation,
    configuration,
    folder,
  };
}

function print({ configuration, result, kernels }: TrainedRun, folder: string | null): void {
  const { algorithm, env, seed } = configuration;
  const speed = `${formatNumber(result.step)} steps in ${result.wallSeconds.toFixed(2)} s, ${formatNumber(result.step / result.wallSeconds)} steps/s`;
  printLine(`${colors.bold(algorithm)} on ${colors.bold(env)}, seed ${seed}: ${speed} (${kernels})`);
  if (result.stoppedEarly) printLine(`stopped early: the mean return reached ${configuration.stopAtReturn}`);
  const { evaluation } = result;
  if (evaluation) {
    printLine(`evaluation return: ${evaluation.mean.toFixed(1)} ± ${evaluation.std.toFixed(1)} over ${evaluation.episodes} deterministic episodes`);
    if (evaluation.tasks.length > 1) {
      for (const { task, mean, std, returns } of evaluation.tasks) {
        printLine(`  ${task}: ${mean.toFixed(1)} ± ${std.toFixed(1)} over ${returns.length}`);
      }
    }
    const truncation = truncationOf(evaluation);
    if (truncation !== null) printLine(truncation);
  }
  if (folder !== null) printLine(`run: ${folder}`);
}
