import fc from 'fast-check';
import { expectTyped } from '../../../tooling/fuzz/fuzz.ts';
import { createProgram } from './cli.ts';
import type { Finished } from './run-cohort.fixture.ts';
import { runWords } from './run-main.fixture.ts';

export interface Accepted {
  readonly command: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The options that the command line takes, where it does; what it would do with them is left out. */
export async function parse(argv: readonly string[]): Promise<Finished & { accepted: Accepted | null }> {
  let accepted: Accepted | null = null;
  const program = createProgram();
  for (const command of program.commands) {
    command.action(() => {
      accepted = { command: command.name(), options: command.opts() };
    });
  }
  return { ...(await runWords(argv, program)), accepted };
}

/** One short line that no terminal takes for commands, and that somebody meant. */
export function expectRefusal({ code, stdout, stderr }: Finished, argv: unknown, codes: readonly number[] = [2]): void {
  const line = /^cohort: ([^\p{Cc}\u2028\u2029]{1,1200})\n$/u.exec(stderr)?.[1];
  if (!codes.includes(code!) || stdout !== '' || line === undefined) throw new Error(`exit ${code} for ${fc.stringify(argv)}: ${fc.stringify([stdout, stderr])}`);
  expectTyped(new Error(line.slice(0, 600)), argv);
}

// with --debug a stack is what was asked for
const flags = [...new Set(createProgram().commands.flatMap(({ options }) => options.map(({ long }) => long!)))].filter((name) => name !== '--debug');
export const names = createProgram().commands.map((command) => command.name());
const sane = fc.constantFrom(
  '0', '1', '2', '3', '8', '16', '0.5', '1e-3', '0.9', '2', 'none', '0.2:0', '4,4', '1_000', 'minibatch', 'rollout', 'tanh', 'relu', 'separate', 'shared', 'fused', 'wasm', 'auto', 'task', 'difficulty', 'length',
  'adaptive', 'startState', 'group', 'batch', 'balanced', 'performance', 'uniform', 'ppo', 'grpo', 'grpo:task', 'grpo:auto+popart', 'ppo+reward-norm', 'grpo:critic-free', 'grpo:dr-grpo', 'grpo:rloo', 'ppo,grpo:task', 'cartpole', 'cleanrl', 'CartPole-v1',
  'Pendulum-v1', 'Blackjack-v1', 'scaled-cartpoles', 'training', 'env', 'bar', 'learning-rate=0.1,0.2;epochs=1,2', 'num-groups=2,3', 'clip-range=0.1',
);
const hostile = fc.oneof(
  fc.constantFrom(
    '', ' ', '-0', '-1', '1.5', '1e3', '1e15', '9007199254740991', '9007199254740993', '1e400', 'NaN', 'Infinity', '-Infinity', '0x10', '1__0', '100k', '1,000', 'null', 'undefined', 'true', 'toString', 'constructor', '__proto__',
    'hasOwnProperty', 'a\nb', 'a\r\u001B[2Jb\u0007', '\u2028', '<script>alert(1)</script>', '../..', '/dev/null', '.', '--', '-', '--help', '-h', '-V', '-x', '--json', '--no-json', ',', ',,', ':', '1:2:3', ':1', '0:0', '=',
    'x=1', 'gamma=', 'gamma=1=2', 'gamma=1,1', ';', 'gamma=2', 'clip-range=0', 'toString=1', 'x'.repeat(5000), '$&'.repeat(200), ',x'.repeat(500), '😀', '\u0000', 'PPO', 'ppo+', '+', 'grpo:', 'grpo:task+task', 'ppo,ppo', 'none,none', '٣',
  ),
  fc.string(),
  fc.double().map(String),
  fc.integer().map(String),
);
const word = fc.oneof({ weight: 3, arbitrary: sane }, { weight: 2, arbitrary: hostile });
const flag = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...flags) }, { weight: 1, arbitrary: fc.constantFrom('--zap', '--lr', '--epoch', '--no-gamma', '--__proto__', '--toString', '-e') });
export const option = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(flag, word) },
  { weight: 2, arbitrary: fc.tuple(flag, word).map(([name, value]) => [`${name}=${value}`]) },
  { weight: 1, arbitrary: flag.map((name) => [name]) },
  { weight: 1, arbitrary: word.map((value) => [value]) },
);
/** What `compare` and `tune` ask for. */
export const needed = ['--algos', 'ppo', '--out', 'x', '--suite', 'scaled-cartpoles', '--grid', 'epochs=1,2'];
