/** What the kernels offer: for WebAssembly, for generated JavaScript, and as they stand. */
export { noteFirst } from './first.ts';
export { touchRows } from './flow-find.ts';
export { judge, touchOutcomes } from './judge.ts';
export { parseRows } from './parse.ts';
export { track } from './track.ts';
export { walkPcap } from './walk.ts';
