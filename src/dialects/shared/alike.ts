import type { Expression } from '../../ir/expression.ts';

/**
 * Tells expressions apart by what they say. A term that several of them share is read once, where its text would
 * stand in the text of each: that can be longer than any string.
 */
export class Alike {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<Expression, number>();

  /** Equal for equal expressions. */
  numberOf(expression: Expression): number {
    let number = this.#known.get(expression);
    if (number === undefined) {
      number = this.#numberOfText(this.#textOf(expression));
      this.#known.set(expression, number);
    }
    return number;
  }

  /** Each once, in the place of the first that says it. */
  distinct(expressions: Iterable<Expression>): readonly Expression[] {
    const found = new Map<number, Expression>();
    for (const expression of expressions) {
      const number = this.numberOf(expression);
      if (!found.has(number)) found.set(number, expression);
    }
    return [...found.values()];
  }

  #textOf(expression: Expression): string {
    if ('terms' in expression)
      return `${expression.op} ${expression.terms.map((term) => this.numberOf(term)).join()}`;
    if ('term' in expression) return `not ${this.numberOf(expression.term)}`;
    return JSON.stringify(expression);
  }

  #numberOfText(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(text, number);
    }
    return number;
  }
}
