import type { Connection } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { type Direction, directions, type PolicySet } from '../ir/policy.ts';
import {
  type Decider,
  Reference,
  type Selector,
  type Shortlist,
  type SideVerdict,
} from '../reference/evaluate.ts';
import type { ReasonWord } from '../verdict/reason.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';
import { ForwardingNodes } from './forwarding.ts';

/** Verdict of one side, with the entity for which it was given. */
export interface Side extends SideVerdict {
  readonly subject: Entity;
}

/** Verdict of a node on the way. */
export interface OnTheWay extends SideVerdict {
  readonly direction: Direction;
}

/** The subject is the node. */
export interface ForwardedSide extends Side, OnTheWay {}

/** The verdict on a connection: egress at the source and ingress at the destination, both must allow. */
export type Judgement = Combined<Side, ForwardedSide>;

/** What follows from what each side says; who was asked may be left out. */
export interface Combined<One = SideVerdict, Forwarded = OnTheWay> {
  readonly verdict: FlowVerdict;
  readonly reason: ReasonWord;
  /** Absent where nobody that policies could select holds the address. */
  readonly egress: One | undefined;
  readonly ingress: One | undefined;
  /** What nodes on the way said that forward it; absent where no policies are asked there. */
  readonly forwarded?: readonly Forwarded[];
  /** The side that decided: the one that denies, else the one with a rule, ingress first. */
  readonly decidedAt: Direction | undefined;
  readonly decider: Decider;
  /** Rules for some requests accepted the connection, and nobody looked at the request. */
  readonly dependsOnRequest: boolean;
}

/** Answers for one policy set. The same questions may be asked of any implementation. */
export interface Judge {
  readonly set: PolicySet;
  judge(connection: Connection): Judgement;
  /** Does any policy govern the entity, in any direction? */
  governs(entity: Entity): boolean;
}

const undecided: Decider = { by: 'default' };

/** The judge that asks the reference evaluator. */
export class ReferenceJudge implements Judge {
  readonly set: PolicySet;
  readonly #reference: Reference;
  readonly #forwarding: ForwardingNodes | undefined;

  /** `selector`, `shortlist`: see Reference. */
  constructor(set: PolicySet, selector?: Selector, shortlist?: Shortlist) {
    this.set = set;
    this.#reference = new Reference(set, selector, shortlist);
    this.#forwarding = set.forwarding && new ForwardingNodes(set.forwarding);
  }

  judge(connection: Connection): Judgement {
    const egress = this.#side('egress', connection);
    const ingress = this.#side('ingress', connection);
    return combine(egress, ingress, this.#forwarding?.sides(connection));
  }

  governs(entity: Entity): boolean {
    if (this.#forwarding?.governs(entity)) return true;
    return directions.some((direction) => this.#reference.governs(direction, entity));
  }

  /**
   * Several entities can hold one address. If they are judged differently nobody can say which of them it was,
   * so the strictest verdict stands and is marked.
   */
  #side(direction: Direction, connection: Connection): AmbiguousSide | undefined {
    const party = direction === 'egress' ? connection.source : connection.destination;
    const sides = party.entities.map((subject) => ({
      subject,
      ...this.#reference.evaluate(direction, subject, connection),
    }));
    if (sides.length === 0) return undefined;
    const strictest = sides.find((side) => side.verdict !== 'allow') ?? mostTelling(sides);
    const ambiguous = sides.some((side) => side.verdict !== strictest.verdict);
    return { ...strictest, ambiguous };
  }
}

/** `ambiguous`: several hold the address and are judged differently. */
export interface AmbiguousSide extends Side {
  readonly ambiguous: boolean;
}

/** Of sides that agree, the one that a policy decided says most. */
function mostTelling(sides: readonly Side[]): Side {
  return sides.find((side) => side.decider.by !== 'default') ?? sides[0];
}

/** The judgement from what each side says. */
export function combine<One extends Said, Forwarded extends OnTheWay>(
  egress: One | undefined,
  ingress: One | undefined,
  forwarded: readonly Forwarded[] | undefined,
): Combined<One, Forwarded> {
  const sides: readonly Way[] = [['egress', egress], ...(forwarded ?? []).map(asWay), ['ingress', ingress]];
  const denied = sides.find(([, side]) => side !== undefined && side.verdict !== 'allow');
  const decisive = denied ?? sides.findLast(([, side]) => side?.decider.by === 'rule');
  return {
    verdict: denied?.[1]?.verdict ?? 'allow',
    reason: reasonOf(denied?.[1], decisive?.[1]),
    egress,
    ingress,
    ...(forwarded !== undefined && { forwarded }),
    decidedAt: decisive?.[0],
    decider: decisive?.[1]?.decider ?? undecided,
    dependsOnRequest: denied === undefined && [egress, ingress].some((side) => side?.dependsOnRequest),
  };
}

type Said = SideVerdict & { readonly ambiguous?: boolean };

/** A side on the way of the connection, in the order in which it meets them. */
type Way = readonly [Direction, Said | undefined];

function asWay(side: OnTheWay): Way {
  return [side.direction, side];
}

function reasonOf(denied: Way[1], decisive: Way[1]): ReasonWord {
  if (denied?.ambiguous) return 'ambiguous-identity';
  if (denied?.decider.by === 'ending') return 'default-deny';
  return decisive === undefined ? 'no-policy' : 'policy';
}
