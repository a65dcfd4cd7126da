import type { FieldPath, Source } from '../diagnostics/source.ts';
import type { Labels } from '../ir/entity.ts';
import type { JsonObject, JsonValue } from '../manifest/manifest.ts';
import type { TextCheck } from '../manifest/names.ts';
import { didYouMean } from '../manifest/suggest.ts';
import { asObject } from '../manifest/value.ts';
import { type IpAddress, parseAddress } from '../net/address.ts';
import { parseProtocol, protocolName } from '../net/protocol.ts';
import type { FieldNames } from './field-names.ts';
import type { Report } from './report.ts';

export type SourceOf = (path: FieldPath) => Source;

/**
 * Reads fields of a parsed object by the type that they must have. A missing or null field gives the empty value
 * of its type, as an API server reads it; a field of another type does too, and is reported at its place.
 */
export class Fields {
  readonly report: Report;
  readonly value: JsonObject;
  readonly #sourceOf: SourceOf;
  readonly #path: FieldPath;
  readonly #isStored: boolean;

  /** `isStored`: out of a cluster, whose API server has removed all that are no fields. */
  constructor(report: Report, sourceOf: SourceOf, path: FieldPath, value: JsonObject, isStored = false) {
    this.#isStored = isStored;
    this.report = report;
    this.value = value;
    this.#sourceOf = sourceOf;
    this.#path = path;
  }

  source(...steps: FieldPath): Source {
    return this.#sourceOf([...this.#path, ...steps]);
  }

  has(key: string): boolean {
    return (this.value[key] ?? null) !== null;
  }

  text(key: string): string {
    const value = this.value[key];
    return typeof value === 'string' ? value : (this.#textAt([key], value) ?? '');
  }

  /** A text of a form that API servers demand. One of another form still says who is who. */
  formed(key: string, check: TextCheck, code: string): string {
    const text = this.text(key);
    const wrong = text === '' ? undefined : check(text);
    if (wrong !== undefined) this.report.warn(code, `${JSON.stringify(text)} ${wrong}`, this.source(key));
    return text;
  }

  flag(key: string): boolean {
    const value = this.value[key] ?? false;
    if (typeof value === 'boolean') return value;
    this.#wrong([key], 'a boolean', value);
    return false;
  }

  /** 0 where it is missing or no port. */
  port(key: string): number {
    const value = this.value[key] ?? 0;
    if (value === 0) return 0;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65535) return value;
    this.#noPort(key);
    return 0;
  }

  /** 0 where it is missing or no port, both of which are errors. */
  requiredPort(key: string): number {
    const value = this.value[key] ?? null;
    if (value === null) this.report.error('missing-field', `${key} is missing`, this.source());
    else if (value === 0) this.#noPort(key);
    else return this.port(key);
    return 0;
  }

  /** An IP protocol number; TCP where it is missing. */
  protocol(key: string): number {
    const name = this.text(key) || 'TCP';
    const number = parseProtocol(name);
    if (number !== undefined && protocolName(number) === name) return number;
    this.report.error('invalid-protocol', `${JSON.stringify(name)} is no protocol`, this.source(key));
    return number ?? 6;
  }

  /** Empty where it is missing. */
  child(key: string): Fields {
    const value = this.value[key] ?? empty;
    const object = asObject(value);
    if (object === undefined) this.#wrong([key], 'a mapping', value);
    return new Fields(this.report, this.#sourceOf, [...this.#path, key], object ?? empty, this.#isStored);
  }

  children(key: string): Fields[] {
    const fields: Fields[] = [];
    for (const [index, item] of this.#list(key).entries()) {
      const object = asObject(item);
      if (object === undefined) this.#wrong([key, index], 'a mapping', item);
      else
        fields.push(
          new Fields(this.report, this.#sourceOf, [...this.#path, key, index], object, this.#isStored),
        );
    }
    return fields;
  }

  address(key: string): IpAddress | undefined {
    const text = this.text(key);
    return text === '' ? undefined : this.#addressAt([key], text);
  }

  addresses(key: string): IpAddress[] {
    return this.#list(key).flatMap((item, index) => {
      const text = this.#textAt([key, index], item);
      const address = text === undefined ? undefined : this.#addressAt([key, index], text);
      return address === undefined ? [] : [address];
    });
  }

  texts(key: string): string[] {
    return this.#list(key).flatMap((item, index) => this.#textAt([key, index], item) ?? []);
  }

  labels(key: string): Labels {
    const labels = new Map<string, string>();
    const fields = this.child(key).value;
    for (const name in fields) {
      const value = fields[name] ?? '';
      const text = typeof value === 'string' ? value : this.#textAt([key, name], value);
      if (text !== undefined) labels.set(name, text);
    }
    return labels;
  }

  /** Reports keys that are not among these. */
  only(keys: readonly string[]): void {
    for (const key of Object.keys(this.value)) {
      if (keys.includes(key)) continue;
      const hint = didYouMean(key, keys) ?? `Known: ${keys.join(', ')}.`;
      this.report.error('unknown-field', `unknown field ${JSON.stringify(key)}`, this.source(key), hint);
    }
  }

  /** Warns of keys that are no field, but nearly have the name of one. */
  nearMisses(names: FieldNames): void {
    if (this.#isStored) return;
    for (const key in this.value) {
      const meant = names.meant(key);
      if (meant === '') continue;
      const hint = `Did you mean ${JSON.stringify(meant)}?`;
      this.report.warn('unknown-field', `unknown field ${JSON.stringify(key)}`, this.source(key), hint);
    }
  }

  #noPort(key: string): void {
    this.report.error('invalid-port', 'must be a port, 1 to 65535', this.source(key));
  }

  #list(key: string): readonly JsonValue[] {
    const value = this.value[key] ?? [];
    if (Array.isArray(value)) return value;
    this.#wrong([key], 'a list', value);
    return [];
  }

  #textAt(steps: FieldPath, value: JsonValue | undefined): string | undefined {
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) this.#wrong(steps, 'a string', value);
    return undefined;
  }

  #addressAt(steps: FieldPath, text: string): IpAddress | undefined {
    const address = parseAddress(text);
    if (address !== undefined) return address;
    const message = `${JSON.stringify(text)} is no IP address`;
    const hint = 'IPv4 has four decimal parts without leading zeros; IPv6 has no zone.';
    this.report.error('invalid-address', message, this.source(...steps), hint);
    return undefined;
  }

  #wrong(steps: FieldPath, wanted: string, value: JsonValue): void {
    const found = describe(value);
    const hint = wanted === 'a string' ? quoteHint(value) : undefined;
    this.report.error('wrong-type', `must be ${wanted}, not ${found}`, this.source(...steps), hint);
  }
}

const empty: JsonObject = Object.create(null);

function describe(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'a mapping'
    : `the ${typeof value} ${JSON.stringify(value).slice(0, 60)}`;
}

/** Why a word that looks like a string is none. */
function quoteHint(value: JsonValue): string | undefined {
  if (typeof value === 'number') return 'Quote it.';
  if (typeof value !== 'boolean') return undefined;
  return `Quote it: unquoted, ${value ? 'y, yes, on and true' : 'n, no, off and false'} are booleans in YAML 1.1.`;
}
