import { usageError } from '../../diagnostics/errors.ts';
import { formatCount } from '../../terminal/number.ts';
import type { Change } from './changes.ts';
import type { Endpoint } from './endpoint.ts';
import type { Kind } from './kinds.ts';
import { Lists } from './lists.ts';

/** Every endpoint of `from` with every other one of `to`, or each with itself. */
export interface PairRow {
  readonly from: readonly Endpoint[];
  readonly to: readonly Endpoint[] | 'itself';
  readonly change: Change;
  readonly pairs: number;
}

/** 256 MiB of kinds in lists. */
const mostListed = 2 ** 26;

/** Puts the changed pairs together: sources whose change leads to the same destinations are one row. */
export class Collector {
  readonly #kinds: readonly Kind[];
  readonly #lists = new Lists();
  /** By change, by list of destination kinds: the source kinds. */
  readonly #rows = new Map<Change, Map<number, Kind[]>>();
  readonly #selves = new Map<Change, Kind[]>();
  #source: Kind | undefined;
  #ofSource = new Map<Change, number[]>();
  changedPairs = 0;

  constructor(kinds: readonly Kind[]) {
    this.#kinds = kinds;
  }

  /** Those of one source kind come one after the other. */
  add(from: Kind, to: Kind, changes: readonly Change[]): void {
    if (from !== this.#source) this.#endSource();
    this.#source = from;
    for (const change of changes) push(this.#ofSource, change, to.id);
    this.changedPairs += from.members.length * (to.members.length - (from === to ? 1 : 0));
  }

  addSelf(kind: Kind, changes: readonly Change[]): void {
    for (const change of changes) push(this.#selves, change, kind);
    this.changedPairs += kind.members.length;
  }

  rows(): readonly PairRow[] {
    this.#endSource();
    const rows = [...this.#rows].flatMap(([change, lists]) =>
      this.#settled(lists).map(([list, sources]) => {
        const to = [...this.#lists.get(list)].map((id) => this.#kinds[id]);
        return row(change, sources, to);
      }),
    );
    const selves = [...this.#selves].map(([change, kinds]) => {
      const from = membersOf(kinds);
      return { from, to: 'itself' as const, change, pairs: from.length };
    });
    return [...rows, ...selves].sort(byWeight);
  }

  #endSource(): void {
    const source = this.#source;
    if (source === undefined) return;
    for (const [change, kinds] of this.#ofSource) {
      let lists = this.#rows.get(change);
      if (lists === undefined) {
        lists = new Map();
        this.#rows.set(change, lists);
      }
      push(lists, this.#lists.idOf(kinds), source);
      if (source.members.length === 1) push(lists, this.#lists.idOf(withNumber(kinds, source.id)), source);
    }
    this.#ofSource = new Map();
    if (this.#lists.size > mostListed) throw tooMany(this.changedPairs);
  }

  /** A source that stands under two lists stays under the one that more sources share. */
  #settled(lists: ReadonlyMap<number, readonly Kind[]>): readonly (readonly [number, readonly Kind[]])[] {
    const taken = new Set<Kind>();
    return [...lists]
      .sort(
        ([a, ofA], [b, ofB]) =>
          ofB.length - ofA.length || this.#lists.get(a).length - this.#lists.get(b).length || a - b,
      )
      .flatMap(([list, sources]) => {
        const left = sources.filter((source) => !taken.has(source));
        for (const source of left) taken.add(source);
        return left.length === 0 ? [] : [[list, left] as const];
      });
  }
}

/** Alone of its kind it makes no pair there: with it or without it the list says the same of this source. */
function withNumber(ascending: readonly number[], number: number): readonly number[] {
  return [...ascending, number].sort((a, b) => a - b);
}

function row(change: Change, sources: readonly Kind[], destinations: readonly Kind[]): PairRow {
  const both = new Set(destinations);
  const [from, to] = [membersOf(sources), membersOf(destinations)];
  const selves = membersOf(sources.filter((kind) => both.has(kind))).length;
  return { from, to, change, pairs: from.length * to.length - selves };
}

function membersOf(kinds: readonly Kind[]): readonly Endpoint[] {
  return kinds.flatMap(({ members }) => members).sort((a, b) => a.id - b.id);
}

/** What is lost before what is gained, then the most pairs; equal counts in the order of the inventory. */
function byWeight(a: PairRow, b: PairRow): number {
  const gain = (row: PairRow) => (row.change.new.verdict === 'allow' ? 1 : 0);
  const to = (row: PairRow) => (row.to === 'itself' ? -1 : row.to[0].id);
  return (
    gain(a) - gain(b) ||
    b.pairs - a.pairs ||
    a.from[0].id - b.from[0].id ||
    to(a) - to(b) ||
    a.change.id - b.change.id
  );
}

function push<Key, Value>(table: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = table.get(key);
  if (list === undefined) table.set(key, [value]);
  else list.push(value);
}

function tooMany(pairs: number) {
  return usageError(
    'too-many-changes',
    `more than ${formatCount(pairs)} pairs change, each group in its own way`,
    {
      hint: 'Compare in steps: a few policies at a time, or a part of the cluster.',
    },
  );
}
