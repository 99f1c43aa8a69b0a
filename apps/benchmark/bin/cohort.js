#!/usr/bin/env node
import process from 'node:process';
import { runProcess } from '../dist/run-process.js';

await runProcess(process.argv.slice(2));
