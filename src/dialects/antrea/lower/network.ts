import type { Network } from '../../../ir/policy.ts';
import { toCidr } from '../../shared/cidr.ts';
import type { IPBlock } from '../types.ts';

/** An exception is a hole in its block, no denial: what falls into it goes on to the next rule. */
export function toNetwork({ cidr, except = [] }: IPBlock): Network {
  return { cidr: toCidr(cidr), except: except.map(toCidr) };
}
