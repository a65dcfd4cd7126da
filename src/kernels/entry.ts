/** What the kernels offer: for WebAssembly, for generated JavaScript, and as they stand. */

export { touchAnswers } from './answers-ahead.ts';
export { claimRows } from './claim.ts';
export { noteFirst } from './first.ts';
export { hintRows } from './hint.ts';
export { joinFragments } from './join.ts';
export { judge, touchOutcomes } from './judge.ts';
export { parseRows } from './parse.ts';
export { pass } from './pass.ts';
export { readPcap } from './read-pcap.ts';
export { readPcapng } from './read-pcapng.ts';
export { touchRows } from './touch.ts';
export { track } from './track.ts';
