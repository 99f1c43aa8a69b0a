import { test } from '@jest/globals';
import fc from 'fast-check';
import { areValid, check, integerFrom, junkOptions, numberIn, oneOf, refusesOr } from '../../../tooling/fuzz/fuzz.ts';
import { trajectoriesOf, type EpisodeSpec } from './episodes.fixture.ts';
import { adaptiveGrouper, autoGrouper, createGrouper, difficultyGrouper, grouperNames, lengthGrouper, startStateGrouper, taskGrouper, trajectoryFeatures } from './index.ts';

const isAscending = (value: unknown): boolean => Array.isArray(value) && Array.from<unknown>(value).every((edge, i) => typeof edge === 'number' && Number.isFinite(edge) && (i === 0 || edge > (value[i - 1] as number)));
const isFeatures = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && Array.from<unknown>(value).every((feature) => Object.hasOwn(trajectoryFeatures, feature as string) || typeof (feature as { compute?: unknown } | null | undefined)?.compute === 'function');
// flags are taken for what they are in a condition
const anything = (): boolean => true;
const common = { completeOnly: anything };
const sized = { ...common, numGroups: integerFrom(1), seed: integerFrom(0), features: isFeatures };

test('groupers take options that make sense', () => {
  const factories: [(options: never) => unknown, Record<string, (value: unknown) => boolean>][] = [
    [taskGrouper, common],
    [startStateGrouper, common],
    [autoGrouper, { ...sized, kMax: integerFrom(2) }],
    [adaptiveGrouper, { ...sized, features: (value) => value === null || isFeatures(value), window: integerFrom(1), decay: numberIn(Number.MIN_VALUE, 1) }],
    [difficultyGrouper, { ...common, numGroups: integerFrom(1), withinTasks: anything, window: integerFrom(1) }],
    [lengthGrouper, { ...common, numGroups: integerFrom(1), edges: isAscending, window: integerFrom(1) }],
  ];
  for (const [make, rules] of factories) {
    check(junkOptions(rules), (options) => {
      refusesOr(options, () => make(options as never), () => areValid(options, rules, { isStrict: false }));
    });
  }
  check(fc.string(), (name) => {
    refusesOr(name, () => createGrouper(name), () => oneOf(...grouperNames)(name));
  });
});

const value = fc.oneof(fc.double(), fc.constantFrom(0, 1, NaN, Infinity, 1e300));
const episode: fc.Arbitrary<EpisodeSpec> = fc.record({
  return: value, length: fc.integer({ min: 1, max: 5 }), task: fc.nat(1), isCut: fc.boolean(), isTruncated: fc.boolean(), startId: fc.integer({ min: -1, max: 3 }), lastValue: value,
});

test('every trajectory gets a group, whatever numbers it has, update after update', () => {
  const updates = fc.array(fc.array(episode, { maxLength: 8 }), { minLength: 1, maxLength: 3 });
  check(fc.tuple(fc.constantFrom(...grouperNames), updates, fc.integer({ min: 1, max: 5 }), fc.boolean()), ([name, rollouts, numGroups, completeOnly]) => {
    const grouper = createGrouper(name, { numGroups, completeOnly });
    for (const specs of rollouts) {
      const trajectories = trajectoriesOf(specs, 2);
      refusesOr([name, rollouts], () => grouper.group(trajectories), ({ labels, groups, numGroups: made, diagnostics }) =>
        labels.length === specs.length && labels.every((label) => label >= 0 && label < made) && groups.length === made &&
        groups.reduce((sum, group) => sum + group.trajectories, 0) === specs.length && Object.values(diagnostics).every(Number.isFinite));
    }
  });
});
