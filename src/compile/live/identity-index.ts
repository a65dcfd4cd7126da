import type { Entity } from '../../ir/entity.ts';
import type { Expression } from '../../ir/expression.ts';
import { namespacesOf } from './requirement.ts';
import { satisfies } from './satisfies.ts';

/** Finds the identities that satisfy an expression, each seen from itself, by the namespaces that it asks for. */
export class IdentityIndex {
  readonly #samples: readonly Entity[];
  readonly #byNamespace = new Map<string, number[]>();
  #count = 0;

  /** `samples`: by identity, an entity that has it; it grows. */
  constructor(samples: readonly Entity[]) {
    this.#samples = samples;
  }

  /** To be called when identities have other samples. */
  refresh(): void {
    this.#byNamespace.clear();
    this.#count = 0;
  }

  satisfying(expression: Expression): Set<number> {
    for (; this.#count < this.#samples.length; this.#count++) this.#add(this.#count);
    const found = new Set<number>();
    this.#collect(expression, found);
    return found;
  }

  #collect(expression: Expression, found: Set<number>): void {
    if (expression.op === 'or') {
      for (const term of expression.terms) this.#collect(term, found);
      return;
    }
    const namespaces = namespacesOf(expression);
    if (namespaces === undefined) {
      for (let identity = 0; identity < this.#count; identity++) this.#test(expression, identity, found);
      return;
    }
    for (const namespace of namespaces) {
      for (const identity of this.#byNamespace.get(namespace) ?? []) this.#test(expression, identity, found);
    }
  }

  #test(expression: Expression, identity: number, found: Set<number>): void {
    if (!found.has(identity) && satisfies(expression, this.#samples[identity])) found.add(identity);
  }

  #add(identity: number): void {
    const { namespace } = this.#samples[identity];
    const members = this.#byNamespace.get(namespace);
    if (members === undefined) this.#byNamespace.set(namespace, [identity]);
    else members.push(identity);
  }
}
