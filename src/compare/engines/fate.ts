import { groupBy } from '../../dialects/shared/group-by.ts';
import type { Connection } from '../../ir/connection.ts';
import type { Direction, Policy, PolicySet, Rule } from '../../ir/policy.ts';
import type { Decider } from '../../reference/evaluate.ts';
import { type Mismatch, mismatch, question, selects } from '../../reference/match.ts';
import type { EngineReading } from './reading.ts';

/** What becomes, under another engine, of that which decided under the first. */
export type Fate =
  /** The decider is no object of the input: an option, or what the engine's data path does by itself. */
  | { readonly is: 'own-behaviour' }
  | { readonly is: 'nothing-decided' }
  | { readonly is: 'object-absent'; readonly policy: Policy }
  | { readonly is: 'rule-absent'; readonly rule: Rule }
  | { readonly is: 'no-match'; readonly rule: Rule; readonly part: Mismatch }
  /** It goes by names that DNS gave the address, and none is known of this connection. */
  | { readonly is: 'by-name'; readonly rule: Rule }
  | { readonly is: 'other-action'; readonly rule: Rule; readonly action: Rule['action'] }
  | { readonly is: 'not-reached'; readonly rule: Rule }
  | { readonly is: 'isolates-nobody'; readonly policy: Policy }
  | { readonly is: 'isolates-too'; readonly policy: Policy };

/** A verdict of one engine and what gave it. */
export interface Decision {
  readonly decider: Decider;
  readonly decidedAt: Direction | undefined;
}

export function fateOf({ decider, decidedAt }: Decision, other: EngineReading, connection: Connection): Fate {
  if (decidedAt === undefined || decider.by === 'default') return { is: 'nothing-decided' };
  if (decider.by === 'rule') return fateOfRule(decider.rule, other, connection);
  const [policy] = decider.isolatedBy;
  if (policy === undefined || isOwn(policy)) return { is: 'own-behaviour' };
  const twins = twinsOf(policy, other);
  if (twins.length === 0) return { is: 'object-absent', policy };
  const isolates = twins.some(({ governs }) => governs.includes(decidedAt));
  return { is: isolates ? 'isolates-too' : 'isolates-nobody', policy };
}

function fateOfRule(rule: Rule, other: EngineReading, connection: Connection): Fate {
  if (isOwn(rule.policy)) return { is: 'own-behaviour' };
  const twins = twinsOf(rule.policy, other);
  if (twins.length === 0) return { is: 'object-absent', policy: rule.policy };
  const { rulesOf } = catalogueOf(other.created.judge.set);
  const rules = twins.flatMap((twin) =>
    (rulesOf.get(twin) ?? []).filter(
      ({ direction, index }) => direction === rule.direction && index === rule.index,
    ),
  );
  if (rules.length === 0) return { is: 'rule-absent', rule };
  const parts = rules.map((twin) => mismatchOf(twin, connection));
  const at = parts.indexOf(undefined);
  if (at < 0) {
    const byName = rules.some((twin, index) => parts[index] === 'remote' && lacksName(twin, connection));
    return byName ? { is: 'by-name', rule } : { is: 'no-match', rule, part: parts[0] ?? 'subject' };
  }
  const { action } = rules[at];
  return action === rule.action ? { is: 'not-reached', rule } : { is: 'other-action', rule, action };
}

/** Undefined where the rule matches the connection for whoever holds its own end. */
function mismatchOf(rule: Rule, connection: Connection): Mismatch | undefined {
  const own = rule.direction === 'egress' ? connection.source : connection.destination;
  const subjects = own.entities.filter((entity) => selects(rule, entity));
  if (subjects.length === 0) return 'subject';
  const parts = subjects.map((subject) => mismatch(rule, question(rule.direction, subject, connection)));
  return parts.includes(undefined) ? undefined : parts[0];
}

function lacksName({ direction, remote = [] }: Rule, { source, destination, namesOf }: Connection): boolean {
  const [own, other] = direction === 'egress' ? [source, destination] : [destination, source];
  if (!remote.some(({ domainNames }) => domainNames !== undefined)) return false;
  return own.entities.every((entity) => namesOf(other.address, entity).length === 0);
}

/** Options and data paths have no line in a file. */
function isOwn(policy: Policy): boolean {
  return policy.source.locate().line === 0;
}

/** What the other engine made of the same object. */
function twinsOf(policy: Policy, { created }: EngineReading): readonly Policy[] {
  return catalogueOf(created.judge.set).policiesAt.get(placeOf(policy)) ?? [];
}

/** The policies of a set by the place of their objects, and the rules of each. */
interface Catalogue {
  readonly policiesAt: ReadonlyMap<string, readonly Policy[]>;
  readonly rulesOf: ReadonlyMap<Policy, readonly Rule[]>;
}

const catalogues = new WeakMap<PolicySet, Catalogue>();

/** Made once a set: there is a question for every row. */
function catalogueOf(set: PolicySet): Catalogue {
  let found = catalogues.get(set);
  if (found === undefined) {
    const policies = set.stages.flatMap((stage) => [...stage.policies]);
    const rules = set.stages.flatMap((stage) => [...stage.rules.egress, ...stage.rules.ingress]);
    found = { policiesAt: groupBy(policies, placeOf), rulesOf: groupBy(rules, (rule) => rule.policy) };
    catalogues.set(set, found);
  }
  return found;
}

function placeOf({ source }: Policy): string {
  const { file, line, column } = source.locate();
  return `${file}:${line}:${column}`;
}
