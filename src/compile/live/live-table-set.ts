import { Answers } from '../answers.ts';
import { BeyondTables, bounds } from '../bounds.ts';
import type { ImageCopies } from './image-copies.ts';
import type { Layout } from './layout.ts';
import type { LiveClasses, NewClass } from './live-classes.ts';
import type { LiveEntry } from './live-entries.ts';
import type { LiveProgram, LivePrograms } from './live-programs.ts';
import type { LiveRows } from './live-rows.ts';
import type { LiveTraffic } from './live-traffic.ts';
import { LiveWalk } from './live-walk.ts';
import { NeedsRebuild } from './rebuild.ts';

/** The programs of all holders of an address, in their order, and by class of the other end the row. */
export interface LiveTable {
  /** From 1. */
  readonly number: number;
  readonly key: string;
  readonly members: readonly LiveProgram[];
  /** Those that its rules ask of, each once. */
  readonly peerSets: readonly number[];
  readonly rowOf: number[];
  /** By which of its peer sets a class is in, in bits: the row. */
  readonly parts: Map<number | string, number>;
  /** Places that have it. */
  uses: number;
}

export interface TableParts {
  readonly classes: LiveClasses;
  readonly traffic: LiveTraffic;
  readonly rows: LiveRows;
  readonly programs: LivePrograms;
}

/** Of a number that is held as such. */
const mostBits = 30;

/** Tables that places share; those that none has any more make room for others. */
export class LiveTableSet {
  readonly answers = new Answers();
  readonly #parts: TableParts;
  readonly #byKey = new Map<string, LiveTable>();
  readonly #free: number[] = [];
  #made = 0;
  #image: ImageCopies | undefined;
  #layout: Layout | undefined;

  constructor(parts: TableParts) {
    this.#parts = parts;
    // Row 0 is nobody's: the answer is `absent` to all.
    parts.rows.use(new Int32Array(parts.traffic.size));
  }

  /** Numbers that were ever in use at once, 0 among them. */
  get numbers(): number {
    return this.#made + 1;
  }

  attach(image: ImageCopies, layout: Layout): void {
    this.#image = image;
    this.#layout = layout;
    for (const table of this.#byKey.values()) this.#write(table);
  }

  /** Uses the table of these programs once more; undefined for nobody. */
  use(members: readonly LiveProgram[]): LiveTable | undefined {
    if (members.length === 0) return undefined;
    const key = members.map(({ id }) => id).join();
    const table = this.#byKey.get(key) ?? this.#add(key, members);
    table.uses++;
    return table;
  }

  release(table: LiveTable | undefined): void {
    if (table === undefined || --table.uses > 0) return;
    this.#byKey.delete(table.key);
    this.#free.push(table.number);
    for (const program of table.members) this.#parts.programs.release(program);
    for (const row of table.parts.values()) this.#parts.rows.release(row);
  }

  /** Columns for classes that there were not before. */
  addClasses(made: readonly NewClass[]): void {
    for (const { class: number, parent } of made) {
      if (this.#layout !== undefined && number >= this.#layout.capacity.classes)
        throw new NeedsRebuild('classes');
      for (const table of this.#byKey.values()) {
        table.rowOf[number] = parent < 0 ? this.#rowFor(table, number) : table.rowOf[parent];
        this.#writeCell(table, number);
      }
    }
  }

  #add(key: string, members: readonly LiveProgram[]): LiveTable {
    if ((this.#byKey.size + 1) * this.#parts.classes.size > bounds.tableCells.limit) {
      throw new BeyondTables(`more than ${bounds.tableCells.limit} ${bounds.tableCells.what}`);
    }
    const number = this.#free.pop() ?? ++this.#made;
    const peerSets = [...new Set(members.flatMap(peerSetsOf))];
    const table: LiveTable = { number, key, members, peerSets, rowOf: [], parts: new Map(), uses: 0 };
    for (const program of members) this.#parts.programs.use(program);
    for (let column = 0; column < this.#parts.classes.size; column++) {
      table.rowOf.push(this.#rowFor(table, column));
    }
    this.#byKey.set(key, table);
    this.#write(table);
    return table;
  }

  #rowFor(table: LiveTable, column: number): number {
    const { rows } = this.#parts;
    const part = this.#partOf(table, column);
    let row = table.parts.get(part);
    if (row === undefined) {
      row = rows.use(this.#walk(table.members, column));
      table.parts.set(part, row);
    }
    return row;
  }

  #partOf({ peerSets }: LiveTable, column: number): number | string {
    const { classes } = this.#parts;
    if (peerSets.length <= mostBits) {
      let bits = 0;
      for (const peerSet of peerSets) bits = (bits << 1) | (classes.has(peerSet, column) ? 1 : 0);
      return bits;
    }
    return peerSets.map((peerSet) => (classes.has(peerSet, column) ? '1' : '0')).join('');
  }

  #walk(members: readonly LiveProgram[], column: number): Int32Array {
    const { classes, traffic } = this.#parts;
    const walks = members.map((program) =>
      new LiveWalk(program, ({ peerSet }) => peerSet < 0 || classes.has(peerSet, column), {
        traffic,
        answers: this.answers,
      }).run(),
    );
    if (walks.length === 1) return walks[0];
    return walks[0].map((_, one) => this.answers.combine(walks.map((walk) => walk[one])));
  }

  #write(table: LiveTable): void {
    if (this.#layout === undefined || this.#image === undefined) return;
    const { capacity, parts, isWide } = this.#layout;
    if (table.number >= capacity.tables) throw new NeedsRebuild('tables');
    if (table.rowOf.length > capacity.classes) throw new NeedsRebuild('classes');
    const rowOf = isWide ? Uint32Array.from(table.rowOf) : Uint16Array.from(table.rowOf);
    const cell = table.number * capacity.classes;
    this.#image.setBytes(parts.tables + cell * (isWide ? 4 : 2), rowOf);
  }

  #writeCell(table: LiveTable, column: number): void {
    if (this.#layout === undefined || this.#image === undefined) return;
    const { capacity, parts, isWide } = this.#layout;
    const cell = table.number * capacity.classes + column;
    if (isWide) this.#image.setWord(parts.tables + cell * 4, table.rowOf[column]);
    else this.#image.setHalf(parts.tables + cell * 2, table.rowOf[column]);
  }
}

function peerSetsOf({ stages }: LiveProgram): readonly number[] {
  return stages.flatMap(({ entries }) =>
    (entries as readonly LiveEntry[]).flatMap(({ peerSet, rule }) =>
      peerSet < 0 || rule.action === 'log' ? [] : [peerSet],
    ),
  );
}
