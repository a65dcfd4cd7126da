import fc, { type Arbitrary } from 'fast-check';
import type { NamedAddress } from '../../../src/compile/live/directory.ts';
import type { LiveEdit } from '../../../src/compile/live/live-tables.ts';
import type { Entity } from '../../../src/ir/entity.ts';
import type { PolicySet } from '../../../src/ir/policy.ts';
import { policy, stages } from '../../compare/random.ts';
import { entities } from '../../compare/random-cluster.ts';
import { address } from '../../ir/build.ts';
import { asSet, type PolicyDraft, type StageDraft } from '../../ir/drafts.ts';

/** Addresses that nobody holds. */
export const outside = [
  '10.0.0.200',
  '10.0.1.1',
  '192.0.2.7',
  '192.0.2.200',
  '198.51.100.1',
  '10.96.0.10',
  'fd00::99',
  '2001:db8::1',
].map(address);

/** What can happen to a cluster; `at` and the like are taken modulo what there is. */
export type Step =
  | { readonly does: 'leave'; readonly at: number }
  | { readonly does: 'enter'; readonly at: number }
  | { readonly does: 'swap'; readonly at: number; readonly with: number }
  | { readonly does: 'name'; readonly at: number; readonly names: readonly string[] }
  | { readonly does: 'put'; readonly stage: number; readonly at: number; readonly policy: PolicyDraft }
  | { readonly does: 'drop' | 'turn'; readonly stage: number; readonly at: number }
  | { readonly does: 'restage'; readonly stage: number };

const at = fc.nat(20);
const stage = fc.nat(2);

export const steps: Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('leave' as const), at }),
    fc.record({ does: fc.constant('enter' as const), at }),
    fc.record({ does: fc.constant('swap' as const), at, with: at }),
    fc.record({
      does: fc.constant('name' as const),
      at,
      names: fc.subarray(['www.example.org', 'x.a.example.org', 'other.net']),
    }),
    { arbitrary: fc.record({ does: fc.constant('put' as const), stage, at, policy }), weight: 4 },
    fc.record({ does: fc.constantFrom('drop' as const, 'turn' as const), stage, at }),
    fc.record({ does: fc.constant('restage' as const), stage }),
  ),
  { minLength: 2, maxLength: 6 },
);

export const histories = fc.record({ first: entities, pool: entities, drafts: stages, steps });

/** A cluster and its policies, step by step. */
export class State {
  readonly entities: Entity[];
  readonly names = new Map<string, readonly string[]>();
  readonly #pool: Entity[];
  #drafts: readonly StageDraft[];
  set: PolicySet;

  constructor(first: readonly Entity[], pool: readonly Entity[], drafts: readonly StageDraft[]) {
    this.entities = [...first];
    this.#pool = [...pool];
    this.#drafts = drafts;
    this.set = asSet(drafts, 'accept');
  }

  take(step: Step): LiveEdit {
    switch (step.does) {
      case 'leave':
        return this.#exchange(this.entities.splice(step.at % (this.entities.length + 1), 1), []);
      case 'enter':
        return this.#exchange([], this.#pool.splice(step.at % (this.#pool.length + 1), 1));
      case 'swap':
        return this.#exchange(
          this.entities.splice(step.at % (this.entities.length + 1), 2),
          this.#pool.splice(step.with % (this.#pool.length + 1), 1),
        );
      case 'name':
        return this.#name({ address: outside[step.at % outside.length], names: step.names });
      default:
        this.#drafts = this.#drafts.map((draft, index) =>
          index === step.stage ? edited(draft, step) : draft,
        );
        this.set = asSet(this.#drafts, 'accept');
        return { set: this.set };
    }
  }

  /** Those who leave may come again later. */
  #exchange(removed: readonly Entity[], added: readonly Entity[]): LiveEdit {
    this.entities.push(...added);
    this.#pool.push(...removed);
    return { removed, added };
  }

  #name(named: NamedAddress): LiveEdit {
    this.names.set(`${named.address.family} ${named.address.w0} ${named.address.w3}`, named.names);
    return { names: [named] };
  }
}

function edited(
  draft: StageDraft,
  step: Exclude<Step, { does: 'leave' | 'enter' | 'swap' | 'name' }>,
): StageDraft {
  const policies = [...draft.policies];
  if (step.does === 'restage') return { ...draft, ending: draft.ending === 'deny' ? 'none' : 'deny' };
  const place = step.at % (policies.length + 1);
  if (step.does === 'put') policies.splice(place, step.at % 2, step.policy);
  if (step.does === 'drop') policies.splice(place, 1);
  if (step.does === 'turn') policies.reverse();
  return { ...draft, policies };
}
