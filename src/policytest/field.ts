import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type FieldPath, formatPath, type Source } from '../diagnostics/source.ts';
import type { RawDocument } from '../manifest/document.ts';
import type { JsonObject, JsonValue } from '../manifest/manifest.ts';
import { didYouMean } from '../manifest/suggest.ts';

/**
 * A field of a test file that knows its place. Its getters answer undefined for an absent field, and for one of
 * the wrong shape after they have said so: a reader reads on and finds all faults at once.
 */
export class Field {
  readonly value: JsonValue | undefined;
  readonly path: FieldPath;
  readonly #document: RawDocument;
  readonly #found: Diagnostic[];

  constructor(document: RawDocument, found: Diagnostic[], value: JsonValue | undefined, path: FieldPath) {
    this.value = value;
    this.path = path;
    this.#document = document;
    this.#found = found;
  }

  /** The document itself. What is found goes to the list. */
  static root(document: RawDocument, found: Diagnostic[]): Field {
    return new Field(document, found, document.value, []);
  }

  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  source(): Source {
    return this.#document.source(this.path);
  }

  fail(code: string, message: string, hint?: string): undefined {
    this.#found.push(this.diagnostic('error', code, message, hint));
  }

  diagnostic(severity: Diagnostic['severity'], code: string, message: string, hint?: string): Diagnostic {
    const place = this.source().locate();
    const path = formatPath(this.path);
    return { severity, code, message, ...place, path, ...(hint !== undefined && { hint }) };
  }

  /** The fields of a mapping, absent ones too. A key that is none of these is a fault. */
  fields<K extends string>(known: readonly K[]): Record<K, Field> {
    const object = this.#mapping() ?? {};
    for (const key of Object.keys(object)) {
      if (known.includes(key as K)) continue;
      const hint = didYouMean(key, known) ?? `Known fields: ${known.join(', ')}.`;
      this.#at(key, object[key]).fail('unknown-field', `there is no field ${JSON.stringify(key)}`, hint);
    }
    return Object.fromEntries(known.map((key) => [key, this.#at(key, object[key])])) as Record<K, Field>;
  }

  /** The fields of a mapping whose keys are free. */
  entries(): readonly (readonly [string, Field])[] {
    return Object.entries(this.#mapping() ?? {}).map(([key, value]) => [key, this.#at(key, value)]);
  }

  items(): readonly Field[] {
    if (!this.isPresent) return [];
    if (!Array.isArray(this.value)) {
      this.#wrong('a list');
      return [];
    }
    return this.value.map((item, index) => this.#at(index, item));
  }

  text(): string | undefined {
    if (!this.isPresent) return undefined;
    return typeof this.value === 'string' ? this.value : this.#wrong('text', 'Put it in quotes.');
  }

  flag(): boolean | undefined {
    if (!this.isPresent) return undefined;
    return typeof this.value === 'boolean' ? this.value : this.#wrong('true or false');
  }

  integer(from: number, to: number): number | undefined {
    if (!this.isPresent) return undefined;
    const { value } = this;
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
    return this.#wrong(`a whole number from ${from} to ${to}`);
  }

  word<W extends string>(words: readonly W[]): W | undefined {
    if (!this.isPresent) return undefined;
    const { value } = this;
    if (words.includes(value as W)) return value as W;
    const hint = typeof value === 'string' ? didYouMean(value, words) : undefined;
    return this.#wrong(`one of ${words.join(', ')}`, hint);
  }

  /** Says so where the field is absent. */
  required<T>(value: T | undefined): T | undefined {
    if (!this.isPresent) this.fail('missing-field', 'the field is required');
    return value;
  }

  #mapping(): JsonObject | undefined {
    if (!this.isPresent) return undefined;
    const { value } = this;
    if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
    return this.#wrong('a mapping');
  }

  #wrong(what: string, hint?: string): undefined {
    return this.fail('bad-value', `${shown(this.value)} is not ${what}`, hint);
  }

  #at(step: string | number, value: JsonValue | undefined): Field {
    return new Field(this.#document, this.#found, value, [...this.path, step]);
  }
}

function shown(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
