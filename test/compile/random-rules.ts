import { builtinSource } from '../../src/diagnostics/source.ts';
import { domainNamePattern } from '../../src/dialects/shared/domain-name.ts';
import type { Connection, Party } from '../../src/ir/connection.ts';
import type { Entity } from '../../src/ir/entity.ts';
import type { Attribute, Expression } from '../../src/ir/expression.ts';
import {
  directions,
  type Network,
  type Peer,
  type PortMatch,
  type PortRange,
  type Rule,
  type TrafficMatch,
} from '../../src/ir/policy.ts';
import { type IpAddress, ipv4, ipv6 } from '../../src/net/address.ts';
import { type Cidr, familyBits, maskAddress } from '../../src/net/cidr.ts';
import { Protocol } from '../../src/net/protocol.ts';
import { type Question, question } from '../../src/reference/match.ts';
import { pod, policy, rule } from '../ir/build.ts';
import { createRandom } from '../kernels/random.ts';

const source = builtinSource('test');
const ports = [0, 1, 53, 80, 443, 8080, 32_767, 32_768, 65_534, 65_535];
const protocols = [0, Protocol.tcp, Protocol.udp, Protocol.icmp, Protocol.sctp, 255];
const attributes: readonly Attribute[] = [
  { of: 'label', key: 'a' },
  { of: 'label', key: 'b' },
  { of: 'namespace' },
  { of: 'node' },
];
const values = ['0', '1', '2', 'ns', 'n1'];
const names = ['a.example.com', 'b.example.org'];

/** Rules of all shapes and questions that they are asked, from a seed. */
export class RandomRules {
  readonly #random: (below: number) => number;
  readonly #addresses: readonly IpAddress[];
  readonly #entities: readonly Entity[];
  /** Some lists are those of several rules. */
  readonly #shared: readonly Network[][];

  constructor(seed: number) {
    this.#random = createRandom(seed);
    this.#addresses = [
      ...Array.from({ length: 24 }, () =>
        ipv4(this.#pick([0, 0x0a00_0000, 0xffff_ff00]) + this.#random(256)),
      ),
      ...Array.from({ length: 12 }, () => ipv6(this.#pick([0, 0x2001_0db8]), 0, 0, this.#random(64))),
    ];
    this.#entities = Array.from({ length: 9 }, (_, n) =>
      pod(`ns/p${n}`, '10.0.0.1', [`a=${n % 3}`, ...(n % 2 === 0 ? [`b=${n % 4}`] : [])], {
        node: this.#pick(['', 'n1']),
        ports: [{ name: 'web', port: this.#pick(ports), protocol: Protocol.tcp }],
      }),
    );
    this.#shared = Array.from({ length: 3 }, () => this.#list(40, () => this.#network()));
  }

  rules(count: number): readonly Rule[] {
    const shared = policy('p');
    return Array.from({ length: count }, (_, index) =>
      rule('accept', {
        index,
        policy: shared,
        ...(this.#oneIn(2) && { remote: this.#list(3, () => this.#peer()) }),
        ...(this.#oneIn(3) && { local: this.#list(3, () => this.#peer()) }),
        ...(this.#oneIn(2) && { traffic: this.#list(3, () => this.#traffic()) }),
        ...(this.#oneIn(12) && { family: this.#pick([4, 6] as const) }),
      }),
    );
  }

  question(): Question {
    const asked = this.#list(2, () => this.#pick(names));
    const connection: Connection = {
      source: this.#party(),
      destination: this.#party(),
      protocol: this.#pick(protocols),
      namesOf: () => asked,
      ...(!this.#oneIn(6) && { sourcePort: this.#port() }),
      ...(!this.#oneIn(6) && { destinationPort: this.#port() }),
      ...(this.#oneIn(6) && { icmp: { type: this.#random(3), code: 0 } }),
    };
    return question(this.#pick(directions), this.#pick(this.#entities), connection);
  }

  #party(): Party {
    const address = this.#pick(this.#addresses);
    return { address, entities: this.#list(3, () => this.#pick(this.#entities)) };
  }

  #peer(): Peer {
    return {
      source,
      ...(this.#oneIn(2) && { networks: this.#networks() }),
      ...(this.#oneIn(2) && { entity: this.#expression(2) }),
      ...(this.#oneIn(4) && { notEntity: this.#expression(1) }),
      ...(this.#oneIn(4) && { notNetworks: this.#list(2, () => this.#cidr()) }),
      ...(this.#oneIn(8) && { domainNames: [domainNamePattern(this.#pick(names))] }),
    };
  }

  #networks(): readonly Network[] {
    return this.#oneIn(6) ? this.#pick(this.#shared) : this.#list(3, () => this.#network());
  }

  #network(): Network {
    return { cidr: this.#cidr(), except: this.#list(2, () => this.#cidr()) };
  }

  #cidr(): Cidr {
    const address = this.#pick(this.#addresses);
    const bits = familyBits(address.family);
    const length = this.#oneIn(4) ? this.#random(bits + 1) : bits - this.#random(9);
    return { address: maskAddress(address, length), length };
  }

  #expression(depth: number): Expression {
    const attribute = this.#pick(attributes);
    const terms = () => this.#list(3, () => this.#expression(depth - 1));
    switch (this.#random(depth > 0 ? 8 : 5)) {
      case 0:
        return { op: 'all' };
      case 1:
        return { op: 'exists', attribute };
      case 5:
        return { op: 'and', terms: terms() };
      case 6:
        return { op: 'or', terms: terms() };
      case 7:
        return { op: 'not', term: this.#expression(depth - 1) };
      default:
        return { op: 'in', attribute, values: this.#list(this.#oneIn(6) ? 40 : 3, () => this.#pick(values)) };
    }
  }

  #traffic(): TrafficMatch {
    return {
      ...(!this.#oneIn(3) && { protocols: this.#list(this.#oneIn(9) ? 30 : 2, () => this.#pick(protocols)) }),
      ...(this.#oneIn(6) && { notProtocols: [this.#pick(protocols)] }),
      ...(this.#oneIn(2) && {
        destinationPorts: this.#list(this.#oneIn(9) ? 30 : 3, () => this.#portMatch()),
      }),
      ...(this.#oneIn(6) && { notDestinationPorts: [this.#portMatch()] }),
      ...(this.#oneIn(3) && { sourcePorts: this.#list(3, () => this.#range()) }),
      ...(this.#oneIn(8) && { icmp: { type: this.#random(3) } }),
    };
  }

  #portMatch(): PortMatch {
    return this.#oneIn(8) ? { name: 'web' } : this.#range();
  }

  #range(): PortRange {
    if (this.#oneIn(10)) return { from: 0, to: 65_535 };
    const [from, to] = [this.#port(), this.#port()].sort((a, b) => a - b);
    return this.#oneIn(2) ? { from, to: from } : { from, to };
  }

  #port(): number {
    return this.#oneIn(4) ? this.#random(65_536) : this.#pick(ports);
  }

  #list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#random(most + 1) }, make);
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#random(all.length)];
  }

  #oneIn(many: number): boolean {
    return this.#random(many) === 0;
  }
}
