import { frontendTest } from '../compile/frontends.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { entityName } from '../ir/entity.ts';
import { formatAddress, type IpAddress } from '../net/address.ts';
import { AddressNumbers, type AddressWords, addressWords, fillAddressWords } from '../net/address-numbers.ts';
import type { EndingFlow } from './flow.ts';

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
  readonly #key: AddressWords = new Int32Array(addressWords);

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    const isFrontend = frontendTest(inventory);
    for (const { addresses } of [...inventory.entities, ...inventory.services])
      for (const address of addresses) this.#isFrontend[this.#add(address)] = isFrontend(address);
  }

  text(name: number): string {
    return this.#texts[name];
  }

  /** The name of who opened the flow; -1: an address outside that was not seen, unless it is to be added. */
  source(flow: EndingFlow, mayAdd: boolean): number {
    flow.readSource(this.#key);
    const at = this.#addresses.find(this.#key);
    if (at < 0) return mayAdd ? this.#nameAt(this.#add(flow.source), flow.source) : -1;
    return this.#names[at] === unnamed ? this.#nameAt(at, flow.source) : this.#names[at];
  }

  /** The same of whom it went to; the service where that is a frontend. */
  destination(flow: EndingFlow, mayAdd: boolean): number {
    flow.readDestination(this.#key);
    const at = this.#addresses.find(this.#key);
    if (at < 0) return mayAdd ? this.#nameAt(this.#add(flow.destination), flow.destination) : -1;
    const service = this.#isFrontend[at] && flow.destinationPort > 0 ? this.#service(at, flow) : undefined;
    if (service !== undefined) return service;
    return this.#names[at] === unnamed ? this.#nameAt(at, flow.destination) : this.#names[at];
  }

  #nameAt(at: number, address: IpAddress): number {
    this.#names[at] = this.#number(endName(address, this.#inventory));
    return this.#names[at];
  }

  #service(at: number, { destination, protocol, destinationPort }: EndingFlow): number | undefined {
    const key = at * portsOfAddress + protocol * 65_536 + destinationPort;
    const known = this.#services.get(key);
    if (known !== undefined) return known;
    if (this.#inventory.serviceAt(destination, protocol, destinationPort) === undefined) return undefined;
    const number = this.#number(endName(destination, this.#inventory, protocol, destinationPort));
    this.#services.set(key, number);
    return number;
  }

  #add(address: IpAddress): number {
    fillAddressWords(this.#key, address);
    const at = this.#addresses.add(this.#key);
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
