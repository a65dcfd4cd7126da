import type { ImageCopies } from './image-copies.ts';
import type { Layout } from './layout.ts';
import type { TrafficSplit } from './live-traffic.ts';
import { NeedsRebuild } from './rebuild.ts';

interface Shared {
  readonly key: string;
  /** A list: number of its first answer. A signature: its number. */
  readonly at: number;
  readonly values: number[];
  uses: number;
}

interface Row {
  readonly key: string;
  readonly list: Shared;
  readonly signature: Shared;
  uses: number;
}

/** Rows of answers, as in compile/rows.ts, each once; what nobody uses any more makes room for others. */
export class LiveRows {
  readonly #rows: (Row | undefined)[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #lists = new Map<string, Shared>();
  readonly #signatures = new Map<string, Shared>();
  readonly #freeRows: number[] = [];
  /** By length. */
  readonly #freeLists = new Map<number, number[]>();
  readonly #freeSignatures: number[] = [];
  #listed = 0;
  #signatureCount = 0;
  #image: ImageCopies | undefined;
  #layout: Layout | undefined;

  /** Numbers that were ever in use at once. */
  get sizes(): { readonly rows: number; readonly listed: number; readonly signatures: number } {
    return { rows: this.#rows.length, listed: this.#listed, signatures: this.#signatureCount };
  }

  /** From now on what changes is written to an image; what there is already, at once. */
  attach(image: ImageCopies, layout: Layout): void {
    this.#image = image;
    this.#layout = layout;
    for (const list of this.#lists.values()) this.#writeList(list);
    for (const signature of this.#signatures.values()) this.#writeSignature(signature);
    for (const [number, row] of this.#rows.entries()) if (row !== undefined) this.#writeRow(number, row);
  }

  /** Uses the row with these answers, by traffic class, once more; made if there is none. */
  use(answers: Int32Array): number {
    const list: number[] = [];
    const places = new Map<number, number>();
    const signature = Array.from(answers, (answer) => {
      let place = places.get(answer);
      if (place === undefined) {
        place = list.push(answer) - 1;
        places.set(answer, place);
      }
      return place;
    });
    const key = `${list.join()}:${signature.join()}`;
    const known = this.#byKey.get(key);
    const number = known ?? this.#add(key, list, signature);
    (this.#rows[number] as Row).uses++;
    return number;
  }

  /** Ends a use. */
  release(number: number): void {
    const row = this.#rows[number] as Row;
    if (--row.uses > 0) return;
    this.#rows[number] = undefined;
    this.#byKey.delete(row.key);
    this.#freeRows.push(number);
    if (--row.list.uses === 0) {
      this.#lists.delete(row.list.key);
      this.#freeOf(row.list.values.length).push(row.list.at);
    }
    if (--row.signature.uses === 0) {
      this.#signatures.delete(row.signature.key);
      this.#freeSignatures.push(row.signature.at);
    }
  }

  answer(number: number, traffic: number): number {
    const { list, signature } = this.#rows[number] as Row;
    return list.values[signature.values[traffic]];
  }

  /** New traffic classes are answered as those of which they were parts. */
  split(splits: readonly TrafficSplit[]): void {
    if (splits.length === 0) return;
    const signatures = [...this.#signatures.values()];
    const renamed = new Map<Shared, Shared>();
    this.#signatures.clear();
    for (const old of signatures) {
      for (const { parent } of splits) old.values.push(old.values[parent]);
      const signature = { ...old, key: old.values.join() };
      renamed.set(old, signature);
      this.#signatures.set(signature.key, signature);
      this.#writeSignature(signature);
    }
    this.#byKey.clear();
    for (const [number, row] of this.#rows.entries()) {
      if (row === undefined) continue;
      const signature = renamed.get(row.signature) as Shared;
      const key = `${row.list.key}:${signature.key}`;
      this.#rows[number] = { ...row, key, signature };
      this.#byKey.set(key, number);
    }
  }

  #add(key: string, list: number[], signature: number[]): number {
    const row: Row = { key, list: this.#list(list), signature: this.#signature(signature), uses: 0 };
    const number = this.#freeRows.pop() ?? this.#rows.length;
    this.#rows[number] = row;
    this.#byKey.set(key, number);
    this.#writeRow(number, row);
    return number;
  }

  #list(values: number[]): Shared {
    const key = values.join();
    let list = this.#lists.get(key);
    if (list === undefined) {
      const at = this.#freeOf(values.length).pop() ?? this.#listed;
      this.#listed = Math.max(this.#listed, at + values.length);
      list = { key, at, values, uses: 0 };
      this.#lists.set(key, list);
      this.#writeList(list);
    }
    list.uses++;
    return list;
  }

  #signature(values: number[]): Shared {
    const key = values.join();
    let signature = this.#signatures.get(key);
    if (signature === undefined) {
      signature = { key, at: this.#freeSignatures.pop() ?? this.#signatureCount++, values, uses: 0 };
      this.#signatures.set(key, signature);
      this.#writeSignature(signature);
    }
    signature.uses++;
    return signature;
  }

  #freeOf(length: number): number[] {
    let free = this.#freeLists.get(length);
    if (free === undefined) {
      free = [];
      this.#freeLists.set(length, free);
    }
    return free;
  }

  #writeRow(number: number, { list, signature }: Row): void {
    if (this.#layout === undefined) return;
    const { parts, capacity } = this.#layout;
    if (number >= capacity.rows) throw new NeedsRebuild('rows');
    const at = parts.rows + number * 8;
    this.#image?.setWord(at, parts.lists + list.at * 4);
    this.#image?.setWord(at + 4, parts.signatures + signature.at * capacity.traffic * 2);
  }

  #writeList({ at, values }: Shared): void {
    if (this.#layout === undefined) return;
    if (at + values.length > this.#layout.capacity.listed) throw new NeedsRebuild('lists');
    this.#image?.setBytes(this.#layout.parts.lists + at * 4, Uint32Array.from(values));
  }

  #writeSignature({ at, values }: Shared): void {
    if (this.#layout === undefined) return;
    const { parts, capacity } = this.#layout;
    if (at >= capacity.signatures) throw new NeedsRebuild('signatures');
    if (values.length > capacity.traffic) throw new NeedsRebuild('traffic');
    this.#image?.setBytes(parts.signatures + at * capacity.traffic * 2, Uint16Array.from(values));
  }
}
