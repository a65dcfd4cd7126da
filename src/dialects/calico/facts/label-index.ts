import type { Labels } from '../../../ir/entity.ts';
import type { Selector } from '../selector/selector.ts';

/** Whoever has labels, found by the values that a selector asks for. */
export class LabelIndex<Item extends { readonly labels: Labels }> {
  readonly #items: readonly Item[];
  /** For each label and value the positions of the items that have it. Made for a label when it is first asked for. */
  readonly #byLabel = new Map<string, ReadonlyMap<string, readonly number[]>>();

  constructor(items: readonly Item[]) {
    this.#items = items;
  }

  /** In their order: all that can satisfy the selector, and perhaps others. */
  candidates(selector: Selector): readonly Item[] {
    const positions = this.#positions(selector);
    if (positions === undefined) return this.#items;
    return [...new Set(positions)].sort((a, b) => a - b).map((position) => this.#items[position]);
  }

  /** Undefined where the selector does not say which values it wants. */
  #positions(selector: Selector): readonly number[] | undefined {
    switch (selector.op) {
      case 'in': {
        const byValue = this.#valuesOf(selector.label);
        return selector.values.flatMap((value) => byValue.get(value) ?? []);
      }
      case 'and':
        return shortest(selector.terms.map((term) => this.#positions(term)));
      case 'or':
        return union(selector.terms.map((term) => this.#positions(term)));
      default:
        return undefined;
    }
  }

  #valuesOf(label: string): ReadonlyMap<string, readonly number[]> {
    let byValue = this.#byLabel.get(label);
    if (byValue === undefined) {
      byValue = positionsByValue(this.#items, label);
      this.#byLabel.set(label, byValue);
    }
    return byValue;
  }
}

function positionsByValue(
  items: readonly { readonly labels: Labels }[],
  label: string,
): ReadonlyMap<string, readonly number[]> {
  const byValue = new Map<string, number[]>();
  for (const [position, { labels }] of items.entries()) {
    const value = labels.get(label);
    if (value === undefined) continue;
    const others = byValue.get(value);
    if (others === undefined) byValue.set(value, [position]);
    else others.push(position);
  }
  return byValue;
}

type Positions = readonly number[] | undefined;

/** All terms must hold: any of them narrows. */
function shortest(terms: readonly Positions[]): Positions {
  let best: Positions;
  for (const term of terms) {
    if (term !== undefined && (best === undefined || term.length < best.length)) best = term;
  }
  return best;
}

/** One term is enough: all of them must say what they want. */
function union(terms: readonly Positions[]): Positions {
  return terms.includes(undefined) ? undefined : terms.flatMap((term) => term ?? []);
}
