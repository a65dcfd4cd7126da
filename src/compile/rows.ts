import type { Answers } from './answers.ts';
import { type Bits, countOf, hasBit } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Classes } from './classes.ts';
import { Partition } from './partition.ts';
import type { Program } from './programs.ts';
import type { TrafficClasses } from './traffic.ts';
import { Walk } from './walk.ts';

/**
 * The programs of all holders of an address, in their order, and the rows of their table: by class of the other end
 * the row, by row and traffic class the answer.
 */
export interface Table {
  readonly members: readonly Program[];
  /** By class: a row of Rows. */
  readonly rowOf: Int32Array;
}

/** What a row costs by itself, in steps of a walk. */
const stepsOfRow = 64;

interface RowParts {
  readonly traffic: TrafficClasses;
  readonly classes: Classes;
  readonly answers: Answers;
  readonly budget: Budget;
}

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
  readonly #parts: RowParts;
  /** Of the classes, for one table at a time. */
  readonly #partition: Partition;
  readonly #knownLists = new Map<string, number>();
  readonly #knownSignatures = new Map<string, number>();
  readonly #knownRows = new Map<string, number>();

  constructor(parts: RowParts) {
    this.#parts = parts;
    this.#partition = new Partition(parts.classes.size);
    // Row 0 is nobody's: the answer is `absent` to all.
    this.#intern(new Int32Array(parts.traffic.size));
  }

  get size(): number {
    return this.listAt.length;
  }

  answer(row: number, traffic: number): number {
    return this.lists[this.listAt[row] + this.signatures[this.signatureAt[row] + traffic]];
  }

  table(members: readonly Program[]): Table {
    const { classes } = this.#parts;
    const partition = this.#partition;
    partition.join();
    for (const set of setsOf(members)) {
      this.#parts.budget.spend('walkSteps', countOf(classes.in(set)));
      partition.splitBy(classes.in(set));
    }
    const rows = Array.from(partition.samples(), (sample) => this.#row(members, sample));
    return { members, rowOf: partition.of.map((part) => rows[part]) };
  }

  #row(members: readonly Program[], peer: number): number {
    const { classes, answers } = this.#parts;
    this.#parts.budget.spend('walkSteps', stepsOfRow + this.#parts.traffic.size);
    const walks = members.map((program) =>
      new Walk(
        program,
        ({ groups }) => groups === undefined || hasBit(classes.in(groups), peer),
        this.#parts,
      ).run(),
    );
    if (walks.length === 1) return this.#intern(walks[0]);
    return this.#intern(walks[0].map((_, traffic) => answers.combine(walks.map((walk) => walk[traffic]))));
  }

  #intern(row: Int32Array): number {
    const list: number[] = [];
    const places = new Map<number, number>();
    const signature = new Uint16Array(row.length);
    for (const [traffic, answer] of row.entries()) {
      let place = places.get(answer);
      if (place === undefined) {
        place = list.length;
        places.set(answer, place);
        list.push(answer);
      }
      signature[traffic] = place;
    }
    const listAt = add(this.lists, this.#knownLists, list, list.join());
    const text = textOf(signature);
    if (!this.#knownSignatures.has(text)) this.#parts.budget.spend('signatureCells', row.length);
    const signatureAt = add(this.signatures, this.#knownSignatures, signature, text);
    const key = `${listAt} ${signatureAt}`;
    let number = this.#knownRows.get(key);
    if (number === undefined) {
      number = this.listAt.length;
      this.listAt.push(listAt);
      this.signatureAt.push(signatureAt);
      this.#knownRows.set(key, number);
    }
    return number;
  }
}

function setsOf(members: readonly Program[]): ReadonlySet<Bits> {
  const sets = new Set<Bits>();
  for (const { stages } of members) {
    for (const { entries } of stages) {
      for (const { groups, rule } of entries)
        if (groups !== undefined && rule.action !== 'log') sets.add(groups);
    }
  }
  return sets;
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
  for (let at = 0; at < numbers.length; at += 4096)
    text += String.fromCharCode(...numbers.subarray(at, at + 4096));
  return text;
}
