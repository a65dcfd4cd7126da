/** The lines of one function, and the names that it declares. */
export class Writer {
  lines = [];
  #depth = 1;
  #temporaries = 0;
  #names = new Set();
  #labels = 0;

  push(text) {
    this.lines.push(' '.repeat(this.#depth) + text);
  }

  /** Text, then what `inner` writes, in braces. */
  nest(head, inner, tail = '}') {
    this.push(`${head} {`);
    this.#depth++;
    inner();
    this.#depth--;
    this.push(tail);
  }

  /** Puts a line before the one of this number. */
  insert(at, text) {
    this.lines.splice(at, 0, ' '.repeat(this.#depth) + text);
  }

  temporary() {
    const name = `t${this.#temporaries++}`;
    this.declare(name);
    return name;
  }

  declare(name) {
    this.#names.add(name);
  }

  label() {
    return `b${this.#labels++}`;
  }

  declaration() {
    return this.#names.size === 0
      ? []
      : [` let ${[...this.#names].map((name) => `${name} = 0`).join(', ')};`];
  }
}
