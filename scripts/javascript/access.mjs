/** Loads and stores as JavaScript text. Addresses are below 2^31, so no sum of an address and an offset wraps. */
import binaryen from 'assemblyscript/binaryen';
import { isAddition, isSubtraction } from './operators.mjs';

const views = new Map([
  [1, 'bytes'],
  [2, 'halves'],
  [4, 'words'],
  [8, 'doubles'],
]);

/** Splits what is added to an address from the expression: what remains, and the sum of all constants. */
export function splitAddress(ptr, offset) {
  const info = binaryen.getExpressionInfo(ptr);
  if (info.id !== binaryen.BinaryId) return { base: ptr, offset };
  const right = binaryen.getExpressionInfo(info.right);
  if (right.id !== binaryen.ConstId) return { base: ptr, offset };
  if (isAddition(info.op)) return splitAddress(info.left, offset + right.value);
  return isSubtraction(info.op) ? splitAddress(info.left, offset - right.value) : { base: ptr, offset };
}

/** The place in a typed array, or undefined where the access is not aligned. `base` is the text of the address. */
export function element({ bytes, align, type }, base, offset) {
  if (type === binaryen.i64) throw new Error('no JavaScript for i64');
  if (align !== 0 && align < bytes) return undefined;
  return `${views.get(bytes)}[${index(base, offset, bytes)}]`;
}

function index(base, offset, bytes) {
  const shift = Math.log2(bytes);
  if (/^\d+$/.test(base)) return String((Number(base) + offset) / bytes);
  if (shift === 0) return plus(base, offset);
  if (offset % bytes === 0) return plus(`(${base} >> ${shift})`, offset / bytes);
  return `${plus(base, offset)} >> ${shift}`;
}

function plus(base, offset) {
  if (offset === 0) return base;
  return offset < 0 ? `${base} - ${-offset}` : `${base} + ${offset}`;
}

/** An unaligned load of four bytes in the byte order of WebAssembly. */
export function unalignedLoad({ bytes, type }, base, offset) {
  if (bytes !== 4 || type !== binaryen.i32) throw new Error('only words may be loaded unaligned');
  return `view.getInt32(${plus(base, offset)}, true)`;
}

/** What kernels import for the sake of this generator: a load in network byte order. */
export const imported = new Map([['load32be', (at) => `view.getInt32(${at})`]]);
