#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// The kernels are small and run for long: compile them well at once, not twice.
setFlagsFromString('--no-liftoff');
// Marking in steps, beside the program, makes pauses shorter, which nobody here would notice, and takes processors and memory
// from those who judge packets, for longer than the pauses that it saves.
setFlagsFromString('--no-incremental-marking');
// Policies, endpoints and tables live until the end: a collection of everything finds little and takes 50 ms, in which nobody
// judges. After each, the heap may grow to five times what is left; V8 says four at the most, and less where it has been busy.
setFlagsFromString('--heap-growing-percent=400');
// What is young when the first packet comes lives as long, and little is made from then on: no collection of it before there must be
// one. V8 would do one at the first turn of the event loop, for 7 ms.
setFlagsFromString('--no-minor-gc-task');

const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
