/** What the kernels offer: one WebAssembly module, and the same functions in JavaScript. */
export { touchRows } from './flow-find.ts';
export { parseRows } from './parse.ts';
export { track } from './track.ts';
export { walkPcap } from './walk.ts';
