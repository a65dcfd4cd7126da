import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LoweringInput } from '../dialect.ts';
import { choose } from '../shared/choices.ts';
import { MemberIndex } from './facts/address-sets.ts';
import { hostEndpoints } from './facts/host-endpoints.ts';
import { networkSets } from './facts/network-sets.ts';
import { protectedNodes } from './facts/protected-nodes.ts';
import type { Context } from './lower/context.ts';
import { choices } from './options.ts';
import type { World } from './policy-set.ts';
import { unknownProfiles } from './profiles.ts';
import type { CalicoObjects } from './read.ts';
import { allTiers } from './tiers.ts';
import { releaseOf } from './versions.ts';

/** All that policies refer to, out of the objects, the inventory and the options. */
export function worldOf(
  objects: CalicoObjects,
  { inventory, options: settings, version }: LoweringInput,
): { readonly world: World; readonly diagnostics: readonly Diagnostic[] } {
  const endpoints = hostEndpoints(objects.hostEndpoints, objects.profiles);
  const sets = networkSets(objects.networkSets, inventory);
  const nodes = protectedNodes(endpoints, inventory);
  const context: Context = {
    inventory,
    members: new MemberIndex([...sets, ...endpoints], inventory.cluster),
    hostEndpoints: endpoints,
    protectedNodes: nodes.nodes,
    options: choose(choices, settings),
  };
  const release = releaseOf(version);
  return {
    world: { context, release, tiers: allTiers(objects.tiers, release), profiles: objects.profiles },
    diagnostics: [...nodes.diagnostics, ...unknownProfiles(endpoints, objects.profiles)],
  };
}
