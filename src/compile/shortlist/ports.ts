import type { PortRange, Rule, TrafficMatch } from '../../ir/policy.ts';
import type { Question } from '../../reference/match.ts';
import type { Dimension } from './dimension.ts';
import type { Finder } from './finder.ts';
import { every, type KeyList, type RuleKeys } from './keys.ts';
import type { VectorGroup } from './vectors.ts';

const ports = 65_536;
/** A rule with more ranges of ports is asked whatever the port is: they are up to thirty keys each. */
const mostRanges = 16;

/** By the port at one end; keys are nodes of a tree: see nodesOf. */
export class PortFinder implements Finder {
  readonly #end: 'source' | 'destination';
  /** First ports of runs that no rule divides, ascending, from 0. */
  #starts = new Uint32Array(1);

  constructor(end: 'source' | 'destination') {
    this.#end = end;
  }

  keysOf(rules: readonly Rule[]): RuleKeys {
    const ranges = rules.map(({ traffic }) => traffic && rangesOf(traffic, `${this.#end}Ports`));
    const starts = new Set([0]);
    for (const own of ranges) for (const { from, to } of own ?? []) starts.add(from).add(to + 1);
    this.#starts = Uint32Array.from(starts).sort();
    return ranges.map((own) => own?.flatMap(nodesOf));
  }

  find(dimension: Dimension, { connection }: Question): VectorGroup {
    const port = connection[`${this.#end}Port`];
    // What has no ports has none that a rule asks for.
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

/** By protocol. */
export class ProtocolFinder implements Finder {
  keysOf(rules: readonly Rule[]): RuleKeys {
    return rules.map(({ traffic }) => traffic && every(traffic, ({ protocols }) => protocols));
  }

  find(dimension: Dimension, { connection: { protocol } }: Question): VectorGroup {
    return dimension.of(protocol, () => [protocol]);
  }
}

/** Undefined: any port, names (which are ports of whoever answers), or too many. */
function rangesOf(
  traffic: readonly TrafficMatch[],
  end: 'sourcePorts' | 'destinationPorts',
): readonly PortRange[] | undefined {
  const ranges: PortRange[] = [];
  for (const { [end]: own } of traffic) {
    if (own === undefined || ranges.length + own.length > mostRanges) return undefined;
    for (const port of own) {
      if ('name' in port) return undefined;
      ranges.push(port);
    }
  }
  return ranges;
}

/**
 * Nodes of a segment tree over all ports (de Berg et al., Computational Geometry, 10.3), at the most 30, which together
 * are the range: node 1 is all ports, the halves of node n are 2n and 2n + 1, and the last 65,536 are single ports.
 */
function nodesOf({ from, to }: PortRange): KeyList {
  const nodes: number[] = [];
  let low = from + ports;
  let high = to + ports + 1;
  for (; low < high; low >>>= 1, high >>>= 1) {
    if ((low & 1) === 1) nodes.push(low++);
    if ((high & 1) === 1) nodes.push(--high);
  }
  return nodes;
}

function nodesAround(port: number): KeyList {
  return Array.from({ length: 17 }, (_, level) => (port + ports) >>> level);
}
