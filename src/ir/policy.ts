import type { Source } from '../diagnostics/source.ts';
import type { Family } from '../net/address.ts';
import type { Cidr } from '../net/cidr.ts';
import type { ServiceRef } from './connection.ts';
import type { Entity } from './entity.ts';
import type { Expression } from './expression.ts';
import type { NamePattern } from './name-pattern.ts';
import type { RequestMatch } from './request.ts';

/**
 * The one form to which every policy language is lowered: for one endpoint and one direction, an ordered list
 * of stages; in a stage, ordered rules and an ending that is taken only if some policy of the stage governs the
 * endpoint in that direction. The languages differ in order and endings, not in kind.
 */
export type Direction = 'ingress' | 'egress';
export const directions: readonly Direction[] = ['egress', 'ingress'];

/** `pass` leaves the stage for its `passTo`; `log` notes and goes on. */
export type Action = 'accept' | 'deny' | 'reject' | 'pass' | 'log';

export interface PolicyRef {
  readonly tier: string;
  readonly kind: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
}

export interface Policy {
  readonly ref: PolicyRef;
  /** Endpoints that the policy selects. */
  readonly subject: Expression;
  /** Directions in which it governs them: where the stage's ending may apply. May be wider than its rules. */
  readonly governs: readonly Direction[];
  readonly source: Source;
}

export interface Rule {
  readonly policy: Policy;
  readonly direction: Direction;
  /** Position in the object's own rule list of this direction, from 0. */
  readonly index: number;
  /** Empty where the rule has none. */
  readonly name: string;
  readonly action: Action;
  /** Narrows the policy's subject for this rule alone. */
  readonly subject?: Expression;
  /** Only connections of this family. */
  readonly family?: Family;
  /** The other end. Absent: any address. Empty: none. */
  readonly remote?: readonly Peer[];
  /** The subject's own end, where a language restricts it too. Absent: any. */
  readonly local?: readonly Peer[];
  /** Only connections sent to the frontend of one of these services; `none`: only those sent to no service. */
  readonly service?: 'none' | readonly ServiceRef[];
  /** Absent: any traffic. Empty: none. */
  readonly traffic?: readonly TrafficMatch[];
  /** Of an accepting rule: only these requests. Where no request is known the connection is accepted. */
  readonly request?: RequestMatch;
  /**
   * What a request that is none of these meets: the rules behind; a refusal; or the rules behind, and a refusal
   * if none of the stage accepts it. Absent: `next-rule`.
   */
  readonly onOtherRequest?: 'next-rule' | 'refuse' | 'refuse-last';
  readonly source: Source;
}

/** A set of addresses; every part that is present must hold. */
export interface Peer {
  /** Some entity that holds the address satisfies this. */
  readonly entity?: Expression;
  /** No entity that holds the address satisfies this. */
  readonly notEntity?: Expression;
  /** The address is in one of these. */
  readonly networks?: readonly Network[];
  /** The address is in none of these. */
  readonly notNetworks?: readonly Cidr[];
  /** A DNS answer gave the address for a name that one of these matches. */
  readonly domainNames?: readonly NamePattern[];
  readonly source: Source;
}

export interface Network {
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
}

/** Protocol, ports and ICMP; every part that is present must hold. */
export interface TrafficMatch {
  /** IP protocol numbers. Absent: any protocol. */
  readonly protocols?: readonly number[];
  readonly notProtocols?: readonly number[];
  /** Absent: any destination port, and protocols without ports. */
  readonly destinationPorts?: readonly PortMatch[];
  readonly notDestinationPorts?: readonly PortMatch[];
  readonly sourcePorts?: readonly PortRange[];
  readonly notSourcePorts?: readonly PortRange[];
  readonly icmp?: IcmpMatch;
  readonly notIcmp?: IcmpMatch;
}

/** Both ends inclusive. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** A name stands for the container ports of the destination that have this name and the packet's protocol. */
export interface NamedPort {
  readonly name: string;
  /** Only ports of entities that satisfy this. Absent: of any that hold the destination address. */
  readonly of?: Expression;
}

export type PortMatch = PortRange | NamedPort;

/** Of ICMP, or of IGMP, as `protocols` beside it says. */
export interface IcmpMatch {
  readonly type: number;
  /** Absent: any code. */
  readonly code?: number;
}

/**
 * What happens when no rule of the stage matched and some policy of the stage governs the endpoint: `deny`;
 * `pass` as if a rule had said so; `none`, go on as if the stage were not there.
 */
export type Ending = 'deny' | 'pass' | 'none';

export interface Stage {
  readonly name: string;
  readonly policies: readonly Policy[];
  /** In order of evaluation; the first that matches decides. */
  readonly rules: Readonly<Record<Direction, readonly Rule[]>>;
  readonly ending: Ending;
  /** Its rules see the frontend of a service as the destination, where the translation is made at the subject. */
  readonly beforeTranslation?: true;
  /** Name of a later stage, or `end`: past all stages. */
  readonly passTo: string;
}

/** All policies in force, lowered for one engine. */
export interface PolicySet {
  readonly engine: string;
  readonly stages: readonly Stage[];
  /** Past all stages. */
  readonly otherwise: 'accept' | 'deny';
  /** Asked beside these; absent where nodes forward without asking. */
  readonly forwarding?: Forwarding;
  /** How the engine keeps the names that it learns; absent where its texts say nothing. */
  readonly names?: NameKeeping;
}

/** Bounds of an engine on what DNS answers teach it. */
export interface NameKeeping {
  /** Seconds; shorter lifetimes are raised to it. */
  readonly minimumTtl: number;
  readonly maxAddressesPerName: number;
  /** A name that is over keeps its addresses as long as a connection to one of them is open. */
  readonly isKeptByConnections: boolean;
}

/**
 * What nodes ask about connections that they forward: egress at the node of the source, which the connection
 * leaves, ingress at the node of the destination, which it enters. The node is the subject. Connections that stay
 * on one node are not forwarded.
 */
export interface Forwarding extends Pick<PolicySet, 'engine' | 'stages' | 'otherwise'> {
  /** The nodes that ask, by name. */
  readonly nodes: ReadonlyMap<string, Entity>;
}
