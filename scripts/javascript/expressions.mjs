/**
 * Expressions of Binaryen as JavaScript text. Where one needs statements, they are written before, and operands whose
 * text is not yet in the program are kept in temporaries: all happens in the order that WebAssembly has.
 */
import binaryen from 'assemblyscript/binaryen';
import { element, imported, splitAddress, unalignedLoad } from './access.mjs';
import { binaryText, isComparison, isNegation, isRotation, rotationText, unaryText } from './operators.mjs';
import { isExpression, isPure } from './purity.mjs';

const isAtom = (text) => /^(-?\d+(\.\d+)?(e[+-]?\d+)?|\w+)$/.test(text);
const isNumber = (text) => /^-?\d/.test(text);

export class Expressions {
  /** `statement(ref, destination)` writes what is no expression; `names` gives functions their names. */
  constructor(writer, statement, names) {
    this.writer = writer;
    this.statement = statement;
    this.names = names;
  }

  /** The text of a value: signed, with parentheses where it needs them. */
  value(ref) {
    const info = binaryen.getExpressionInfo(ref);
    const form = this.#forms.get(info.id);
    if (form !== undefined) return form(info, ref);
    if (info.type === binaryen.unreachable) {
      this.statement(ref, { kind: 'none' });
      return '0';
    }
    const name = this.writer.temporary();
    this.statement(ref, { kind: 'local', name });
    return name;
  }

  /** The text of a condition: anything that is true or false. */
  condition(ref) {
    const info = binaryen.getExpressionInfo(ref);
    if (info.id === binaryen.UnaryId && isNegation(info.op)) return negate(this.condition(info.value));
    if (info.id === binaryen.BinaryId && isComparison(info.op)) {
      const [left, right] = this.operands([info.left, info.right]);
      return binaryText(info.op, left, right);
    }
    return this.value(ref);
  }

  /** Values in the order of their evaluation. */
  operands(refs) {
    const texts = [];
    for (const ref of refs) {
      const before = this.writer.lines.length;
      const text = this.value(ref);
      if (this.writer.lines.length > before) this.#keep(texts, before);
      texts.push(text);
    }
    return texts;
  }

  #keep(texts, before) {
    let at = before;
    for (const [i, text] of texts.entries()) {
      if (isNumber(text)) continue;
      texts[i] = this.writer.temporary();
      this.writer.insert(at++, `${texts[i]} = ${text};`);
    }
  }

  #forms = new Map([
    [binaryen.ConstId, ({ value }) => String(value)],
    [binaryen.LocalGetId, ({ index }) => `l${index}`],
    [binaryen.LocalSetId, (info) => this.#tee(info)],
    [binaryen.LoadId, (info) => this.#load(info)],
    [binaryen.UnaryId, (info, ref) => this.#unary(info, ref)],
    [binaryen.BinaryId, (info, ref) => this.#binary(info, ref)],
    [binaryen.SelectId, (info) => this.#select(info)],
    [binaryen.CallId, (info) => this.call(info)],
    [binaryen.IfId, (info, ref) => this.#conditional(info, ref)],
  ]);

  #tee({ index, value }) {
    return `(l${index} = ${this.value(value)})`;
  }

  #load(info) {
    const { base, offset } = splitAddress(info.ptr, info.offset);
    const text = this.value(base);
    return element(info, text, offset) ?? unalignedLoad(info, text, offset);
  }

  #unary(info, ref) {
    if (isNegation(info.op)) return `(${this.condition(ref)} ? 1 : 0)`;
    return unaryText(info.op, this.value(info.value));
  }

  #binary(info, ref) {
    if (isComparison(info.op)) return `(${this.condition(ref)} ? 1 : 0)`;
    const [left, right] = this.operands([info.left, info.right]);
    return isRotation(info.op) ? this.#rotation(info.op, left, right) : binaryText(info.op, left, right);
  }

  /** The value is used twice, so it needs a name. */
  #rotation(op, left, right) {
    if (isAtom(left)) return rotationText(op, left, left, right);
    const name = this.writer.temporary();
    return rotationText(op, `(${name} = ${left})`, name, right);
  }

  /** Both values are evaluated, then the condition: a conditional expression shows no difference where all are pure. */
  #select({ ifTrue, ifFalse, condition }) {
    const all = [ifTrue, ifFalse, condition];
    const texts = all.every(isPure) ? this.operands(all) : all.map((ref) => this.#kept(ref));
    return `(${texts[2]} ? ${texts[0]} : ${texts[1]})`;
  }

  #kept(ref) {
    const name = this.writer.temporary();
    this.writer.push(`${name} = ${this.value(ref)};`);
    return name;
  }

  #conditional(info, ref) {
    if (isExpression(ref)) {
      const test = this.condition(info.condition);
      return `(${test} ? ${this.value(info.ifTrue)} : ${this.value(info.ifFalse)})`;
    }
    const name = this.writer.temporary();
    this.statement(ref, { kind: 'local', name });
    return name;
  }

  call({ target, operands, type }) {
    const texts = this.operands(operands);
    const form = imported.get(this.names.get(target));
    if (form !== undefined) return form(...texts);
    const text = `${this.names.get(target)}(${texts.join(', ')})`;
    if (type === binaryen.i32) return `(${text} | 0)`;
    return type === binaryen.f64 ? `(+${text})` : text;
  }
}

function negate(text) {
  return isAtom(text) || text.startsWith('!(') ? `!${text}` : `!(${text})`;
}
