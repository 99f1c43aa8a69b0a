import { jest, test } from '@jest/globals';
import { expectNoLeak } from './leaks.fixture.ts';

jest.setTimeout(300_000);

test('50 of each element come and go without a trace, half of them while records stream in, steps are played and a recording is made', () => expectNoLeak(50));
