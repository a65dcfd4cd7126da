import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import { Fault } from './fault.ts';
import { addMerged, type Fields, setField } from './fields.ts';
import type { Budget } from './limits.ts';
import type { JsonValue } from './manifest.ts';
import { keyText, type Resolve } from './scalar.ts';
import { resolveScalar } from './tag.ts';

export interface Constructed {
  readonly value: JsonValue;
  readonly warnings: readonly Fault[];
  /** The first thing in it that YAML 1.2 takes and Kubernetes' reader does not. */
  readonly refused: Fault | undefined;
}

/** The value that the events of one document describe. Throws a Fault. */
export function constructValue(
  text: string,
  events: readonly Event[],
  resolve: Resolve,
  budget: Budget,
): Constructed {
  const builder = new Constructor(text, resolve, budget);
  for (const event of events) builder.step(event);
  return builder.finish();
}

/** An open list or mapping; the document itself is a frame of neither kind. */
interface Frame {
  readonly list?: JsonValue[];
  readonly fields?: Fields;
  /** Written in brackets or braces. */
  readonly isFlow?: boolean;
  readonly anchor?: string;
  /** Nodes counted before this one was opened. */
  readonly before: number;
  key: string | undefined;
  keyOffset: number;
  isMergeKey: boolean;
}

interface Anchor {
  readonly value: JsonValue;
  /** Nodes of the value, its own aliases written out. */
  readonly size: number;
}

type Ranges = { readonly anchorStart: number; readonly anchorEnd: number };

class Constructor {
  readonly #text: string;
  readonly #resolve: Resolve;
  readonly #budget: Budget;
  readonly #frames: Frame[] = [];
  /** Undefined while the anchored node is still open. */
  readonly #anchors = new Map<string, Anchor | undefined>();
  readonly #warnings: Fault[] = [];
  #refused: Fault | undefined;
  #result: JsonValue = null;
  #nodes = 0;
  #aliasNodes = 0;
  /** Of the node that was begun last, for errors. */
  #offset = 0;

  constructor(text: string, resolve: Resolve, budget: Budget) {
    this.#text = text;
    this.#resolve = resolve;
    this.#budget = budget;
  }

  finish(): Constructed {
    this.#budget.used.nodes += this.#nodes;
    return { value: this.#result, warnings: this.#warnings, refused: this.#refused };
  }

  step(event: Event): void {
    if (event.type === EVENT_ID.SCALAR) this.#scalar(event);
    else if (event.type === EVENT_ID.MAPPING)
      this.#open(event, { fields: Object.create(null), isFlow: isFlow(event) });
    else if (event.type === EVENT_ID.SEQUENCE) this.#open(event, { list: [], isFlow: isFlow(event) });
    else if (event.type === EVENT_ID.POP) this.#close();
    else if (event.type === EVENT_ID.ALIAS) this.#alias(event);
    else this.#push({});
  }

  #push(kind: Pick<Frame, 'list' | 'fields' | 'isFlow' | 'anchor'>): void {
    const { list, fields, isFlow = false, anchor } = kind;
    const before = this.#nodes;
    this.#frames.push({
      list,
      fields,
      isFlow,
      anchor,
      before,
      key: undefined,
      keyOffset: 0,
      isMergeKey: false,
    });
  }

  #open(event: Ranges & { readonly start: number }, kind: Pick<Frame, 'list' | 'fields' | 'isFlow'>): void {
    this.#offset = event.start;
    if (this.#wantsKey()) {
      const hint = 'Of a template, {{ … }}, give what it renders to: helm template.';
      throw this.#fault('yaml-key', 'a key must be a string, not a list or a mapping', hint);
    }
    const anchor = this.#anchorName(event);
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    this.#push({ ...kind, anchor });
    this.#count(1);
  }

  #close(): void {
    const { list, fields, anchor, before } = this.#frames.pop() as Frame;
    const value = list ?? fields;
    if (value === undefined) return;
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: this.#nodes - before });
    this.#add(value);
  }

  #scalar(event: ScalarEvent): void {
    if (event.valueStart >= 0) this.#offset = event.valueStart;
    const source = getScalarValue(this.#text, event);
    if (event.style === SCALAR_STYLE.PLAIN) this.#checkFlowScalar(source);
    const value = resolveScalar(this.#resolve, this.#text, event, source, this.#offset);
    const anchor = this.#anchorName(event);
    if (anchor !== undefined) this.#anchors.set(anchor, { value, size: 1 });
    this.#count(1);
    if (!this.#wantsKey()) this.#add(value);
    else
      this.#setKey(
        value,
        source,
        source === '<<' && event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0,
      );
  }

  /** YAML 1.1, and go-yaml with it, sees an indicator in a leading `:` or `?` between brackets, even before a letter. */
  #checkFlowScalar(source: string): void {
    const isIndicator = source.startsWith(':') || source.startsWith('?');
    if (this.#refused !== undefined || !isIndicator || this.#innermost().isFlow !== true) return;
    const message = `in brackets or braces the YAML reader of Kubernetes takes no plain \`${source}\``;
    this.#refused = this.#fault('yaml-syntax', message, `Quote it: "${source}".`);
  }

  #alias({ anchorStart, anchorEnd }: Ranges): void {
    const name = this.#text.slice(anchorStart, anchorEnd);
    this.#offset = anchorStart - 1;
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) throw this.#noAnchor(name);
    this.#countAlias(anchor.size);
    if (this.#wantsKey()) this.#setKey(anchor.value, String(anchor.value), false);
    else this.#add(anchor.value);
  }

  #setKey(value: JsonValue, source: string, isMergeKey: boolean): void {
    const key = typeof value === 'object' ? undefined : keyText(value);
    if (key === undefined) throw this.#fault('yaml-key', 'a key must be a string');
    if (key !== source) {
      const message = `the key \`${source}\` is read as "${key}"`;
      this.#warnings.push(this.#fault('yaml-key-changed', message, `Quote it: "${source}".`));
    }
    const parent = this.#innermost();
    parent.key = key;
    parent.keyOffset = this.#offset;
    parent.isMergeKey = isMergeKey;
  }

  /** Puts a value where the innermost open node wants one. */
  #add(value: JsonValue): void {
    const { list, fields, key, keyOffset, isMergeKey } = this.#innermost();
    if (list !== undefined) list.push(value);
    else if (fields === undefined) this.#result = value;
    else if (isMergeKey) this.#countAlias(addMerged(fields, value, keyOffset));
    else setField(fields, key as string, value, keyOffset);
    this.#innermost().key = undefined;
  }

  #innermost(): Frame {
    return this.#frames[this.#frames.length - 1];
  }

  #wantsKey(): boolean {
    const { fields, key } = this.#innermost();
    return fields !== undefined && key === undefined;
  }

  #anchorName({ anchorStart, anchorEnd }: Ranges): string | undefined {
    return anchorStart < 0 ? undefined : this.#text.slice(anchorStart, anchorEnd);
  }

  #count(nodes: number): void {
    this.#nodes += nodes;
    const { limits, used } = this.#budget;
    if (used.nodes + this.#nodes > limits.maxNodes) throw tooManyNodes(this.#budget, this.#offset);
  }

  #countAlias(nodes: number): void {
    const { maxAliasNodes } = this.#budget.limits;
    this.#aliasNodes += nodes;
    if (this.#aliasNodes > maxAliasNodes) {
      const message = `the aliases of this document stand for more than ${maxAliasNodes} values`;
      throw this.#fault('yaml-alias-bomb', message, 'Write the values out, or split the document.');
    }
    this.#count(nodes);
  }

  #noAnchor(name: string): Fault {
    return this.#anchors.has(name)
      ? this.#fault('yaml-recursive-alias', `the alias *${name} stands inside its own anchor`)
      : this.#fault('yaml-unknown-anchor', `the alias *${name} has no anchor &${name} before it`);
  }

  #fault(code: string, message: string, hint?: string): Fault {
    return new Fault(code, message, this.#offset, hint);
  }
}

function isFlow({ style }: { readonly style: number }): boolean {
  return style === COLLECTION_STYLE.FLOW;
}

export function tooManyNodes({ limits, used }: Budget, offset: number): Fault {
  used.over = true;
  return new Fault('too-many-nodes', `the input holds more than ${limits.maxNodes} values`, offset);
}
