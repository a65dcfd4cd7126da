import { frontendTest } from '../compile/frontends.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { entityName } from '../ir/entity.ts';
import { formatAddress, type IpAddress } from '../net/address.ts';
import { AddressNumbers } from '../net/address-numbers.ts';

/** So many ports has an address: those of 256 protocols. */
const portsOfAddress = 2 ** 24;
const unnamed = -1;

/**
 * Numbers for the names of ends (see endName), equal for equal names. A text is made once for an address, not for every
 * flow. Nobody but entities and services of the inventory holds an address, so a look-up in one table tells an outside one.
 */
export class EndNames {
  readonly #inventory: Inventory;
  readonly #addresses = new AddressNumbers();
  /** By number of the address: whether services answer there; the name of who holds it, or `unnamed` until one asks. */
  readonly #isFrontend: boolean[] = [];
  readonly #names: number[] = [];
  /** By address, protocol and port: the name of the service. The inventory bounds their number. */
  readonly #services = new Map<number, number>();
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    const isFrontend = frontendTest(inventory);
    for (const { addresses } of [...inventory.entities, ...inventory.services])
      for (const address of addresses) this.#isFrontend[this.#add(address)] = isFrontend(address);
  }

  text(name: number): string {
    return this.#texts[name];
  }

  /** The name of who holds the address; -1: an address outside, unless it is to be added or was. */
  holder(address: IpAddress, mayAdd: boolean): number {
    const known = this.#addresses.find(address);
    if (known < 0 && !mayAdd) return -1;
    const at = known < 0 ? this.#add(address) : known;
    if (this.#names[at] === unnamed) this.#names[at] = this.#number(endName(address, this.#inventory));
    return this.#names[at];
  }

  /** The same, but that of the service where the address and port are a frontend. */
  destination(address: IpAddress, protocol: number, port: number, mayAdd: boolean): number {
    const at = port > 0 ? this.#addresses.find(address) : -1;
    const service = at >= 0 && this.#isFrontend[at] ? this.#service(at, address, protocol, port) : undefined;
    return service ?? this.holder(address, mayAdd);
  }

  #service(at: number, address: IpAddress, protocol: number, port: number): number | undefined {
    const key = at * portsOfAddress + protocol * 65_536 + port;
    const known = this.#services.get(key);
    if (known !== undefined) return known;
    if (this.#inventory.serviceAt(address, protocol, port) === undefined) return undefined;
    const number = this.#number(endName(address, this.#inventory, protocol, port));
    this.#services.set(key, number);
    return number;
  }

  #add(address: IpAddress): number {
    const at = this.#addresses.add(address);
    this.#names[at] = unnamed;
    this.#isFrontend[at] = false;
    return at;
  }

  #number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#texts.length;
    this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }
}

/**
 * The name of whoever holds the address; of the service where the address and port are a frontend; else the
 * address itself. A node's hostNetwork pods go by the node's name.
 */
export function endName(address: IpAddress, inventory: Inventory, protocol = 0, port = 0): string {
  const service = port > 0 ? inventory.serviceAt(address, protocol, port)?.service : undefined;
  if (service !== undefined) return `svc:${service.namespace}/${service.name}`;
  const holders = inventory.holders(address);
  const holder = holders.find((entity) => entity.kind === 'node') ?? holders[0];
  return holder === undefined ? formatAddress(address) : entityName(holder, inventory.cluster);
}
