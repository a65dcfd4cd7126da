import type { PortRange } from '../../ir/policy.ts';
import type { Family } from '../../net/address.ts';
import type { Answer } from './answer.ts';
import { meet } from './meet.ts';
import { isSameVerdict, type Outcome, type Outcomes } from './outcome.ts';
import { PairTable } from './pair-table.ts';
import { itemsOf, type Legend, type Region, type TrafficItem } from './region.ts';
import { trafficText } from './traffic-text.ts';

/** Traffic whose verdict changes, with what it was and what it becomes. */
export interface Change {
  readonly id: number;
  readonly text: string;
  readonly traffic: readonly TrafficItem[];
  /** The family, where the pair has both and they do not change alike. */
  readonly family: Family | undefined;
  readonly old: Outcome;
  readonly new: Outcome;
}

type Draft = Omit<Change, 'id' | 'family'>;

/** The changes of pairs, each distinct one once: lists of them are compared as numbers. */
export class Changes {
  readonly #legends: Readonly<Record<Family, Legend>>;
  readonly #outcomes: Outcomes;
  readonly #ofFamily = new PairTable<number>();
  readonly #familyLists: (readonly Draft[])[] = [[]];
  readonly #familyListKeys = new Map<string, number>([['', 0]]);
  readonly #ofPair = new PairTable<readonly Change[]>();
  readonly #byKey = new Map<string, Change>();

  constructor(legends: Readonly<Record<Family, Legend>>, outcomes: Outcomes) {
    this.#legends = legends;
    this.#outcomes = outcomes;
  }

  /** The number of the list of changes in one family; 0 for none. */
  inFamily(family: Family, first: Answer, second: Answer): number {
    let found = this.#ofFamily.get(first.id, second.id);
    if (found === undefined) {
      found = this.#intern(family, this.#overlay(first, second));
      this.#ofFamily.set(first.id, second.id, found);
    }
    return found;
  }

  /** The changes of a pair, from those of its families; undefined for a family in which the two do not meet. */
  ofPair(four: number | undefined, six: number | undefined): readonly Change[] {
    const [a, b] = [(four ?? -1) + 1, (six ?? -1) + 1];
    let found = this.#ofPair.get(a, b);
    if (found === undefined) {
      found = this.#together(four, six);
      this.#ofPair.set(a, b, found);
    }
    return found;
  }

  #together(four: number | undefined, six: number | undefined): readonly Change[] {
    const [a, b] = [four, six].map((list) => (list === undefined ? [] : this.#familyLists[list]));
    if (four === undefined || six === undefined) return [...a, ...b].map((one) => this.#change(one));
    const keys = [a, b].map((list) => new Map(list.map((one) => [draftKey(one), one])));
    return [
      ...a.map((one) => this.#change(one, keys[1].has(draftKey(one)) ? undefined : 4)),
      ...b.filter((one) => !keys[0].has(draftKey(one))).map((one) => this.#change(one, 6)),
    ];
  }

  #change(draft: Draft, family?: Family): Change {
    const key = `${family ?? ''} ${draftKey(draft)}`;
    let found = this.#byKey.get(key);
    if (found === undefined) {
      found = { ...draft, family, id: this.#byKey.size };
      this.#byKey.set(key, found);
    }
    return found;
  }

  #intern(family: Family, regions: readonly [number, number, Region][]): number {
    const legend = this.#legends[family];
    const drafts = regions.map(([before, after, region]) => ({
      text: trafficText(region, legend),
      traffic: itemsOf(region, legend),
      old: this.#outcomes.get(before),
      new: this.#outcomes.get(after),
    }));
    const key = drafts.map(draftKey).join('\n');
    let found = this.#familyListKeys.get(key);
    if (found === undefined) {
      found = this.#familyLists.push(drafts) - 1;
      this.#familyListKeys.set(key, found);
    }
    return found;
  }

  /** The regions of each pair of outcomes with different verdicts. */
  #overlay(first: Answer, second: Answer): readonly [number, number, Region][] {
    const lineCount = Math.max(first.lines.length, second.lines.length);
    const regions = new Map<string, [number, number, PortRange[][]]>();
    for (let line = 0; line < lineCount; line++) {
      for (const piece of meet(first.lines[line], second.lines[line])) {
        const before = this.#outcomes.joint(piece.first.old, piece.second.old);
        const after = this.#outcomes.joint(piece.first.new, piece.second.new);
        if (isSameVerdict(this.#outcomes.get(before), this.#outcomes.get(after))) continue;
        const key = `${before} ${after}`;
        const region = regions.get(key)?.[2] ?? Array.from({ length: lineCount }, () => []);
        regions.set(key, [before, after, region]);
        append(region[line], piece);
      }
    }
    return [...regions.values()];
  }
}

function draftKey({ traffic, old, new: after }: Draft): string {
  return `${old.id} ${after.id} ${JSON.stringify(traffic)}`;
}

function append(ranges: PortRange[], { from, to }: PortRange): void {
  const last = ranges.at(-1);
  if (last !== undefined && last.to + 1 === from) ranges[ranges.length - 1] = { from: last.from, to };
  else ranges.push({ from, to });
}
