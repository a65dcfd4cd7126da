/** What the kernels offer: one WebAssembly module, and the same functions in JavaScript. */
export { noteFirst } from './first.ts';
export { judge, touchOutcomes } from './judge.ts';
export { parseRows } from './parse.ts';
export { touchRows } from './touch.ts';
export { track } from './track.ts';
export { walkPcap } from './walk.ts';
