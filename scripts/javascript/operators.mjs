/** Binaryen's operators as JavaScript text. All i32 values are signed numbers; an operand is text that binds tightly. */
import binaryen from 'assemblyscript/binaryen';

const ops = binaryen;
const unsigned = (text) => (/^-?\d+$/.test(text) ? String(Number(text) >>> 0) : `(${text} >>> 0)`);

const unary = new Map([
  [ops.ClzInt32, (a) => `clz32(${a})`],
  [ops.ConvertUInt32ToFloat64, (a) => unsigned(a)],
  [ops.ConvertSInt32ToFloat64, (a) => a],
  [ops.TruncUFloat64ToInt32, (a) => `(${a} >>> 0 | 0)`],
  [ops.TruncSatUFloat64ToInt32, (a) => `(${a} >>> 0 | 0)`],
  [ops.FloorFloat64, (a) => `floor(${a})`],
  [ops.ExtendS8Int32, (a) => `(${a} << 24 >> 24)`],
  [ops.ExtendS16Int32, (a) => `(${a} << 16 >> 16)`],
]);

const binary = new Map([
  [ops.AddInt32, (a, b) => (b.startsWith('-') ? `(${a} - ${b.slice(1)} | 0)` : `(${a} + ${b} | 0)`)],
  [ops.SubInt32, (a, b) => `(${a} - ${b} | 0)`],
  [ops.MulInt32, (a, b) => `imul(${a}, ${b})`],
  [ops.DivUInt32, (a, b) => `(${unsigned(a)} / ${unsigned(b)} | 0)`],
  [ops.RemUInt32, (a, b) => `(${unsigned(a)} % ${unsigned(b)} | 0)`],
  [ops.AndInt32, (a, b) => `(${a} & ${b})`],
  [ops.OrInt32, (a, b) => `(${a} | ${b})`],
  [ops.XorInt32, (a, b) => `(${a} ^ ${b})`],
  [ops.ShlInt32, (a, b) => `(${a} << ${b})`],
  [ops.ShrUInt32, (a, b) => (/^[1-9]\d*$/.test(b) ? `(${a} >>> ${b})` : `(${a} >>> ${b} | 0)`)],
  [ops.ShrSInt32, (a, b) => `(${a} >> ${b})`],
  ...[
    [ops.AddFloat64, '+'],
    [ops.SubFloat64, '-'],
    [ops.MulFloat64, '*'],
    [ops.DivFloat64, '/'],
  ].map(([op, sign]) => [op, (a, b) => `(${a} ${sign} ${b})`]),
]);

/** Of the value, the value again, and the count, a number. */
const rotations = new Map([
  [ops.RotLInt32, (a, again, b) => `(${a} << ${b} | ${again} >>> ${32 - Number(b)})`],
  [ops.RotRInt32, (a, again, b) => `(${a} >>> ${b} | ${again} << ${32 - Number(b)})`],
]);

const signedComparisons = [
  [ops.EqInt32, '==='],
  [ops.NeInt32, '!=='],
  [ops.LtSInt32, '<'],
  [ops.GtSInt32, '>'],
  [ops.LeSInt32, '<='],
  [ops.GeSInt32, '>='],
  [ops.EqFloat64, '==='],
  [ops.NeFloat64, '!=='],
  [ops.LtFloat64, '<'],
  [ops.GtFloat64, '>'],
  [ops.LeFloat64, '<='],
  [ops.GeFloat64, '>='],
];
const unsignedComparisons = [
  [ops.LtUInt32, '<'],
  [ops.GtUInt32, '>'],
  [ops.LeUInt32, '<='],
  [ops.GeUInt32, '>='],
];
const comparisons = new Map([
  ...signedComparisons.map(([op, sign]) => [op, (a, b) => `${a} ${sign} ${b}`]),
  ...unsignedComparisons.map(([op, sign]) => [op, (a, b) => `${unsigned(a)} ${sign} ${unsigned(b)}`]),
]);

export const isNegation = (op) => op === ops.EqZInt32;
export const isAddition = (op) => op === ops.AddInt32;
export const isSubtraction = (op) => op === ops.SubInt32;
export const isUnsignedLess = (op) => op === ops.LtUInt32;
export const isRotation = (op) => rotations.has(op);
export const isComparison = (op) => comparisons.has(op);

/** Throws if an operator has no form here: kernels do not use it so far. Its number means little without the arity. */
export function unaryText(op, a) {
  return formOf(unary.get(op), op)(a);
}

export function binaryText(op, a, b) {
  return formOf(binary.get(op) ?? comparisons.get(op), op)(a, b);
}

/** Of the value, the same value again, and the count. */
export function rotationText(op, a, again, count) {
  return rotations.get(op)(a, again, count);
}

function formOf(form, op) {
  if (form === undefined) throw new Error(`no JavaScript for operator ${op} of Binaryen`);
  return form;
}
