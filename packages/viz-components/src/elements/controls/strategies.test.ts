import { expect, test } from '@jest/globals';
import { createGrouper, grouperNames } from '@cohort-rl/grpo-grouping';
import { weighterNames } from '@cohort-rl/grpo-weighting';
import { defaultGroupings, defaultWeightings } from './strategies.ts';

test('the choices are those of the registries', () => {
  expect(defaultGroupings.map(({ value }) => value)).toEqual(grouperNames);
  expect(defaultWeightings.map(({ value }) => value)).toEqual(weighterNames);
});

test('a grouping takes a number of groups where its grouper looks at it', () => {
  for (const { value, hasNumGroups = true } of defaultGroupings) {
    const refusesNumber = (): unknown => createGrouper(value, { numGroups: 0.5 });
    if (hasNumGroups) expect(refusesNumber).toThrow(RangeError);
    else expect(refusesNumber).not.toThrow();
  }
});
