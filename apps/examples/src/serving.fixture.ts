import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Starts a server of this folder, which says its address in its first line. */
export async function serving(name: string, ...parameters: string[]): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, name), ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      const found = /http:\S+(?=\n)/.exec(output);
      if (found) resolve(found[0]);
    });
    child.on('close', () => reject(new Error(`${name} ended before it served: ${output}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
