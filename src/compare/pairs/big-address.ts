import { type Family, type IpAddress, ipv4, ipv6 } from '../../net/address.ts';
import { type Cidr, familyBits } from '../../net/cidr.ts';

/** Addresses as whole numbers, for counting on from one to the next. */
export function toNumber({ w0, w1, w2, w3 }: IpAddress): bigint {
  return [w0, w1, w2, w3].reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}

export function toAddress(family: Family, value: bigint): IpAddress {
  const word = (index: bigint) => Number((value >> (index * 32n)) & 0xffffffffn);
  return family === 4 ? ipv4(word(0n)) : ipv6(word(3n), word(2n), word(1n), word(0n));
}

export function firstOf({ address }: Cidr): bigint {
  return toNumber(address);
}

export function lastOf({ address, length }: Cidr): bigint {
  return toNumber(address) + (1n << BigInt(familyBits(address.family) - length)) - 1n;
}
