/** What the kernels offer: one WebAssembly module, and the same functions in JavaScript. */
export { parseRows } from './parse.ts';
export { walkPcap } from './walk.ts';
