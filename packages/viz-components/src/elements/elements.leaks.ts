import { jest, test } from '@jest/globals';
import { expectNoLeak } from './leaks.fixture.ts';

jest.setTimeout(3_600_000);

test.each([
  ['at rest', false],
  ['while records stream in, steps are played and a recording is made', true],
])('1,000 of each element come and go without a trace, %s', (_, isActive) => expectNoLeak(1000, isActive));
