// Imported before the command line: from COHORT_TEST_BYTES bytes on, the disk is full, in the middle of a write where that is so.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

let left = Number(process.env.COHORT_TEST_BYTES);
const { writeSync, writeFileSync } = fs;

function full() {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
}

fs.writeSync = (file, bytes, offset = 0, length = bytes.length - offset) => {
  if (left <= 0) throw full();
  const written = writeSync(file, bytes, offset, Math.min(length, left));
  left -= written;
  return written;
};
fs.writeFileSync = (file, text) => {
  const bytes = Buffer.from(text);
  const part = bytes.subarray(0, Math.max(0, left));
  left -= bytes.length;
  writeFileSync(file, part);
  if (part.length < bytes.length) throw full();
};
syncBuiltinESMExports();
