import type { IpAddress } from '../../net/address.ts';
import { type Cidr, familyBits, maskAddress } from '../../net/cidr.ts';

interface Node<Value> {
  readonly address: IpAddress;
  readonly length: number;
  /** Undefined where ways only part. */
  value: Value | undefined;
  /** By the bit behind the prefix. */
  readonly next: [Node<Value> | undefined, Node<Value> | undefined];
}

/**
 * Prefixes of one family, each with a value, as a trie whose edges are whole runs of bits (D. Morrison, 1968). It can be
 * edited, and knows what lies around and inside a prefix; the array forms that packets are looked up in cannot.
 */
export class Patricia<Value> {
  readonly #root: Node<Value>;

  /** `root` is the value of the prefix of everything, which is never removed. */
  constructor(everything: IpAddress, root: Value) {
    this.#root = { address: everything, length: 0, value: root, next: [undefined, undefined] };
  }

  set({ address, length }: Cidr, value: Value): void {
    let parent = this.#root;
    for (;;) {
      if (parent.length === length) {
        parent.value = value;
        return;
      }
      const side = bitAt(address, parent.length);
      const node = parent.next[side];
      const common = node === undefined ? 0 : commonBits(node, address, length);
      if (node !== undefined && common === node.length) {
        parent = node;
        continue;
      }
      const leaf: Node<Value> = { address, length, value, next: [undefined, undefined] };
      parent.next[side] = node === undefined ? leaf : joined(node, leaf, common);
      return;
    }
  }

  /** Does nothing where the prefix has no value. */
  delete({ address, length }: Cidr): void {
    const path: Node<Value>[] = [this.#root];
    let node: Node<Value> | undefined = this.#root;
    while (node !== undefined && node.length < length) {
      node = node.next[bitAt(address, node.length)];
      if (node !== undefined) path.push(node);
    }
    if (node?.length !== length || commonBits(node, address, length) < length || length === 0) return;
    node.value = undefined;
    for (let at = path.length - 1; at > 0; at--) {
      const [parent, one] = [path[at - 1], path[at]];
      if (one.value !== undefined || (one.next[0] !== undefined && one.next[1] !== undefined)) return;
      parent.next[bitAt(one.address, parent.length)] = one.next[0] ?? one.next[1];
    }
  }

  get({ address, length }: Cidr): Value | undefined {
    let node: Node<Value> | undefined = this.#root;
    while (node !== undefined && node.length < length) node = node.next[bitAt(address, node.length)];
    if (node?.length !== length || commonBits(node, address, length) < length) return undefined;
    return node.value;
  }

  /** The value of the longest prefix around the address. */
  longest(address: IpAddress): Value {
    return this.around({ address, length: familyBits(address.family) });
  }

  /** The value of the longest prefix around this one, itself included. */
  around({ address, length }: Cidr): Value {
    let found = this.#root.value as Value;
    let node: Node<Value> | undefined = this.#root;
    while (node !== undefined && node.length <= length && commonBits(node, address, length) === node.length) {
      if (node.value !== undefined) found = node.value;
      node = node.length === length ? undefined : node.next[bitAt(address, node.length)];
    }
    return found;
  }

  /** The prefixes inside this one, itself among them: each before those inside it. */
  inside(cidr: Cidr, visit: (prefix: Cidr, value: Value) => void): void {
    let node: Node<Value> | undefined = this.#root;
    while (node !== undefined && node.length < cidr.length)
      node = node.next[bitAt(cidr.address, node.length)];
    if (node === undefined || commonBits(node, cidr.address, cidr.length) < cidr.length) return;
    visitAll(node, visit);
  }
}

function visitAll<Value>(node: Node<Value>, visit: (prefix: Cidr, value: Value) => void): void {
  if (node.value !== undefined) visit(node, node.value);
  for (const next of node.next) if (next !== undefined) visitAll(next, visit);
}

/** Both below one node: the shorter one, or a new one where their ways part. */
function joined<Value>(node: Node<Value>, leaf: Node<Value>, common: number): Node<Value> {
  const fork = common === leaf.length ? leaf : emptyNode<Value>(leaf.address, common);
  fork.next[bitAt(node.address, common)] = node;
  if (fork !== leaf) fork.next[bitAt(leaf.address, common)] = leaf;
  return fork;
}

function emptyNode<Value>(address: IpAddress, length: number): Node<Value> {
  return { address: maskAddress(address, length), length, value: undefined, next: [undefined, undefined] };
}

function bitAt(address: IpAddress, bit: number): 0 | 1 {
  const at = address.family === 4 ? bit + 96 : bit;
  return ((wordOf(address, at >>> 5) >>> (31 - (at & 31))) & 1) as 0 | 1;
}

function wordOf({ w0, w1, w2, w3 }: IpAddress, word: number): number {
  if (word === 3) return w3;
  if (word === 2) return w2;
  return word === 1 ? w1 : w0;
}

/** How many leading bits the node's prefix has in common with the first `length` bits of the address. */
function commonBits({ address, length: own }: Cidr, other: IpAddress, length: number): number {
  const most = Math.min(own, length);
  if (address.family === 4) return Math.min(most, Math.clz32(address.w3 ^ other.w3));
  for (let word = 0; word < 4; word++) {
    const differing = wordOf(address, word) ^ wordOf(other, word);
    if (differing !== 0) return Math.min(most, word * 32 + Math.clz32(differing));
  }
  return most;
}
