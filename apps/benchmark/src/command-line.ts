import process from 'node:process';

/** The present command as one types it into a POSIX shell. */
export function commandLine(): string {
  return ['cohort', ...process.argv.slice(2).map(quote)].join(' ');
}

/** A `cohort …` command as one types it in the repository's root, where nothing is installed. */
export function asTyped(command: string): string {
  const [, name = '', ...words] = command.split(' ');
  if (name !== 'bench') return command.replace(/^cohort /, 'npm run cohort -- ');
  return ['npm run bench', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

/** A word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
