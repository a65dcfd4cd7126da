import type { Inventory } from '../inventory/inventory.ts';
import { canonicalName } from '../ir/name-pattern.ts';
import { addressKey, type IpAddress } from '../net/address.ts';
import type { DnsAnswer } from './request.ts';

/** Names and addresses that DNS answers have tied together by the time of a probe. */
export interface KnownNames {
  namesOf(address: IpAddress): readonly string[];
  /** `name` must be canonical. */
  addressesOf(name: string): readonly IpAddress[];
}

interface Answer {
  readonly name: string;
  readonly address: IpAddress;
}

/** What the cluster has seen from the start, and what came right before the probe and is still valid. */
export function knownNames(inventory: Inventory, after: readonly DnsAnswer[]): KnownNames {
  const seen = after.filter(isValid).map(({ name, address }) => ({ name: canonicalName(name), address }));
  const answers = [...fromInventory(inventory), ...seen];
  return {
    namesOf: (address) => {
      const key = addressKey(address);
      return answers.filter((answer) => addressKey(answer.address) === key).map(({ name }) => name);
    },
    addressesOf: (name) => answers.filter((answer) => answer.name === name).map(({ address }) => address),
  };
}

function fromInventory(inventory: Inventory): Answer[] {
  return inventory.dnsFacts.flatMap(({ name, addresses }) =>
    addresses.map((address) => ({ name: canonicalName(name), address })),
  );
}

function isValid({ ttl, ageSeconds }: DnsAnswer): boolean {
  return ttl === undefined || ageSeconds <= ttl;
}
