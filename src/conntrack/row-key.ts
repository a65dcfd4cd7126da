import { type FlowKey, KeyWord } from './key.ts';
import { Word } from './layout.ts';

/** Writes the key into the row that begins at `row`, in words. */
export function storeKey(words: Int32Array, row: number, key: FlowKey): void {
  for (let i = 0; i < 3 && !isShort(key[KeyWord.kind]); i++) {
    words[row + Word.sourceHigh + i] = key[KeyWord.source + i];
    words[row + Word.destinationHigh + i] = key[KeyWord.destination + i];
  }
  words[row + Word.source] = key[KeyWord.source + 3];
  words[row + Word.destination] = key[KeyWord.destination + 3];
  words[row + Word.ports] = key[KeyWord.ports];
  words[row + Word.kind] = key[KeyWord.kind];
}

/** IPv4: what a row has in the upper words of addresses is without meaning. */
function isShort(kind: number): boolean {
  return (kind & 0xff00) === 0x0400;
}

/** Reads the key of the row that begins at `row`, in words. */
export function loadKey(words: Int32Array, row: number, key: FlowKey): void {
  const short = isShort(words[row + Word.kind]);
  for (let i = 0; i < 3; i++) {
    key[KeyWord.source + i] = short ? 0 : words[row + Word.sourceHigh + i];
    key[KeyWord.destination + i] = short ? 0 : words[row + Word.destinationHigh + i];
  }
  key[KeyWord.source + 3] = words[row + Word.source];
  key[KeyWord.destination + 3] = words[row + Word.destination];
  key[KeyWord.ports] = words[row + Word.ports];
  key[KeyWord.kind] = words[row + Word.kind];
}

/** 0: the row has this key; 1: it has it with its ends changed over; -1: neither. */
export function directionOfKey(words: Int32Array, row: number, key: FlowKey): 0 | 1 | -1 {
  if (words[row + Word.kind] !== key[KeyWord.kind]) return -1;
  const ports = key[KeyWord.ports];
  if (words[row + Word.ports] === ports && hasEnds(words, row, key, KeyWord.source)) return 0;
  const reversed = (ports << 16) | (ports >>> 16);
  return words[row + Word.ports] === reversed && hasEnds(words, row, key, KeyWord.destination) ? 1 : -1;
}

/** The row's source is the address at `source` in the key, and its destination is the other one. */
function hasEnds(words: Int32Array, row: number, key: FlowKey, source: number): boolean {
  const destination = source ^ KeyWord.destination;
  if (words[row + Word.source] !== key[source + 3]) return false;
  if (words[row + Word.destination] !== key[destination + 3]) return false;
  for (let i = 0; i < 3 && !isShort(key[KeyWord.kind]); i++) {
    if (words[row + Word.sourceHigh + i] !== key[source + i]) return false;
    if (words[row + Word.destinationHigh + i] !== key[destination + i]) return false;
  }
  return true;
}
