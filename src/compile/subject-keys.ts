import type { Attribute } from '../ir/expression.ts';
import type { Rule } from '../ir/policy.ts';
import type { Budget } from './bounds.ts';
import type { Identities } from './identities.ts';
import type { NamedPorts } from './named-ports.ts';
import { attributeKey } from './relation.ts';
import { asksOwn, type RuleVariants } from './rule-variants.ts';
import { valuesKey } from './value-key.ts';

/** By identity: a number that is equal for equal values of some attributes; absent until somebody asks. */
interface ValueNumbers {
  readonly of: (number | undefined)[];
  readonly numbers: Map<string, number>;
}

/** Subjects by what of them a rule depends on. */
export class SubjectKeys {
  readonly #identities: Identities;
  readonly #ports: NamedPorts;
  readonly #budget: Budget;
  /** By the keys of the attributes; rules that compare the same share one. */
  readonly #byKeys = new Map<string, ValueNumbers>();
  readonly #byList = new WeakMap<readonly Attribute[], ValueNumbers>();

  constructor(
    ports: NamedPorts,
    { identities, budget }: { readonly identities: Identities; readonly budget: Budget },
  ) {
    this.#ports = ports;
    this.#identities = identities;
    this.#budget = budget;
  }

  /** Equal for subjects for which the rule is the same. Throws BeyondTables. */
  of({ named, attributes }: RuleVariants, rule: Rule, identity: number): string {
    const values = attributes.length === 0 ? '' : this.#valuesOf(attributes, identity);
    return asksOwn(rule, named) ? `${values} ${this.#ports.own(named, identity).id}` : `${values}`;
  }

  #valuesOf(attributes: readonly Attribute[], identity: number): number {
    const { of, numbers } = this.#numbersOf(attributes);
    let number = of[identity];
    if (number === undefined) {
      this.#budget.spend('portLooks', attributes.length);
      const key = valuesKey(this.#identities.samples[identity], attributes);
      number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      of[identity] = number;
    }
    return number;
  }

  #numbersOf(attributes: readonly Attribute[]): ValueNumbers {
    let found = this.#byList.get(attributes);
    if (found === undefined) {
      const key = JSON.stringify(attributes.map(attributeKey));
      found = this.#byKeys.get(key) ?? { of: [], numbers: new Map() };
      this.#byKeys.set(key, found);
      this.#byList.set(attributes, found);
    }
    return found;
  }
}
