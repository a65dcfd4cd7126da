#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// The kernels are small and run for long: compile them well at once, not twice.
setFlagsFromString('--no-liftoff');

const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
