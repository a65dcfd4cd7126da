import { boxWords, dimensions } from '../../compile/trees/box-list.ts';
import type { PolicyTrees, TreePlace } from '../../compile/trees/policy-trees.ts';
import { mostDestination, mostSource } from '../../compile/trees/traffic-boxes.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { entityName } from '../../ir/entity.ts';
import { type Direction, directions, type PortRange } from '../../ir/policy.ts';
import { treeDimension, treeLeaf, treePass, treeWhatShift } from '../../kernels/image-layout.ts';
import { formatAddress } from '../../net/address.ts';
import { formatCidr } from '../../net/cidr.ts';
import { isIcmp, protocolName } from '../../net/protocol.ts';
import { escapeText } from '../../terminal/escape.ts';
import { type Compilation, treesOf } from '../compilation.ts';
import { answerText } from './answer.ts';

/**
 * Each tree as it is walked: what is asked, both ways from there, and in the leaves what the first box around a connection
 * says.
 */
export function printTrees(compilation: Compilation): string {
  const trees = treesOf(compilation);
  const printer = new TreePrinter(trees, compilation.inventory);
  const { stages } = compilation.set;
  const blocks = directions.flatMap((direction, at) =>
    stages.map((stage, index) => [
      `${direction}, stage ${stage.name}`,
      ...printer.lines(trees.roots[at * stages.length + index], direction),
    ]),
  );
  return blocks.map((lines) => `${lines.map(escapeText).join('\n')}\n`).join('\n');
}

class TreePrinter {
  readonly #trees: PolicyTrees;
  readonly #inventory: Inventory;
  /** In the order in which trees know them. */
  readonly #places: readonly TreePlace[];
  readonly #asked: readonly TreePlace[];

  constructor(trees: PolicyTrees, inventory: Inventory) {
    this.#trees = trees;
    this.#inventory = inventory;
    this.#places = [...trees.places].sort((a, b) => a.position - b.position);
    this.#asked = this.#places.filter(({ endings }) => endings.egress !== undefined);
  }

  lines(root: number, direction: Direction): readonly string[] {
    const { nodes } = this.#trees.forest;
    const lines: string[] = [];
    const open = [{ node: root, depth: 1, text: '' }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node, depth, text } = next;
      const [value, what] = [nodes[2 * node], nodes[2 * node + 1]];
      const indent = '  '.repeat(depth);
      if (text !== '') lines.push(`${'  '.repeat(depth - 1)}${text}`);
      if ((what & treeLeaf) !== 0) {
        for (const line of this.#leaf(value, what >>> treeWhatShift, direction)) lines.push(indent + line);
        continue;
      }
      const child = what >>> treeWhatShift;
      const cut = this.#cut(what & treeDimension, value);
      open.push({ node: child + 1, depth: depth + 1, text: `${cut} or behind` });
      open.push({ node: child, depth: depth + 1, text: `before ${cut}` });
    }
    return lines;
  }

  #cut(dimension: number, value: number): string {
    if (dimension === 0) return `own end ${this.#name(this.#asked[value])}`;
    if (dimension === 1) return `other end ${this.#name(this.#places[value])}`;
    if (dimension === 2) return `${protocolName(value >>> 16)} source port ${value & 0xffff}`;
    return `destination port ${value}`;
  }

  #name({ holders, address, prefix }: TreePlace): string {
    const names = holders.map((entity) => entityName(entity, this.#inventory.cluster)).join(' and ');
    if (address === undefined) return `outside ${formatCidr(this.#trees.prefixes.all[prefix])}`;
    return names === '' ? formatAddress(address) : `${names} ${formatAddress(address)}`;
  }

  #leaf(first: number, count: number, direction: Direction): readonly string[] {
    const { forest, answers } = this.#trees;
    if (count === 0) return ['no rule'];
    return Array.from({ length: count }, (_, n) => {
      const says = forest.results[first + n];
      const box = this.#box(forest.boxes.subarray((first + n) * boxWords, (first + n + 1) * boxWords));
      if ((says & treePass) === 0) return `${box}: ${answerText(answers.all[says], direction)}`;
      const { stages } = this.#trees.set;
      return `${box}: pass to ${stages[says - treePass]?.name ?? 'the end'}`;
    });
  }

  /** `from shop/web 10.0.0.4 to shop/api 10.0.0.9, other end core/dns 10.0.0.2, TCP, destination port 53`. */
  #box(box: Uint32Array): string {
    const [own, other, source, destination] = [0, 1, 2, 3].map((dimension) => ({
      from: box[dimension],
      to: box[dimension] + box[dimensions + dimension],
    }));
    const parts = [
      ...this.#ends('own end', own, this.#asked),
      ...this.#ends('other end', other, this.#places),
      ...trafficTexts(source, destination),
    ];
    return parts.length === 0 ? 'all' : parts.join(', ');
  }

  #ends(what: string, { from, to }: PortRange, places: readonly TreePlace[]): readonly string[] {
    if (from === 0 && to === places.length - 1) return [];
    const names = [...new Set([from, to])].map((place) => this.#name(places[place]));
    return [`${what} ${names.join(' to ')}`];
  }
}

/** Of one protocol, or of all from one to another: ports of several mean nothing. */
function trafficTexts(source: PortRange, destination: PortRange): readonly string[] {
  if (source.from === 0 && source.to === mostSource) return [];
  const [first, last] = [source.from >>> 16, source.to >>> 16];
  if (first !== last) return [`${protocolName(first)} to ${protocolName(last)}`];
  if (isIcmp(first)) return [protocolName(first), ...messageTexts(destination)];
  return [
    protocolName(first),
    ...portTexts('source port', { from: source.from & 0xffff, to: source.to & 0xffff }),
    ...portTexts('destination port', destination),
  ];
}

function portTexts(what: string, { from, to }: PortRange): readonly string[] {
  if (from === 0 && to === mostDestination) return [];
  return [`${what} ${from === to ? from : `${from}-${to}`}`];
}

function messageTexts({ from, to }: PortRange): readonly string[] {
  if (from === 0 && to === mostDestination) return [];
  if (from === to) return [`type ${from >>> 8} code ${from & 255}`];
  return [from >>> 8 === to >>> 8 ? `type ${from >>> 8}` : `types ${from >>> 8} to ${to >>> 8}`];
}
