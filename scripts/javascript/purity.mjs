/** What may be said of an expression of Binaryen without its text. */
import binaryen from 'assemblyscript/binaryen';

const fields = ['value', 'left', 'right', 'ptr', 'condition', 'ifTrue', 'ifFalse'];

/** The direct operands of an expression that is no block, loop or call. */
function operandsOf(info) {
  return fields.map((name) => info[name]).filter((one) => typeof one === 'number' && one !== 0);
}

const harmless = new Set([
  binaryen.LocalGetId,
  binaryen.LoadId,
  binaryen.UnaryId,
  binaryen.BinaryId,
  binaryen.SelectId,
  binaryen.IfId,
]);

/** It changes nothing, and nothing but its value depends on whether it is evaluated. */
export function isPure(ref) {
  const info = binaryen.getExpressionInfo(ref);
  if (info.id === binaryen.ConstId) return true;
  return harmless.has(info.id) && operandsOf(info).every(isPure);
}

/** It can be written without a statement. */
export function isExpression(ref) {
  const info = binaryen.getExpressionInfo(ref);
  if (info.id === binaryen.ConstId) return true;
  if (info.id === binaryen.SelectId) return isPure(ref);
  if (info.id === binaryen.CallId) return info.operands.every(isExpression);
  if (info.id === binaryen.IfId && (info.ifFalse === 0 || info.type === binaryen.unreachable)) return false;
  const isValue = harmless.has(info.id) || (info.id === binaryen.LocalSetId && info.isTee);
  return isValue && operandsOf(info).every(isExpression);
}

/** The labels to which something within an expression branches. */
export function targetsOf(ref, targets = new Set()) {
  if (ref === 0) return targets;
  const info = binaryen.getExpressionInfo(ref);
  if (info.id === binaryen.BreakId) targets.add(info.name);
  if (info.id === binaryen.SwitchId) for (const name of [...info.names, info.defaultName]) targets.add(name);
  if (info.id === binaryen.ConstId) return targets;
  const inner = [...(info.children ?? []), ...(info.operands ?? []), ...operandsOf(info), info.body ?? 0];
  for (const one of inner) targetsOf(one, targets);
  return targets;
}
