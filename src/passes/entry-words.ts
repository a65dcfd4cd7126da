import { membersOf } from '../compile/bits.ts';
import type { Entry } from '../compile/entries.ts';
import { deciderPlace, deciderText } from '../engine/decided-by.ts';
import type { Rule } from '../ir/policy.ts';
import type { Compiled } from './compilation.ts';
import { PlaceNames } from './place-names.ts';
import { TrafficWords } from './traffic-words.ts';

/** Entries of programs in words. */
export class EntryWords {
  readonly #compilation: Compiled;
  readonly #names: PlaceNames;
  readonly #traffic: TrafficWords;

  constructor(compilation: Compiled) {
    this.#compilation = compilation;
    this.#names = new PlaceNames(compilation);
    this.#traffic = new TrafficWords(compilation.tables.traffic);
  }

  /** The other end. */
  peers({ groups }: Entry): string {
    if (groups === undefined) return 'any address';
    const { classes } = this.#compilation.tables;
    return this.#names.ofClasses(membersOf(classes.in(groups)));
  }

  traffic({ traffic }: Entry): string {
    if (traffic === undefined) return 'all traffic';
    return this.#traffic.of(new Set(membersOf(this.#compilation.tables.traffic.in(traffic))));
  }
}

/** `NetworkPolicy shop/db, ingress rule 0`. */
export function ruleText(rule: Rule): string {
  return deciderText({ by: 'rule', rule }, rule.direction);
}

/** `file:line`, or what of the engine it comes with. */
export function rulePlace(rule: Rule): string {
  return deciderPlace({ by: 'rule', rule }) || rule.source.file;
}
