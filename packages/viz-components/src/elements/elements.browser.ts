import { jest, test } from '@jest/globals';
import { expectNoLeak } from './leaks.fixture.ts';

jest.setTimeout(300_000);

test.each([
  ['at rest', false],
  ['while records stream in, steps are played and a recording is made', true],
])('50 of each element come and go without a trace, %s', (_, isActive) => expectNoLeak(50, isActive));
