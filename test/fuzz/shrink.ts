import type { JsonValue } from '../../src/manifest/manifest.ts';
import type { FuzzCase, PolicyData } from './case.ts';
import { checkCase, type Difference } from './check.ts';
import { type Judges, realJudges } from './judges.ts';

export interface Shrunk {
  readonly smallest: FuzzCase;
  readonly difference: Difference;
  /** Smaller cases that were tried. */
  readonly tried: number;
}

/** Tries at the most: each is a whole check. */
const mostTries = 4000;

/**
 * Makes a case smaller as long as the same kind of difference remains, greedily: first halves of the lists, then
 * their members one by one, then every list item and field within the policies.
 */
export async function shrink(
  found: FuzzCase,
  difference: Difference,
  judges: Judges = realJudges,
): Promise<Shrunk> {
  const search = new Search(found, difference, judges);
  await search.run();
  return { smallest: search.best, difference: search.difference, tried: search.tried };
}

/** A list of a case, and the case with another list in its place. */
interface Part {
  readonly list: readonly unknown[];
  with(list: readonly unknown[]): FuzzCase;
}

class Search {
  best: FuzzCase;
  difference: Difference;
  tried = 0;
  readonly #judges: Judges;

  constructor(found: FuzzCase, difference: Difference, judges: Judges) {
    this.best = found;
    this.difference = difference;
    this.#judges = judges;
  }

  async run(): Promise<void> {
    await this.#firstCuts();
    for (let before = -1; before !== sizeOf(this.best) && this.tried < mostTries; ) {
      before = sizeOf(this.best);
      for (const part of parts) await this.#shorten(part);
      for (const set of [0, 1] as const) await this.#thin(set);
    }
  }

  /** What the difference surely does not need. */
  async #firstCuts(): Promise<void> {
    const { best, difference } = this;
    const isReplay = difference.at === 'replay';
    const noTraffic = { ...best.traffic, packets: [] };
    if (difference.question !== undefined) {
      await this.#try({ ...best, questions: [difference.question], traffic: noTraffic });
    } else await this.#try({ ...best, questions: [], ...(!isReplay && { traffic: noTraffic }) });
    const { before, after } = { before: this.best.policies[0], after: this.best.policies[1] };
    await this.#try({ ...this.best, policies: [difference.set === 1 ? after : before, []] });
    await this.#try({ ...this.best, names: {} });
    await this.#try({ ...this.best, options: {} });
    await this.#try({ ...this.best, stages: { ...this.best.stages, forwarders: [] } });
  }

  /** Leaves out pieces of the list: halves, quarters, single members. */
  async #shorten(part: (of: FuzzCase) => Part): Promise<void> {
    for (let size = part(this.best).list.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < part(this.best).list.length; ) {
        const { list, with: replaced } = part(this.best);
        const rest = [...list.slice(0, at), ...list.slice(at + size)];
        if (!(await this.#try(replaced(rest)))) at += size;
      }
    }
  }

  /** Leaves out list items and fields anywhere in the policies of a set. */
  async #thin(set: 0 | 1): Promise<void> {
    for (let index = 0; index < this.best.policies[set].length; index++) {
      for (let step = 0; ; step++) {
        const smaller = withoutStep(this.best.policies[set][index] as JsonValue, step);
        if (smaller === undefined) break;
        const policies = this.best.policies.map((list, at) =>
          at === set ? replaceAt(list, index, smaller) : list,
        );
        if (await this.#try({ ...this.best, policies: policies as unknown as FuzzCase['policies'] })) step--;
      }
    }
  }

  async #try(smaller: FuzzCase): Promise<boolean> {
    if (this.tried++ >= mostTries) return false;
    const { difference } = await checkCase(smaller, this.#judges);
    if (difference === undefined || !isAlike(difference, this.difference)) return false;
    this.best = smaller;
    this.difference = difference;
    return true;
  }
}

const parts: readonly ((of: FuzzCase) => Part)[] = [
  listIn('questions'),
  (of) => ({
    list: of.traffic.packets,
    with: (list) => ({ ...of, traffic: { ...of.traffic, packets: list as FuzzCase['traffic']['packets'] } }),
  }),
  (of) => ({
    list: of.traffic.changes,
    with: (list) => ({ ...of, traffic: { ...of.traffic, changes: list as FuzzCase['traffic']['changes'] } }),
  }),
  policiesOf(0),
  policiesOf(1),
  listIn('cluster'),
];

function listIn(name: 'questions' | 'cluster') {
  return (of: FuzzCase): Part => ({ list: of[name], with: (list) => ({ ...of, [name]: list }) });
}

function policiesOf(set: 0 | 1) {
  return (of: FuzzCase): Part => ({
    list: of.policies[set],
    with: (list) => ({
      ...of,
      policies: (set === 0 ? [list, of.policies[1]] : [of.policies[0], list]) as FuzzCase['policies'],
    }),
  });
}

/** An exception must be the same one, at the same place. */
function isAlike(ours: Difference, theirs: Difference): boolean {
  const place = ({ text }: Difference) => text.split('\n').slice(0, 2).join();
  return ours.at === theirs.at && (ours.at !== 'throw' || place(ours) === place(theirs));
}

function sizeOf({ questions, traffic, policies, cluster }: FuzzCase): number {
  const text = JSON.stringify(policies);
  return questions.length + traffic.packets.length + traffic.changes.length + cluster.length + text.length;
}

function replaceAt(list: readonly PolicyData[], index: number, value: JsonValue): readonly PolicyData[] {
  return list.map((one, at) => (at === index ? (value as PolicyData) : one));
}

/** Names and what says where a part is from stay: without them an object is none. */
const kept = new Set([
  'source',
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'op',
  'of',
  'direction',
  'action',
]);

/** The value without its `step`-th removable part, counted from the outside; undefined behind the last. */
export function withoutStep(value: JsonValue, step: number): JsonValue | undefined {
  const left = { steps: step };
  const smaller = without(value, left);
  return left.steps < 0 ? smaller : undefined;
}

function without(value: JsonValue, left: { steps: number }): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (const index of value.keys()) if (left.steps-- === 0) return value.filter((_, at) => at !== index);
    return value.map((one: JsonValue) => (left.steps < 0 ? one : without(one, left)));
  }
  const entries = Object.entries(value) as [string, JsonValue][];
  for (const [key] of entries) {
    if (!kept.has(key) && left.steps-- === 0)
      return Object.fromEntries(entries.filter(([one]) => one !== key));
  }
  return Object.fromEntries(
    entries.map(([key, one]) => [key, kept.has(key) || left.steps < 0 ? one : without(one, left)]),
  );
}
