import type { Conntrack } from '../conntrack/conntrack.ts';
import { addressKey, type IpAddress } from '../net/address.ts';

/** Cells of the sieve: one for each value of 16 bits. */
const cells = 1 << 16;

/** Keys of those of the addresses to which a connection is open that satisfies `isForwarded`. One pass of the flow table. */
export function destinationsInUse(
  conntrack: Conntrack,
  now: number,
  addresses: readonly IpAddress[],
  isForwarded: (slot: number) => boolean,
): ReadonlySet<string> {
  const used = new Set<string>();
  if (addresses.length === 0) return used;
  const { flows } = conntrack;
  const wanted = new Set(addresses.map(addressKey));
  // Most connections go elsewhere: the sieve spares them the making of a key.
  const sieve = new Uint8Array(cells);
  for (const { w3 } of addresses) sieve[cellOf(w3)] = 1;
  conntrack.eachOpen(now, (slot) => {
    if (sieve[cellOf(flows.destinationWord(slot, 3))] === 0) return;
    const key = addressKey(flows.destination(slot));
    if (wanted.has(key) && isForwarded(slot)) used.add(key);
  });
  return used;
}

function cellOf(word: number): number {
  return (word ^ (word >>> 16)) & (cells - 1);
}
