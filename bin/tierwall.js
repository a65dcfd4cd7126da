#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// A replay leaves short-lived garbage only. Left to itself V8 lets it pile up to a multiple of what is in use; this
// keeps the resident memory of long replays under 200 MB, at no measurable cost in time.
setFlagsFromString('--optimize-for-size');

const { main } = await import('../dist/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
