import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Connection, Party } from '../../src/ir/connection.ts';
import { addressKey, type IpAddress } from '../../src/net/address.ts';
import { address } from '../ir/build.ts';
import type { Random } from '../kernels/generator.ts';

/** What is asked of a judge, as data. */
export interface Question {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmp?: Connection['icmp'];
  readonly service?: Connection['service'];
  readonly request?: Connection['request'];
  /** The ends hold their addresses in no inventory. */
  readonly strangers?: boolean;
}

/** Where rules may change their mind, and the neighbours. */
const destinationPorts = [1, 52, 53, 54, 79, 80, 81, 443, 1023, 1024, 8080, 8081, 9000, 9001, 6443, 65535];
const sourcePorts = [53, 1023, 1024, 32767, 32768, 40000];
const messages = [
  { type: 8, code: 0 },
  { type: 8, code: 1 },
  { type: 0, code: 0 },
  { type: 3, code: 4 },
  { type: 3, code: 1 },
  { type: 22, code: 0 },
  { type: 17, code: 0 },
  { type: 128, code: 0 },
  { type: 129, code: 0 },
  { type: 133, code: 0 },
  { type: 136, code: 0 },
  { type: 136, code: 1 },
] as const;
const otherProtocols = [47, 89, 4, 0, 255] as const;

/** `addresses`: those of one family, then those of the other. */
export function randomQuestions(
  random: Random,
  count: number,
  families: readonly (readonly string[])[],
): Question[] {
  const pools = families.filter((pool) => pool.length > 0);
  const weighted = [...pools, pools[0]];
  return Array.from({ length: count }, () => {
    const pool = random.of(weighted);
    return { from: random.of(pool), to: random.of(pool), ...traffic(random), ...extras(random) };
  });
}

type Traffic = Pick<Question, 'protocol' | 'sourcePort' | 'destinationPort' | 'icmp'>;

function traffic(random: Random): Traffic {
  const kind = random.below(20);
  if (kind < 15) {
    const protocol = kind < 8 ? 6 : kind < 13 ? 17 : random.of([132, 136]);
    const sourcePort = random.of(sourcePorts);
    if (random.chance(0.03)) return random.chance(0.5) ? { protocol } : { protocol, sourcePort };
    return { protocol, sourcePort, destinationPort: random.of(destinationPorts) };
  }
  if (kind < 19) {
    const protocol = random.of([1, 1, 58, 2]);
    return random.chance(0.05) ? { protocol } : { protocol, icmp: random.of(messages) };
  }
  return { protocol: random.of(otherProtocols) };
}

const request = {
  http: { method: 'GET', path: '/a', host: 'www.example.org', headers: new Map<string, string>() },
} as const;

function extras(random: Random): Partial<Question> {
  const draw = random.below(100);
  if (draw === 0) return { request };
  if (draw < 3) return { service: { namespace: 'a', name: 's' } };
  return draw === 3 ? { strangers: true } : {};
}

/** Names that DNS gave for addresses, by the address as text. */
export type Names = Readonly<Record<string, readonly string[]>>;

const noNames: Connection['namesOf'] = () => [];

/** Turns questions into connections; whoever holds an address is looked up once. */
export class Asker {
  readonly #inventory: Inventory;
  readonly #parties = new Map<string, Party>();
  readonly #namesOf: Connection['namesOf'];

  constructor(inventory: Inventory, names: Names) {
    this.#inventory = inventory;
    const known = new Map(Object.entries(names).map(([text, of]) => [addressKey(address(text)), of]));
    this.#namesOf = known.size === 0 ? noNames : (at: IpAddress) => known.get(addressKey(at)) ?? [];
  }

  connection({ from, to, strangers, ...rest }: Question): Connection {
    const [source, destination] = [this.party(from), this.party(to)];
    const namesOf = this.#namesOf;
    if (strangers !== true) return { source, destination, ...rest, namesOf };
    return {
      source: { ...source, entities: this.#inventory.entities.slice(0, 1) },
      destination: { ...destination, entities: [] },
      ...rest,
      namesOf,
    };
  }

  party(text: string): Party {
    let party = this.#parties.get(text);
    if (party === undefined) {
      const at = address(text);
      party = { address: at, entities: this.#inventory.holders(at) };
      this.#parties.set(text, party);
    }
    return party;
  }
}
