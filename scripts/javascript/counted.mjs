/** Loops of a known length: `loop (if (i < N) { ...; i = i + 1; br loop })`. */
import binaryen from 'assemblyscript/binaryen';
import { isUnsignedLess } from './operators.mjs';
import { targetsOf } from './purity.mjs';

/** A loop of the hash. Longer ones gain little, and the text grows. */
const most = 4;

/** The bound, the condition, and what is done each time; undefined for any other loop. */
export function countedLoop({ name, body }) {
  const test = binaryen.getExpressionInfo(body);
  if (test.id !== binaryen.IfId || test.ifFalse !== 0) return undefined;
  const count = boundOf(test.condition);
  const block = binaryen.getExpressionInfo(test.ifTrue);
  if (count === undefined || block.id !== binaryen.BlockId || block.name) return undefined;
  const children = block.children.slice(0, -1);
  const last = binaryen.getExpressionInfo(block.children.at(-1));
  const isRepeated = last.id === binaryen.BreakId && last.condition === 0 && last.name === name;
  if (!isRepeated || children.some((child) => targetsOf(child).has(name))) return undefined;
  return { count, condition: test.condition, children };
}

function boundOf(condition) {
  const { id, op, left, right } = binaryen.getExpressionInfo(condition);
  if (id !== binaryen.BinaryId || !isUnsignedLess(op)) return undefined;
  if (binaryen.getExpressionInfo(left).id !== binaryen.LocalGetId) return undefined;
  const bound = binaryen.getExpressionInfo(right);
  return bound.id === binaryen.ConstId && bound.value > 0 && bound.value <= most ? bound.value : undefined;
}
