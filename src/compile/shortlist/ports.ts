import type { PortMatch, PortRange, Rule } from '../../ir/policy.ts';
import type { Dimension, RuleKeys } from './dimension.ts';
import { every } from './every.ts';
import type { VectorGroup } from './vectors.ts';

const ports = 65_536;

/** The ranges of ports that rules ask for at one end, as nodes of a tree: see nodesOf. */
export class PortKeys {
  readonly keys: RuleKeys<number>;
  /** First ports of runs that no rule divides, ascending, from 0. */
  readonly #starts: Uint32Array;

  constructor(rules: readonly Rule[], end: 'sourcePorts' | 'destinationPorts') {
    const ranges = rules.map(({ traffic }) => traffic && every(traffic, (match) => rangesOf(match[end])));
    const starts = new Set([0]);
    for (const { from, to } of ranges.flatMap((own) => own ?? [])) starts.add(from).add(to + 1);
    this.#starts = Uint32Array.from(starts).sort();
    this.keys = ranges.map((own) => own?.flatMap(nodesOf));
  }

  /** `port` undefined: of what has no ports. */
  find(dimension: Dimension<number>, port: number | undefined): VectorGroup {
    if (port === undefined) return dimension.of(undefined, () => []);
    return dimension.of(this.#runOf(port), () => nodesAround(port));
  }

  #runOf(port: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle] <= port) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** Undefined: any port, or names, which are ports of whoever answers. */
function rangesOf(matches: readonly PortMatch[] | undefined): readonly PortRange[] | undefined {
  if (matches === undefined || matches.some((one) => 'name' in one)) return undefined;
  return matches as readonly PortRange[];
}

/**
 * Nodes of a segment tree over all ports (de Berg et al., Computational Geometry, 10.3), at the most 30, which together
 * are the range: node 1 is all ports, the halves of node n are 2n and 2n + 1, and the last 65,536 are single ports.
 */
function nodesOf({ from, to }: PortRange): readonly number[] {
  const nodes: number[] = [];
  let low = from + ports;
  let high = to + ports + 1;
  for (; low < high; low >>>= 1, high >>>= 1) {
    if ((low & 1) === 1) nodes.push(low++);
    if ((high & 1) === 1) nodes.push(--high);
  }
  return nodes;
}

function nodesAround(port: number): readonly number[] {
  return Array.from({ length: 17 }, (_, level) => (port + ports) >>> level);
}
