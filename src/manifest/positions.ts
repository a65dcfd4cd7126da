import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { FieldPath } from '../diagnostics/source.ts';
import { keyText, type Resolve, type Scalar } from './scalar.ts';
import { resolveScalar } from './tag.ts';

/** A node of the document: where it starts, and what it holds by key or index. */
interface Place {
  readonly offset: number;
  readonly items?: Place[];
  /** Where each key stands, and its value. */
  readonly fields?: Map<string, { readonly offset: number; readonly value: Place }>;
  /** Merged mappings, which answer for keys that are not the mapping's own. */
  readonly merged?: Place[];
}

/** Where each field of one YAML or JSON document is. */
export class PositionIndex {
  readonly #root: Place;

  constructor(text: string, events: readonly Event[], resolve: Resolve) {
    this.#root = new Builder(text, events, resolve).root();
  }

  /** Offset of the field: of its key in a mapping, of the item in a list; of the nearest node that exists. */
  offset(path: FieldPath): number {
    let place = this.#root;
    let offset = place.offset;
    for (const step of path) {
      const next = typeof step === 'number' ? itemOf(place, step) : fieldOf(place, step);
      if (next === undefined) return offset;
      offset = next.offset;
      place = next.value;
    }
    return offset;
  }
}

type Found = { readonly offset: number; readonly value: Place } | undefined;

function itemOf(place: Place, index: number): Found {
  const value = place.items?.[index];
  return value && { offset: value.offset, value };
}

function fieldOf(place: Place, key: string): Found {
  const own = place.fields?.get(key);
  if (own !== undefined) return own;
  for (const source of place.merged ?? []) {
    const found = fieldOf(source, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The document has been read before, so the events are those of a sound one, of bounded depth. */
class Builder {
  readonly #text: string;
  readonly #resolve: Resolve;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, { place: Place; value: Scalar }>();
  #next = 0;
  /** Start of the node that was read last, and where its content ends. */
  #last = 0;
  #end = 0;

  constructor(text: string, events: readonly Event[], resolve: Resolve) {
    this.#text = text;
    this.#resolve = resolve;
    this.#events = events;
  }

  root(): Place {
    this.#next = 1;
    return this.#events.length < 2 ? { offset: 0 } : this.#node().place;
  }

  /** The node that starts at the next event. `value` is that of a scalar, for keys. */
  #node(): { place: Place; value: Scalar } {
    const event = this.#events[this.#next++];
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event.anchorStart, event.anchorEnd);
    const node =
      event.type === EVENT_ID.SCALAR ? this.#scalar(event) : { place: this.#collection(event), value: null };
    if ('anchorStart' in event && event.anchorStart >= 0) {
      this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node);
    }
    return node;
  }

  /** What an alias stands for is where its anchor is; the alias itself is where it is. */
  #alias(start: number, end: number): { place: Place; value: Scalar } {
    this.#last = start - 1;
    this.#end = end;
    const target = this.#anchors.get(this.#text.slice(start, end));
    return { place: { ...target?.place, offset: this.#last }, value: target?.value ?? null };
  }

  #scalar(event: ScalarEvent): { place: Place; value: Scalar } {
    // An empty scalar has no place of its own: it stays with what is before it.
    if (event.valueStart >= 0) {
      this.#last = this.#startOf(event);
      this.#end = event.valueEnd;
    }
    const offset = this.#last;
    const source = getScalarValue(this.#text, event);
    return { place: { offset }, value: resolveScalar(this.#resolve, this.#text, event, source, offset) };
  }

  /** Events tell where the content is; a scalar starts with its quote or its block indicator. */
  #startOf({ style, valueStart, tagEnd, anchorEnd }: ScalarEvent): number {
    if (style === SCALAR_STYLE.PLAIN) return valueStart;
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return valueStart - 1;
    const indicator = style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : '>';
    return this.#text.indexOf(indicator, Math.max(this.#end, tagEnd, anchorEnd));
  }

  #collection(event: Event): Place {
    if (event.type !== EVENT_ID.SEQUENCE && event.type !== EVENT_ID.MAPPING) return { offset: this.#last };
    const offset = event.start;
    this.#last = offset;
    this.#end = Math.max(this.#end, offset);
    const place =
      event.type === EVENT_ID.SEQUENCE ? { offset, items: this.#items() } : { offset, ...this.#fields() };
    this.#next++;
    return place;
  }

  #isOpen(): boolean {
    return this.#events[this.#next].type !== EVENT_ID.POP;
  }

  #items(): Place[] {
    const items: Place[] = [];
    while (this.#isOpen()) items.push(this.#node().place);
    return items;
  }

  #fields(): Pick<Place, 'fields' | 'merged'> {
    const fields = new Map<string, { offset: number; value: Place }>();
    const merged: Place[] = [];
    while (this.#isOpen()) {
      const isMerge = this.#isMergeKey();
      const key = this.#node();
      const value = this.#node().place;
      if (isMerge) for (const item of value.items ?? [value]) merged.push(item);
      else fields.set(keyText(key.value) ?? '', { offset: key.place.offset, value });
    }
    return merged.length === 0 ? { fields } : { fields, merged };
  }

  #isMergeKey(): boolean {
    const event = this.#events[this.#next];
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0)
      return false;
    return this.#text.slice(event.valueStart, event.valueEnd) === '<<';
  }
}
