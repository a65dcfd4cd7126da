#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// The kernels are small and run for long: compile them well at once, not twice.
setFlagsFromString('--no-liftoff');
// Marking in steps, beside the program, makes pauses shorter, which nobody here would notice, and takes processors and memory
// from those who judge packets, for longer than the pauses that it saves.
setFlagsFromString('--no-incremental-marking');

const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
