import type { Schedule } from '@cohort-rl/ppo-core';
import { quote } from './command-line.ts';
import type { TrainConfiguration } from './train-configuration.ts';

/** The `cohort train` command that makes the run of a configuration again, every option spelled out. */
export function trainCommandOf(configuration: TrainConfiguration): string {
  const { algorithm, env, seed, numEnvs, totalSteps, preset, options, groupRelative, evaluation, finalEvaluation, stopAtReturn, snapshotEvery, wrappers } = configuration;
  const flags: [name: string, value: string | number | null | undefined][] = [
    ['env', env],
    ['algo', algorithm],
    ['seed', seed],
    ['num-envs', numEnvs],
    ['steps', totalSteps],
    ['preset', preset],
    ['eval-every', evaluation?.everySteps ?? 0],
    ['training-eval-episodes', evaluation?.episodes],
    ['eval-episode-steps', (evaluation ?? finalEvaluation)?.maxEpisodeSteps],
    ['stop-at-return', stopAtReturn],
    ['snapshot-every', snapshotEvery],
    ['env-timeout', wrappers?.timeout],
    ['grouping', typeof groupRelative?.grouping === 'string' ? groupRelative.grouping : null],
    ['num-groups', groupRelative?.numGroups],
    ['weighting', typeof groupRelative?.weighting === 'string' ? groupRelative.weighting : null],
    ['center', groupRelative?.center],
    ['scale', groupRelative?.scale],
    ['engine', options.engine],
    ['backend', options.engine === 'tfjs' ? options.backend : null],
    ['kernels', options.kernels],
    ['threads', options.threads],
    ['rollout-steps', options.rolloutSteps],
    ['minibatch-size', options.minibatchSize],
    ['epochs', options.epochs],
    ['gamma', options.gamma],
    ['gae-lambda', options.gaeLambda],
    ['learning-rate', scheduleText(options.learningRate)],
    ['clip-range', scheduleText(options.clipRange)],
    ['value-clip-range', options.valueClipRange === null ? 'none' : scheduleText(options.valueClipRange)],
    ['entropy-coefficient', options.entropyCoefficient],
    ['value-coefficient', options.valueCoefficient],
    ['max-grad-norm', options.maxGradNorm],
    ['target-kl', options.targetKl === null ? 'none' : options.targetKl],
    ['advantage-normalization', options.advantageNormalization],
    ['hidden', options.hiddenSizes?.join(',')],
    ['activation', options.activation],
    ['trunk', options.trunk],
  ];
  const given = flags.flatMap(([name, value]) => (value === null || value === undefined ? [] : [`--${name} ${quote(String(value))}`]));
  if (options.bootstrapTruncation === false) given.push('--no-bootstrap-truncation');
  // a preset may have them
  if (preset !== null || wrappers?.normalizeObservations) given.push(`--${wrappers?.normalizeObservations ? '' : 'no-'}normalize-observations`);
  if (preset !== null || wrappers?.normalizeRewards) given.push(`--${wrappers?.normalizeRewards ? '' : 'no-'}normalize-rewards`);
  return ['cohort train', ...given].join(' ');
}

function scheduleText(schedule: Schedule | null | undefined): string | number | null | undefined {
  return typeof schedule === 'object' && schedule !== null ? `${schedule.initial}:${schedule.final}` : schedule;
}
