import type { Inventory } from '../../inventory/inventory.ts';
import type { Entity } from '../../ir/entity.ts';
import { addressKey, type IpAddress } from '../../net/address.ts';

/** Names that DNS answers gave an address, for everybody; none: they are over. */
export interface NamedAddress {
  readonly address: IpAddress;
  readonly names: readonly string[];
}

const nobody: readonly Entity[] = [];
const nameless: readonly string[] = [];

/** Who holds which address, and which names lead there, now. Services stay as the inventory had them. */
export class Directory {
  readonly entities = new Set<Entity>();
  readonly #cluster: string;
  readonly #hasNodePorts: boolean;
  readonly #services = new Map<string, IpAddress>();
  readonly #holders = new Map<string, Entity[]>();
  readonly #names = new Map<string, NamedAddress>();

  constructor(inventory: Inventory) {
    this.#cluster = inventory.cluster;
    const own = inventory.services.filter(({ cluster }) => cluster === inventory.cluster);
    this.#hasNodePorts = own.some(({ ports }) => ports.some(({ nodePort }) => nodePort > 0));
    for (const address of own.flatMap(({ addresses }) => addresses)) {
      this.#services.set(addressKey(address), address);
    }
    for (const entity of inventory.entities) this.add(entity);
  }

  /** In the order in which they came. */
  holders(address: IpAddress): readonly Entity[] {
    return this.#holders.get(addressKey(address)) ?? nobody;
  }

  namesOf(address: IpAddress): readonly string[] {
    return this.#names.get(addressKey(address))?.names ?? nameless;
  }

  /** A service may answer there. */
  isFrontend(address: IpAddress): boolean {
    if (this.#services.has(addressKey(address))) return true;
    const isOwnNode = ({ kind, cluster }: Entity) => kind === 'node' && cluster === this.#cluster;
    return this.#hasNodePorts && this.holders(address).some(isOwnNode);
  }

  /** Somebody holds it, a service answers there, or a name leads there. */
  isKnown(address: IpAddress): boolean {
    const key = addressKey(address);
    return this.#holders.has(key) || this.#services.has(key) || this.#names.has(key);
  }

  /** Every known address; some more than once. */
  addresses(): readonly IpAddress[] {
    const named = [...this.#names.values()].map(({ address }) => address);
    return [
      ...[...this.entities].flatMap(({ addresses }) => addresses),
      ...this.#services.values(),
      ...named,
    ];
  }

  add(entity: Entity): void {
    if (this.entities.has(entity)) return;
    this.entities.add(entity);
    for (const address of entity.addresses) {
      const key = addressKey(address);
      const holders = this.#holders.get(key);
      if (holders === undefined) this.#holders.set(key, [entity]);
      else if (!holders.includes(entity)) holders.push(entity);
    }
  }

  /** False where it was not there. */
  remove(entity: Entity): boolean {
    if (!this.entities.delete(entity)) return false;
    for (const address of entity.addresses) {
      const key = addressKey(address);
      const left = (this.#holders.get(key) ?? []).filter((one) => one !== entity);
      if (left.length === 0) this.#holders.delete(key);
      else this.#holders.set(key, left);
    }
    return true;
  }

  name({ address, names }: NamedAddress): void {
    if (names.length === 0) this.#names.delete(addressKey(address));
    else this.#names.set(addressKey(address), { address, names: [...new Set(names)].sort() });
  }
}
