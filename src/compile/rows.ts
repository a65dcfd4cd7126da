import type { Bits } from './bits.ts';
import { Partition } from './partition.ts';
import type { Program } from './programs.ts';
import { type Survey, Walker, type WalkParts, type WalkProgram } from './walk.ts';

/**
 * The programs of all holders of an address, in their order, and the rows of their table: by class of the other end
 * the row, by row and traffic class the answer.
 */
export interface Table {
  readonly members: readonly Program[];
  /** By class: a row of Rows; where the table is only planned, which classes share one. */
  readonly rowOf: Int32Array;
}

/** What a row costs by itself, in steps of a walk. */
const stepsOfRow = 64;

/**
 * Rows of answers, each once. A row is a list of answers and a signature that says for each traffic class which of the
 * list it is: rows of different rules have the same signature where their ports are alike.
 */
export class Rows {
  readonly lists: number[] = [];
  readonly signatures: number[] = [];
  /** By row. */
  readonly listAt: number[] = [];
  readonly signatureAt: number[] = [];
  readonly #parts: WalkParts;
  readonly #walker: Walker;
  /** Of the classes, for one table at a time. */
  readonly #partition: Partition;
  /** Of the row at hand: its answers, its signature, and by answer the place in the list behind it. */
  readonly #list: Uint32Array;
  readonly #signature: Uint16Array;
  readonly #placeOf: number[] = [];
  readonly #knownLists = new Map<string, number>();
  readonly #knownSignatures = new Map<string, number>();
  /** By list, by signature. */
  readonly #knownRows = new Map<number, Map<number, number>>();

  constructor(parts: WalkParts) {
    const { size } = parts.traffic;
    this.#parts = parts;
    this.#walker = new Walker(parts);
    this.#partition = new Partition(parts.classes.size);
    this.#list = new Uint32Array(size);
    this.#signature = new Uint16Array(size);
    // Row 0 is nobody's: the answer is `absent` to all.
    this.#intern(new Int32Array(size));
  }

  get size(): number {
    return this.listAt.length;
  }

  answer(row: number, traffic: number): number {
    return this.lists[this.listAt[row] + this.signatures[this.signatureAt[row] + traffic]];
  }

  /**
   * Tells apart the classes of other ends for which the table needs rows of their own, and counts what these cost at
   * least: tables beyond the limit are found before any row of the first is made. The table needs its rows: see `fill`.
   */
  plan(members: readonly Program[]): Table {
    const surveys = members.map((program) => this.#walker.survey(program));
    const partition = this.#partition;
    partition.join();
    const { budget, traffic } = this.#parts;
    for (const set of setsOf(surveys)) {
      budget.spend('walkSteps', this.#walker.sizeOf(set));
      partition.splitBy(set);
    }
    const asked = surveys.reduce((sum, survey) => sum + survey.asked, 0);
    budget.spend('walkSteps', partition.size * (stepsOfRow + traffic.size + asked));
    return { members, rowOf: partition.of.slice() };
  }

  /** Makes the rows of a planned table. */
  fill({ members, rowOf }: Table): void {
    const programs = members.map((program) => this.#walker.prepare(program));
    const results = programs.map(() => new Int32Array(this.#parts.traffic.size));
    const samples: number[] = [];
    for (let peer = rowOf.length - 1; peer >= 0; peer--) samples[rowOf[peer]] = peer;
    const rows = samples.map((sample) => this.#row(programs, sample, results));
    for (let peer = 0; peer < rowOf.length; peer++) rowOf[peer] = rows[rowOf[peer]];
  }

  #row(programs: readonly WalkProgram[], peer: number, results: readonly Int32Array[]): number {
    for (const [index, program] of programs.entries()) this.#walker.run(program, peer, results[index]);
    const [first] = results;
    if (results.length === 1) return this.#intern(first);
    const { answers } = this.#parts;
    return this.#intern(first.map((_, traffic) => answers.combine(results.map((one) => one[traffic]))));
  }

  #intern(row: Int32Array): number {
    const count = this.#divide(row);
    const list = this.#list.subarray(0, count);
    const listAt = add(
      this.lists,
      this.#knownLists,
      list,
      textOf(new Uint16Array(list.buffer, 0, 2 * count)),
    );
    const signature = this.#signature;
    const text = textOf(signature);
    if (!this.#knownSignatures.has(text)) this.#parts.budget.spend('signatureCells', row.length);
    const signatureAt = add(this.signatures, this.#knownSignatures, signature, text);
    return this.#rowOf(listAt, signatureAt);
  }

  #rowOf(listAt: number, signatureAt: number): number {
    let known = this.#knownRows.get(listAt);
    if (known === undefined) {
      known = new Map();
      this.#knownRows.set(listAt, known);
    }
    let number = known.get(signatureAt);
    if (number === undefined) {
      number = this.listAt.length;
      this.listAt.push(listAt);
      this.signatureAt.push(signatureAt);
      known.set(signatureAt, number);
    }
    return number;
  }

  /** The row as list and signature. Returns the length of the list. */
  #divide(row: Int32Array): number {
    const [list, places] = [this.#list, this.#placeOf];
    let count = 0;
    for (let traffic = 0; traffic < row.length; traffic++) {
      const answer = row[traffic];
      while (places.length <= answer) places.push(0);
      if (places[answer] === 0) {
        list[count] = answer;
        places[answer] = ++count;
      }
      this.#signature[traffic] = places[answer] - 1;
    }
    for (let place = 0; place < count; place++) places[list[place]] = 0;
    return count;
  }
}

function setsOf(surveys: readonly Survey[]): ReadonlySet<Bits> {
  const [first, ...others] = surveys;
  return others.length === 0 ? first.sets : new Set(surveys.flatMap(({ sets }) => [...sets]));
}

/** Where the values stand in `all`, put there if they are new. */
function add(all: number[], known: Map<string, number>, values: Iterable<number>, key: string): number {
  let at = known.get(key);
  if (at === undefined) {
    at = all.length;
    for (const value of values) all.push(value);
    known.set(key, at);
  }
  return at;
}

/** The numbers as characters: the shortest key there is. */
function textOf(numbers: Uint16Array): string {
  let text = '';
  for (let at = 0; at < numbers.length; at++) text += String.fromCharCode(numbers[at]);
  return text;
}
