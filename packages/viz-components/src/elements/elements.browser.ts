import { jest, test } from '@jest/globals';
import { expectNoLeak } from './leaks.fixture.ts';

jest.setTimeout(300_000);

test('50 of each element come and go without a trace', () => expectNoLeak(50));
