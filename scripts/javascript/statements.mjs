/**
 * Statements of one function. A destination says what becomes of an expression's value: `none`, `return`, or the local
 * variable of a `name`.
 */
import binaryen from 'assemblyscript/binaryen';
import { element, splitAddress } from './access.mjs';
import { countedLoop } from './counted.mjs';
import { Expressions } from './expressions.mjs';
import { isExpression, targetsOf } from './purity.mjs';
import { Writer } from './writer.mjs';

const nowhere = { kind: 'none' };

export class Statements {
  writer = new Writer();
  /** By the label of WebAssembly: that of JavaScript, the destination of its value, and the keyword that leads there. */
  #labels = new Map();

  constructor(names) {
    this.expressions = new Expressions(this.writer, (ref, to) => this.write(ref, to), names);
  }

  write(ref, to) {
    const info = binaryen.getExpressionInfo(ref);
    const form = this.#forms.get(info.id);
    if (form !== undefined) form(info, to, ref);
    else this.#deliver(this.expressions.value(ref), to);
  }

  #forms = new Map([
    [binaryen.NopId, () => {}],
    [binaryen.BlockId, (info, to) => this.#block(info, to)],
    [binaryen.IfId, (info, to, ref) => this.#if(info, to, ref)],
    [binaryen.LoopId, (info, to) => this.#loop(info, to)],
    [binaryen.BreakId, (info, to) => this.#break(info, to)],
    [binaryen.SwitchId, (info) => this.#switch(info)],
    [binaryen.LocalSetId, (info, to) => this.#set(info, to)],
    [binaryen.StoreId, (info) => this.#store(info)],
    [binaryen.DropId, ({ value }) => this.write(value, nowhere)],
    [binaryen.ReturnId, ({ value }) => this.#return(value)],
    [binaryen.UnreachableId, () => this.writer.push(`throw new Error('unreachable');`)],
  ]);

  #deliver(text, to) {
    if (to.kind === 'return') this.writer.push(`return ${text};`);
    else if (to.kind === 'local') this.writer.push(`${to.name} = ${text};`);
    else if (/[=(]/.test(text)) this.writer.push(`${text};`);
  }

  #return(value) {
    if (value === 0) this.writer.push('return;');
    else this.write(value, { kind: 'return' });
  }

  #block({ name, children, type }, to) {
    const last = children.length - 1;
    const inner = () => {
      for (const [i, child] of children.entries())
        this.write(child, i === last && hasValue(type) ? to : nowhere);
    };
    const isTarget = name && children.some((child) => targetsOf(child).has(name));
    if (!isTarget) return inner();
    const label = this.writer.label();
    this.#labels.set(name, { label, to, keyword: 'break' });
    this.writer.nest(`${label}:`, inner);
  }

  #loop(info, to) {
    const counted = countedLoop(info);
    if (counted !== undefined) this.#unroll(counted);
    const { name, body, type } = info;
    const label = this.writer.label();
    this.#labels.set(name, { label, to: nowhere, keyword: 'continue' });
    this.writer.nest(`${label}: for (;;)`, () => {
      this.write(body, to);
      if (type !== binaryen.unreachable && to.kind !== 'return') this.writer.push('break;');
    });
  }

  /** Right whatever the count begins with: the loop follows. V8 drops it, and the comparisons, where that is 0. */
  #unroll({ count, condition, children }) {
    const label = this.writer.label();
    this.writer.nest(`${label}:`, () => {
      for (let i = 0; i < count; i++) {
        this.writer.push(`if (!(${this.expressions.condition(condition)})) break ${label};`);
        for (const child of children) this.write(child, nowhere);
      }
    });
  }

  #if(info, to, ref) {
    if (to.kind !== 'none' && isExpression(ref)) return this.#deliver(this.expressions.value(ref), to);
    const { condition, ifTrue, ifFalse } = info;
    const test = this.expressions.condition(condition);
    this.writer.nest(`if (${test})`, () => this.write(ifTrue, to));
    if (ifFalse === 0) return;
    this.writer.nest('else', () => this.write(ifFalse, to));
  }

  #break({ name, condition, value }, to) {
    if (condition === 0) return this.#jump(name, value);
    if (value !== 0) return this.#breakWithValue(name, condition, value, to);
    this.writer.nest(`if (${this.expressions.condition(condition)})`, () => this.#jump(name, 0));
  }

  /** If the condition does not hold the value stays on the stack. */
  #breakWithValue(name, condition, value, to) {
    const kept = this.writer.temporary();
    this.writer.push(`${kept} = ${this.expressions.value(value)};`);
    this.writer.nest(`if (${this.expressions.condition(condition)})`, () => {
      this.#deliver(kept, this.#labels.get(name).to);
      this.#leave(name, value);
    });
    this.#deliver(kept, to);
  }

  #jump(name, value) {
    if (value !== 0) this.write(value, this.#labels.get(name).to);
    this.#leave(name, value);
  }

  /** Who has returned the value is gone already. */
  #leave(name, value) {
    const { label, to, keyword } = this.#labels.get(name);
    if (to.kind !== 'return' || value === 0) this.writer.push(`${keyword} ${label};`);
  }

  #switch({ names, defaultName, condition, value }) {
    if (value !== 0) throw new Error('no JavaScript for br_table with a value');
    this.writer.nest(`switch (${this.expressions.value(condition)})`, () => {
      for (const [i, name] of names.entries()) this.writer.nest(`case ${i}:`, () => this.#jump(name, 0));
      this.writer.nest('default:', () => this.#jump(defaultName, 0));
    });
  }

  #set({ index, value, isTee }, to) {
    this.write(value, { kind: 'local', name: `l${index}` });
    if (isTee) this.#deliver(`l${index}`, to);
  }

  #store(info) {
    const { base, offset } = splitAddress(info.ptr, info.offset);
    const [at, value] = this.expressions.operands([base, info.value]);
    const place = element(info, at, offset);
    if (place === undefined) throw new Error('kernels do not store unaligned');
    this.writer.push(`${place} = ${value};`);
  }
}

function hasValue(type) {
  return type !== binaryen.none;
}
