import process from 'node:process';

/** The present command as one types it into a POSIX shell. */
export function commandLine(): string {
  return ['cohort', ...process.argv.slice(2).map(quote)].join(' ');
}

/** A word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
