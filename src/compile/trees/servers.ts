import type { NamedPort, TrafficMatch } from '../../ir/policy.ts';
import { addBit, emptyBits } from '../bits.ts';
import type { Budget } from '../bounds.ts';
import type { Identities } from '../identities.ts';
import type { NamedPorts } from '../named-ports.ts';
import type { Resolution } from '../rule-variants.ts';
import type { Viewpoint } from '../selections.ts';
import type { Positions } from './positions.ts';
import { joined, type Ranges, rangeOf, without } from './ranges.ts';
import type { TrafficBox } from './traffic-boxes.ts';

/** Where names of ports mean the same. */
export interface ServerPorts {
  readonly places: Ranges;
  readonly ports: Resolution;
  /** What traffic with these names becomes there, as far as somebody has asked. */
  readonly boxes: Map<readonly TrafficMatch[], readonly TrafficBox[]>;
}

/** Places by what names of ports mean at whoever holds them; those of several holders aside: see PolicyTrees. */
export class Servers {
  readonly #ports: NamedPorts;
  readonly #identities: Identities;
  readonly #positions: Positions;
  readonly #budget: Budget;
  /** By names of ports that are the same for all subjects. */
  readonly #known = new Map<string, readonly ServerPorts[]>();

  constructor(
    ports: NamedPorts,
    parts: { readonly identities: Identities; readonly positions: Positions; readonly budget: Budget },
  ) {
    this.#ports = ports;
    this.#identities = parts.identities;
    this.#positions = parts.positions;
    this.#budget = parts.budget;
  }

  /** Seen from a subject. Throws BeyondTables. */
  of(named: readonly NamedPort[], viewpoint: Viewpoint): readonly ServerPorts[] {
    return this.#ports.made(named, this.#known, () => this.#read(named, viewpoint));
  }

  #read(named: readonly NamedPort[], viewpoint: Viewpoint): readonly ServerPorts[] {
    this.#budget.spend('treeSubjects', this.#identities.size);
    const none = this.#ports.at(named, [], viewpoint);
    const byMeaning = new Map<number, { readonly ports: Resolution; readonly members: number[] }>();
    for (let identity = 0; identity < this.#identities.size; identity++) {
      const { ports, id } = this.#ports.at(named, [identity], viewpoint);
      const known = byMeaning.get(id);
      if (known === undefined) byMeaning.set(id, { ports, members: [identity] });
      else known.members.push(identity);
    }
    byMeaning.delete(none.id);
    const servers = Array.from(byMeaning.values(), ({ ports, members }) => ({
      places: this.#positionsOf(members),
      ports,
      boxes: new Map(),
    }));
    const all = rangeOf(0, this.#positions.size);
    const others = without(all, joined(servers.map(({ places }) => places)));
    return [...servers, { places: others, ports: none.ports, boxes: new Map() }];
  }

  #positionsOf(members: readonly number[]): Ranges {
    const bits = emptyBits(this.#identities.size);
    this.#budget.spend('treeMembers', bits.length);
    for (const identity of members) addBit(bits, identity);
    return this.#positions.ofIdentities(bits);
  }
}
