import { jest, test } from '@jest/globals';
import { expectNoLeak } from './leaks.fixture.ts';

jest.setTimeout(3_600_000);

test('1,000 of each element come and go without a trace, half of them while records stream in, steps are played and a recording is made', () => expectNoLeak(1000));
