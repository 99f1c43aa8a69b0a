import { expect, test } from '@jest/globals';
import { csvAddress, csvText } from './csv.ts';

test('cells are quoted where they must be, numbers that are none are empty', () => {
  const text = csvText({ head: ['algorithm', 'estimate'], rows: [['a,"b"\nc', 0.123456789], ['grpo:task', NaN], ['ppo', 1_234_567]] });
  expect(text).toBe('algorithm,estimate\n"a,""b""\nc",0.12346\ngrpo:task,\nppo,1234567\n');
  const address = csvAddress('a#b,100%,ü"<\n');
  expect(decodeURIComponent(address.replace(/^data:text\/csv;charset=utf-8,/, ''))).toBe('a#b,100%,ü"<\n');
  expect(() => csvAddress('\ud800')).not.toThrow();
  expect(address).toMatch(/^[!-~]+$/);
  expect(address).not.toMatch(/[#<"]/);
});
