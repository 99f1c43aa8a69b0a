// Imported before the command line: every COHORT_TEST_PROBE_MS a line of JSON goes to the file COHORT_TEST_PROBE, with what the process
// holds once garbage is collected, and the last update of the log COHORT_TEST_LOG. With COHORT_TEST_LEAK so many bytes stay at every write.
import fs, { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const { COHORT_TEST_PROBE: probed, COHORT_TEST_LOG: log, COHORT_TEST_PROBE_MS: interval, COHORT_TEST_LEAK: leak } = process.env;
const openFiles = '/proc/self/fd';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

if (leak !== undefined) {
  const kept = [];
  const { writeSync } = fs;
  fs.writeSync = (...given) => {
    kept.push(new Uint8Array(Number(leak)));
    return writeSync(...given);
  };
  syncBuiltinESMExports();
}

function lastUpdate() {
  const file = openSync(log, 'r');
  const { size } = fstatSync(file);
  const tail = Buffer.alloc(Math.min(size, 2 ** 14));
  readSync(file, tail, 0, tail.length, size - tail.length);
  closeSync(file);
  const at = tail.lastIndexOf('{"type":"update"');
  return at < 0 ? null : JSON.parse(tail.subarray(at).toString());
}

setInterval(() => {
  const record = existsSync(log) ? lastUpdate() : null;
  if (record === null) return;
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const sample = {
    seconds: performance.now() / 1000,
    cpuSeconds: (user + system) / 1e6,
    step: record.step,
    update: record.update,
    liveBytes: heapUsed + external,
    rssBytes: rss,
    // one-time work of the loop itself comes and goes
    resources: process.getActiveResourcesInfo().filter((name) => name !== 'Immediate').sort(),
    files: existsSync(openFiles) ? readdirSync(openFiles).length : 0,
  };
  appendFileSync(probed, `${JSON.stringify(sample)}\n`);
}, Number(interval)).unref();
