import type { Command } from 'commander';
import { describeMachine } from '../machine.ts';
import { integer, listOf, oneOf, positive } from '../option-values.ts';
import { note, printJson, printLine, textTable } from '../terminal.ts';
import type { ThroughputFlags } from '../throughput/workloads.ts';
import { addHyperparameterFlags, addWrapperFlags } from '../training-flags.ts';

const workloads = ['training', 'update', 'tfjs', 'gemm', 'peak', 'normalization', 'stages', 'bootstrap', 'env', 'startup', 'to-return'] as const;

/** `cohort throughput`: how fast this machine trains. */
export function throughputCommand(program: Command): Command {
  const command = program
    .command('throughput')
    .description('measure speed: training, an update, a matrix product, the peak, group-relative stages, statistics, environments, start-up')
    .option('--what <which>', `what is measured: ${workloads.join(', ')}`, oneOf('--what', workloads), 'training')
    .option('--preset <name>', "recipe (default: the environment's; startup: cartpole; to-return: cartpole-fast)")
    .option('--env <id>', 'environment or suite (default: that of the preset, or CartPole-v1)')
    .option('--num-envs <n,…>', "numbers of environments (default: the preset's; env: 8,64,1024; stages: 4 of 128 steps, 100 of 1,000)", listOf('--num-envs', integer('--num-envs', { min: 1 })))
    .option('--batch <n,…>', 'minibatch sizes (default: update: 64,256,1024,4096; tfjs: 4096)', listOf('--batch', integer('--batch', { min: 1 })))
    .option('--steps <n>', 'training: environment steps to measure in place of --seconds; normalization: advantages (default: 1,000,000)', integer('--steps', { min: 1 }))
    .option('--groups <n>', 'groups of --what normalization (default: 64)', integer('--groups', { min: 1 }))
    .option('--seeds <n>', 'processes of --what to-return, with the seeds 1, 2, …', integer('--seeds', { min: 1, max: 10_000 }), 10)
    .option('--seconds <x>', 'length of each measurement, after a warm-up', positive('--seconds'), 3);
  addHyperparameterFlags(command);
  return addWrapperFlags(command)
    .option('--json', 'print one JSON value and nothing else')
    .addHelpText(
      'after',
      `
Each figure is the median over stretches of the measurement. phases: milliseconds per update. GFLOP/s are those of the update phase:
2 x inputs x outputs of every layer forward, the same for the gradient of the weights and for that of the inputs, first layers' inputs
left out. Their share is of the peak: multiply-adds that touch registers alone, by the same build on as many threads, in bursts
between the stretches. update: also the engine's memory beside what is needed (parameters, optimiser, rollout, activations of a minibatch).
tfjs: the engine tfjs beside a training step plainly written in TensorFlow.js: same network, loss, batch and optimiser, by turns.
gemm: 256 rows, --hidden inputs and outputs. to-return: from the start of a process to a policy whose mean return over 100 episodes is the
environment's threshold, over --seeds. stages: grouping, normalising and weighting with what is recorded of the groups, and their share of
PPO's update of CartPole by CleanRL's recipe, with the hyperparameters and kernels that are given; normalization: beside the same with an
object per step.

Examples:
  cohort throughput
  cohort throughput --preset cleanrl --json
  cohort throughput --env CartPole-v1 --num-envs 4,8,64 --rollout-steps 128
  cohort throughput --what update --kernels wasm-simd128
  cohort throughput --what tfjs --hidden 256,256 --batch 4096
  cohort throughput --what gemm --hidden 64,256
  cohort throughput --what peak --threads 2
  cohort throughput --what to-return --seeds 10
  cohort throughput --what stages
  cohort throughput --what normalization --steps 1_000_000 --groups 64
  cohort throughput --what env --num-envs 8,1024
  cohort throughput --what startup`,
    )
    .action(async (flags: ThroughputFlags & { json?: boolean }) => {
      const { measurements } = await import('../throughput/workloads.ts');
      const { results, head, rows, notes = [] } = await measurements[flags.what](flags);
      for (const text of notes) note(text);
      const machine = describeMachine();
      if (flags.json) printJson({ machine, what: flags.what, results });
      else {
        printLine(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
        printLine(await textTable(head, rows));
      }
    });
}
