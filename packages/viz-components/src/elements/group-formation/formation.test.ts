import { describe, expect, test } from '@jest/globals';
import { labelByCenters, standardizeFeatures } from '@cohort-rl/grpo-grouping';
import fixture from '../../../fixtures/snapshot.json' with { type: 'json' };
import { checkFormation } from './formation-data.ts';
import { formGroups, goOn, labelsAt, type FormationStep } from './formation-grouping.ts';
import { pointLooks } from './formation-overlay.ts';
import { componentPlane, featurePlane, outcomePlane, ticksBetween } from './formation-plane.ts';
import { edgeBoundaries } from './formation-layout.ts';
import { effectOf } from './regrouping-effect.ts';

const formation = checkFormation(fixture);
const numFeatures = formation.featureNames.length;
const features = standardizeFeatures(formation.values, numFeatures, formation.isComplete);

describe('data', () => {
  test('a snapshot is taken apart: each step belongs to the trajectory that the run labelled', () => {
    expect(formation.numTrajectories).toBe(fixture.trajectories.length);
    const { advantages, trajectories } = formation.steps!;
    expect(trajectories.map((k) => (k < 0 ? -1 : formation.run!.labels[k]!))).toEqual(Int32Array.from(fixture.labels));
    expect(advantages[7]).toBe(Math.fround(fixture.advantagesBefore[7]!));
    expect(formation.isComplete.filter((flag) => flag === 0)).toHaveLength(fixture.trajectories.filter(({ terminated, truncated }) => !terminated && !truncated).length);
  });

  test('a rollout without groups is seen by return and length', () => {
    const { featureNames, values } = checkFormation({ ...fixture, featureNames: [], trajectories: fixture.trajectories.map((trajectory) => ({ ...trajectory, features: [] })) });
    expect(featureNames).toEqual(['return', 'length']);
    expect([...values.slice(0, 2)]).toEqual([fixture.trajectories[0]!.return, fixture.trajectories[0]!.length]);
  });

  test('points may be typed and have holes; what is wrong is refused in a sentence', () => {
    const { values, steps } = checkFormation({ featureNames: ['a', 'b'], points: [Float32Array.of(1, 2), [null, Infinity]], advantages: [1, -1] });
    expect([...values]).toEqual([1, 2, NaN, NaN]);
    expect([...steps!.trajectories]).toEqual([0, 1]);
    const of = (data: object) => () => checkFormation({ featureNames: ['a'], points: [[1], [2]], ...data });
    expect(of({ points: [[1], [2, 3]] })).toThrow('invalid points[1]: 2 features; expected 1');
    expect(of({ points: [['<script>']] })).toThrow('invalid points[0][0]: <script>; expected a number');
    expect(of({ advantages: [1, 1e39] })).toThrow('invalid advantages[1]: 1e+39; expected a number');
    expect(of({ returns: [1, NaN] })).toThrow('invalid returns[1]: NaN; expected a number');
    expect(of({ isComplete: [true, 'false'] })).toThrow('invalid isComplete[1]: false; expected true or false');
    expect(of({ tasks: ['a'] })).toThrow('invalid number of tasks: 1; expected 2, one per trajectory');
    expect(of({ featureNames: [] })).toThrow('invalid featureNames: none; expected at least one');
    expect(of({ points: Array.from({ length: 20_001 }, () => [1]) })).toThrow('invalid number of trajectories: 20001; expected at most 20000');
    expect(() => checkFormation({ ...fixture, advantagesBefore: [1] })).toThrow(RangeError);
    expect(() => checkFormation([])).toThrow('invalid data: an array; expected an object');
  });
});

describe('groups', () => {
  const choice = { strategy: 'auto', numGroups: 3, seed: 0 } as const;
  const last = (steps: readonly FormationStep[]): FormationStep => steps.at(-1)!;

  test('k-means goes on from moved centres, and what it ends with does not move any more', () => {
    const end = last(formGroups(formation, features, choice));
    const again = goOn(formation, features, choice, { ...end, kind: 'moved' });
    expect(again.map(({ kind }) => kind)).toEqual(['moved']);
    const centers = end.centers.map((center, label) => (label === 0 ? center!.map((z) => z + 3) : center));
    const moved: FormationStep = { kind: 'moved', centers, edges: null, labels: null };
    const steps = goOn(formation, features, choice, moved);
    expect(steps[0]).toBe(moved);
    expect(steps.slice(1, 3).map(({ kind }) => kind)).toEqual(['update', 'assign']);
    // The update takes the means of what is nearest to the moved centres.
    const labels = labelByCenters(features.points, centers, numFeatures);
    expect(steps[1]!.labels).toEqual(labels);
    const members = [...labels.keys()].filter((k) => labels[k] === 1 && formation.isComplete[k] === 1);
    expect(steps[1]!.centers[1]![2]).toBeCloseTo(members.reduce((sum, k) => sum + features.points[k * numFeatures + 2]! / members.length, 0), 9);
  });

  test('online, the trajectories that have not joined do', () => {
    const online = { ...choice, strategy: 'adaptive' } as const;
    const steps = formGroups(formation, features, online);
    const complete = formation.isComplete.reduce((sum, flag) => sum + flag, 0);
    expect(steps.filter(({ kind }) => kind === 'join')).toHaveLength(complete);
    const rest = goOn(formation, features, online, { ...steps[10]!, kind: 'moved' });
    expect(last(rest).centers).toEqual(last(steps).centers);
  });

  test('quantiles are of the complete trajectories, as the grouper takes them', () => {
    const [step] = formGroups(formation, features, { ...choice, strategy: 'difficulty' });
    expect(step!.edges).toHaveLength(2);
    const sizes = [0, 1, 2].map((g) => step!.labels!.filter((label, k) => label === g && formation.isComplete[k] === 1).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2);
    expect(() => formGroups({ ...formation, returns: null }, features, { ...choice, strategy: 'difficulty' })).toThrow('invalid data: no returns; expected some for strategy difficulty');
  });
});

describe('planes', () => {
  test('a feature plane shows the features themselves, its axes read back their units', () => {
    const { places, axes } = featurePlane(formation.featureNames, features, 1, 3);
    for (const k of [0, 5, 40]) {
      expect(axes[0].offset + places[2 * k]! * axes[0].factor).toBeCloseTo(formation.values[k * numFeatures + 1]!, 4);
      expect(axes[1].offset + places[2 * k + 1]! * axes[1].factor).toBeCloseTo(formation.values[k * numFeatures + 3]!, 4);
    }
  });

  test('components spread the trajectories at least as much as any two features', () => {
    const spread = ({ places }: { places: Float64Array }): number => places.reduce((sum, z) => sum + z * z, 0);
    const most = spread(componentPlane(formation.featureNames, features));
    for (const [x, y] of [[0, 1], [2, 5], [3, 4]] as const) expect(most).toBeGreaterThanOrEqual(spread(featurePlane(formation.featureNames, features, x, y)) * 0.999);
    expect(componentPlane(['only'], standardizeFeatures(Float64Array.of(1, 2, 4), 1)).places.filter((_, i) => i % 2 === 1)).toEqual(new Float64Array(3));
  });

  test('edges stand at their outcome', () => {
    const plane = outcomePlane(formation, 'episode return', formation.returns!, 1);
    const [edge] = edgeBoundaries(Float64Array.of(30), plane);
    formation.returns!.forEach((value, k) => { if (Math.abs(value - 30) > 1e-3) expect(plane.places[2 * k]! < edge!.from[0]).toBe(value < 30); });
  });

  test('ticks are round numbers inside', () => {
    expect(ticksBetween(-1.3, 2.4, 4)).toEqual([-1, 0, 1, 2]);
    expect(ticksBetween(0, 0.05, 5)).toEqual([0, 0.01, 0.02, 0.03, 0.04, 0.05]);
    expect(ticksBetween(3, 3, 5)).toEqual([]);
    expect(ticksBetween(0, Infinity, 5)).toEqual([]);
  });
});

describe('effect and looks', () => {
  test('the advantages of the run itself come out of its own groups', () => {
    const labels = formation.run!.labels;
    // It centred on the batch, as is recommended for clusters.
    const effect = effectOf(formation, labels, 3, 'batch')!;
    effect.advantages.forEach((value, i) => expect(Math.abs(value - fixture.advantagesAfter[i]!)).toBeLessThan(2e-3));
    expect(effect.steps).toBe(fixture.labels.filter((label) => label >= 0).length);
    expect(effect.groups.reduce((sum, { trajectories }) => sum + trajectories, 0)).toBe(formation.numTrajectories);
    expect(effectOf(formation, new Int32Array(formation.numTrajectories), 1, 'group')).toMatchObject({ signChanges: 0, varianceRemoved: expect.closeTo(0, 9) });
    expect(effectOf({ ...formation, steps: null }, labels, 3, 'group')).toBeNull();
  });

  test('areas grow with the value, colours and shapes name groups or tasks', () => {
    const labels = labelsAt(formGroups(formation, features, { strategy: 'auto', numGroups: 3, seed: 0 }).at(-1)!, features, numFeatures);
    const { radii, colors, symbols } = pointLooks(formation, labels, { color: 'group', shape: 'task', size: 'return' });
    expect(colors).toBe(labels);
    const order = [...formation.returns!.keys()].sort((a, b) => formation.returns![a]! - formation.returns![b]!);
    order.slice(1).forEach((k, i) => expect(radii[k]!).toBeGreaterThanOrEqual(radii[order[i]!]!));
    formation.tasks!.forEach((task, k) => expect(symbols[k]).toBe(symbols[formation.tasks!.indexOf(task)]));
    expect(new Set(Array.from(symbols)).size).toBe(new Set(formation.tasks).size);
  });
});
