import type { Consequence } from '../shared/absent.ts';
import { clusterGroup, group, tier } from './schema/facts.ts';
import { antreaClusterNetworkPolicy, antreaNetworkPolicy } from './schema/policy.ts';

/** What holds in place of a refused object: Antrea's policies isolate nobody, so nothing is denied. */
export const consequences: readonly Consequence[] = [
  {
    kinds: [antreaClusterNetworkPolicy, antreaNetworkPolicy],
    instead: 'none of its rules is in force, and whom it selects is left to the other policies',
  },
  { kinds: [tier], instead: 'policies of this tier are refused too' },
  { kinds: [clusterGroup, group], instead: 'rules and policies that name it find no members' },
];
