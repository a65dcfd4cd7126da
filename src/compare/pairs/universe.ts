import { usageError } from '../../diagnostics/errors.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { PolicySet } from '../../ir/policy.ts';
import { backendEndpoints } from './backends.ts';
import { nameWitnesses } from './domain.ts';
import { type Endpoint, type EndpointDraft, insideEndpoints } from './endpoint.ts';
import { cidrsOf, patternsOf, peersOf, rulesOf, servicesOf } from './mentions.ts';
import { prefixTree } from './outside.ts';

/** Prefixes times names: beyond this nobody reads the answer. */
const mostOutside = 100_000;

/** Everyone who can be at an end: the inventory, and the outside in as many parts as the policies can tell apart. */
export function endpointsOf(sets: readonly PolicySet[], inventory: Inventory): readonly Endpoint[] {
  const drafts = [
    ...insideEndpoints(inventory),
    ...backendEndpoints(servicesOf(rulesOf(sets)), inventory),
    ...outsideEndpoints(sets, inventory),
  ];
  return drafts.map((draft, id) => ({ ...draft, id }));
}

function outsideEndpoints(sets: readonly PolicySet[], inventory: Inventory): readonly EndpointDraft[] {
  const peers = peersOf(rulesOf(sets));
  const prefixes = prefixTree(cidrsOf(peers), inventory);
  const names = [{ label: '', name: '' }, ...nameWitnesses(patternsOf(peers))];
  checkCount(prefixes.length, names.length);
  return names.flatMap(({ label, name }) =>
    prefixes.flatMap((prefix) => {
      const { sample } = prefix;
      if (sample === undefined) return [];
      const place = { party: { address: sample, entities: [] }, names: name === '' ? [] : [name] };
      return [{ name: '', places: { [sample.family]: place }, outside: { prefix, label } }];
    }),
  );
}

function checkCount(prefixes: number, names: number): void {
  if (prefixes * names <= mostOutside) return;
  throw usageError(
    'too-many-outside-parts',
    `the policies divide the outside by ${prefixes} prefixes and ${names} domain names: ${prefixes * names} parts`,
    { hint: `At most ${mostOutside} can be compared: split the policies by the names they use.` },
  );
}
