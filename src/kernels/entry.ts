/** Everything that is compiled into the one WebAssembly module. */
export { noteFirst } from './first.ts';
export { judge } from './judge.ts';
