/** What the kernels offer: one WebAssembly module, and the same functions in JavaScript. */
export { walkPcap } from './walk.ts';
