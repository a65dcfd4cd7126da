import type { AmbiguousSide, Combined, ForwardedSide, Judgement, OnTheWay } from '../../src/engine/judge.ts';
import type { Policy } from '../../src/ir/policy.ts';
import type { Decider, SideVerdict } from '../../src/reference/evaluate.ts';

/** What differs between two judgements that were given for one policy set: names of fields. Empty: nothing. */
export function differences(ours: Judgement, theirs: Judgement): readonly string[] {
  if (isSame(ours, theirs)) return [];
  const fields = [
    'verdict',
    'reason',
    'decidedAt',
    'dependsOnRequest',
    'decider',
    'egress',
    'ingress',
    'forwarded',
  ] as const;
  return fields.filter((field) => !isSame({ ...theirs, [field]: ours[field] }, theirs));
}

/** Rules, stages and entities are compared by identity: both judges have the same policy set and inventory. */
export function isSame(ours: Judgement, theirs: Judgement): boolean {
  return (
    ours.verdict === theirs.verdict &&
    ours.reason === theirs.reason &&
    ours.decidedAt === theirs.decidedAt &&
    ours.dependsOnRequest === theirs.dependsOnRequest &&
    isSameDecider(ours.decider, theirs.decider) &&
    isSameSide(ours.egress, theirs.egress) &&
    isSameSide(ours.ingress, theirs.ingress) &&
    isSameWay(ours.forwarded, theirs.forwarded)
  );
}

type AnySide = Judgement['egress'] & Partial<AmbiguousSide & ForwardedSide>;

function isSameSide(ours: AnySide | undefined, theirs: AnySide | undefined): boolean {
  if (ours === undefined || theirs === undefined) return ours === theirs;
  return (
    ours.subject === theirs.subject &&
    ours.verdict === theirs.verdict &&
    ours.dependsOnRequest === theirs.dependsOnRequest &&
    ours.ambiguous === theirs.ambiguous &&
    ours.direction === theirs.direction &&
    isSameDecider(ours.decider, theirs.decider)
  );
}

function isSameWay(ours: Judgement['forwarded'], theirs: Judgement['forwarded']): boolean {
  if (ours === undefined || theirs === undefined) return ours === theirs;
  return ours.length === theirs.length && ours.every((side, i) => isSameSide(side, theirs[i]));
}

function isSameDecider(ours: Decider, theirs: Decider): boolean {
  if (ours.by === 'rule') return theirs.by === 'rule' && ours.rule === theirs.rule;
  if (ours.by === 'default') return theirs.by === 'default';
  return (
    theirs.by === 'ending' && ours.stage === theirs.stage && isSameList(ours.isolatedBy, theirs.isolatedBy)
  );
}

function isSameList(ours: readonly Policy[], theirs: readonly Policy[]): boolean {
  return (
    ours === theirs || (ours.length === theirs.length && ours.every((policy, i) => policy === theirs[i]))
  );
}

/**
 * What two connections with one outcome have in common: who decided, not for whom. Rules, stages and policies are
 * numbered as they come, so that texts can be compared within one process.
 */
export function judgementText(judgement: Combined): string {
  const { verdict, reason, decidedAt, dependsOnRequest, egress, ingress, forwarded = [] } = judgement;
  const sides = [egress, ingress, ...forwarded].map(sideText).join(', ');
  return `${verdict} ${reason} ${decidedAt} ${dependsOnRequest} by ${deciderText(judgement.decider)} (${sides})`;
}

function sideText(side: (SideVerdict & Partial<AmbiguousSide & OnTheWay>) | undefined): string {
  if (side === undefined) return '-';
  const { verdict, dependsOnRequest, ambiguous, direction, decider } = side;
  return `${verdict} ${dependsOnRequest} ${ambiguous} ${direction} ${deciderText(decider)}`;
}

function deciderText(decider: Decider): string {
  if (decider.by === 'rule') return `rule ${numberOf(decider.rule)}`;
  if (decider.by === 'default') return 'default';
  return `ending ${numberOf(decider.stage)} of ${decider.isolatedBy.map(numberOf)}`;
}

const numbers = new WeakMap<object, number>();
let numbered = 0;

function numberOf(one: object): number {
  let number = numbers.get(one);
  if (number === undefined) {
    number = numbered++;
    numbers.set(one, number);
  }
  return number;
}
