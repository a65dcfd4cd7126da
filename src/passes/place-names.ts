import type { TablePlace } from '../compile/tables.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { type Entity, entityName } from '../ir/entity.ts';
import { formatAddress } from '../net/address.ts';
import { formatCidr } from '../net/cidr.ts';
import type { Compiled } from './compilation.ts';

/** More names than this in one list nobody reads. */
const mostNames = 12;

/** Places in words. */
export class PlaceNames {
  readonly #places: readonly TablePlace[];
  readonly #inventory: Inventory;
  readonly #prefixes: Compiled['tables']['prefixes'];
  /** By name of the holders: how many addresses they hold. */
  readonly #addresses = new Map<string, number>();
  readonly #byClass = new Map<number, number[]>();

  constructor({ tables, inventory }: Compiled) {
    this.#places = tables.places;
    this.#inventory = inventory;
    this.#prefixes = tables.prefixes;
    for (const place of tables.places) {
      const name = this.holders(place);
      this.#addresses.set(name, (this.#addresses.get(name) ?? 0) + 1);
      const members = this.#byClass.get(place.class);
      if (members === undefined) this.#byClass.set(place.class, [place.id]);
      else members.push(place.id);
    }
  }

  /** `shop/web`; where several share the address `node:n1 and ops/agent`; '' for nobody. */
  holders({ holders }: Pick<TablePlace, 'holders'>): string {
    return holders.map((entity) => this.entity(entity)).join(' and ');
  }

  entity(entity: Entity): string {
    return entityName(entity, this.#inventory.cluster);
  }

  /** `10.0.0.1`, or `outside 10.0.0.0/8`. */
  address({ address, prefix }: Pick<TablePlace, 'address' | 'prefix'>): string {
    return address === undefined
      ? `outside ${formatCidr(this.#prefixes.all[prefix])}`
      : formatAddress(address);
  }

  /** `shop/web, ops/prom 10.0.0.4, outside 10.0.0.0/8`: holders alone where all of their addresses are among them. */
  list(ids: readonly number[]): string {
    const byHolders = new Map<string, TablePlace[]>();
    for (const id of ids) {
      const place = this.#places[id];
      const name = this.holders(place);
      const same = byHolders.get(name);
      if (same === undefined) byHolders.set(name, [place]);
      else same.push(place);
    }
    return listed([...byHolders].flatMap(([name, places]) => this.#named(name, places)));
  }

  /** The places of some classes. */
  ofClasses(classes: readonly number[]): string {
    return this.list(classes.flatMap((one) => this.#byClass.get(one) ?? []).sort((a, b) => a - b));
  }

  #named(holders: string, places: readonly TablePlace[]): readonly string[] {
    if (holders === '') return places.map((place) => this.address(place));
    if (places.length === this.#addresses.get(holders)) return [holders];
    return places.map((place) => `${holders} ${this.address(place)}`);
  }
}

export function listed(names: readonly string[], most = mostNames): string {
  if (names.length === 0) return 'nobody';
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
