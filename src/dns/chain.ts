import type { IpAddress } from '../net/address.ts';
import type { DnsAnswer } from './message.ts';

/** One thing that a response says: the name leads to the address for so many seconds. */
export interface Resolution {
  readonly name: string;
  readonly address: IpAddress;
  readonly ttl: number;
}

/** Aliases that are followed. Resolvers give up sooner; names times addresses must stay affordable. */
const longestChain = 16;

interface Link {
  readonly name: string;
  /** Seconds for which all aliases from this name to the end of the chain hold. */
  ttl: number;
}

/**
 * What a response says of the question's name and of its aliases. Follows CNAME records from the question; only a
 * chain that ends in addresses within this response counts, and records of names off the chain are nobody's
 * question: they are how a cache is poisoned (RFC 5452 section 6).
 */
export function resolutions(question: string, answers: readonly DnsAnswer[]): Resolution[] {
  const chain = followAliases(question, answers);
  const owner = chain[chain.length - 1]?.name;
  const found: Resolution[] = [];
  for (const { name, address, ttl } of answers) {
    if (address === undefined || name !== owner) continue;
    for (const link of chain) found.push({ name: link.name, address, ttl: Math.min(link.ttl, ttl) });
  }
  return found;
}

/** From the question's name to the name that has no alias. Empty if that is a loop, or too far. */
function followAliases(question: string, answers: readonly DnsAnswer[]): Link[] {
  const aliases = new Map<string, DnsAnswer>();
  for (const answer of answers) if (answer.target !== undefined) aliases.set(answer.name, answer);
  const chain: Link[] = [{ name: question, ttl: Number.POSITIVE_INFINITY }];
  for (let name = question; ; ) {
    const alias = aliases.get(name);
    if (alias?.target === undefined) return chain;
    if (chain.length > longestChain) return [];
    for (const link of chain) link.ttl = Math.min(link.ttl, alias.ttl);
    name = alias.target;
    chain.push({ name, ttl: Number.POSITIVE_INFINITY });
  }
}
