import { jest, test } from '@jest/globals';
import { expectNoLeak } from './leaks.fixture.ts';

jest.setTimeout(3_600_000);

test('1,000 of each element come and go without a trace', () => expectNoLeak(1000));
