import type { Entity } from '../../ir/entity.ts';
import type { PolicySet } from '../../ir/policy.ts';
import { type Endpoint, entangled, families, type Place } from './endpoint.ts';
import type { Selections } from './selection.ts';
import { type SideDraft, type SideRequest, sideDraft } from './side.ts';
import { layerOf, type Stance, stances } from './stance.ts';

/** Who is asked for each endpoint, at most one side of each stance and family; equal ones are the same object. */
export class Sides {
  readonly distinct = new Map<string, SideDraft>();
  readonly #sets: readonly PolicySet[];
  readonly #selections: Selections;
  readonly #entangled: ReadonlySet<Endpoint>;
  readonly #of: (readonly SideDraft[])[];

  constructor(endpoints: readonly Endpoint[], sets: readonly PolicySet[], selections: Selections) {
    this.#sets = sets;
    this.#selections = selections;
    this.#entangled = entangled(endpoints);
    this.#of = endpoints.map((endpoint) => this.#draftAll(endpoint));
  }

  of(endpoint: Endpoint): readonly SideDraft[] {
    return this.#of[endpoint.id];
  }

  #draftAll(endpoint: Endpoint): readonly SideDraft[] {
    return families.flatMap((family) => {
      const place = endpoint.places[family];
      if (place === undefined) return [];
      return stances.flatMap((stance) => {
        const request = this.#request(stance, endpoint, place);
        return request === undefined ? [] : [this.#once(sideDraft(request, this.#selections))];
      });
    });
  }

  #once(draft: SideDraft): SideDraft {
    const known = this.distinct.get(draft.key);
    if (known === undefined) this.distinct.set(draft.key, draft);
    return known ?? draft;
  }

  #request(stance: Stance, endpoint: Endpoint, place: Place): SideRequest | undefined {
    const { entities } = place.party;
    if (layerOf[stance] === 'ends') {
      const owner = this.#entangled.has(endpoint) ? String(endpoint.id) : '';
      return entities.length === 0 ? undefined : { stance, endpoint, place, asked: entities, owner };
    }
    const pod = entities.find(({ kind }) => kind === 'pod');
    const node = pod && this.#forwarder(pod);
    if (pod === undefined || node === undefined) return undefined;
    return {
      stance,
      endpoint,
      place,
      asked: [node],
      owner: `${node.cluster}/${node.name}`,
      forwardedFor: pod,
    };
  }

  /** The node that is asked about what it forwards for the pod, in either set. */
  #forwarder({ cluster, node }: Entity): Entity | undefined {
    const found = this.#sets.map(({ forwarding }) => forwarding?.nodes.get(node));
    return found.find((entity) => entity?.cluster === cluster);
  }
}
