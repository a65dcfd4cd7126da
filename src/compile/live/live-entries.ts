import type { Entity } from '../../ir/entity.ts';
import type { NamedPort, Peer, Rule } from '../../ir/policy.ts';
import type { Entry } from '../entries.ts';
import { namedPortsOf } from '../groups.ts';
import { joinRelations, type Relation, relationOf } from '../relation.ts';
import { resolutionKey, resolved } from '../rule-variants.ts';
import type { NumericTraffic } from '../traffic.ts';
import { valuesKey } from '../value-key.ts';
import { contentKey } from './content.ts';
import type { LiveClasses } from './live-classes.ts';
import type { RuleSlot } from './live-rules.ts';
import type { LiveTraffic } from './live-traffic.ts';
import { namedApart, ownResolution, peersApart } from './peer-set.ts';

/** A rule as it stands in a program; its peers are a peer set of LiveClasses, -1 for anybody. */
export interface LiveEntry extends Entry {
  readonly peerSet: number;
}

/** What of a rule does not depend on its subject. */
interface Reading {
  readonly named: readonly NamedPort[];
  readonly relation: Relation;
  readonly entries: Map<string, readonly LiveEntry[]>;
}

/** Turns rules into entries, as compile/entries.ts does. */
export class LiveEntries {
  readonly #classes: LiveClasses;
  readonly #traffic: LiveTraffic;
  readonly #samples: readonly Entity[];
  readonly #readings = new WeakMap<RuleSlot, Reading>();
  #count = 0;

  constructor(classes: LiveClasses, traffic: LiveTraffic, samples: readonly Entity[]) {
    this.#classes = classes;
    this.#traffic = traffic;
    this.#samples = samples;
  }

  /** The entries of a rule for a subject of this identity: none to several, all behind each other. */
  of(slot: RuleSlot, identity: number): readonly LiveEntry[] {
    const reading = this.#read(slot);
    const { named, relation, entries } = reading;
    const subject = this.#samples[identity];
    const values = valuesKey(subject, relation.attributes);
    const own = slot.direction === 'ingress' ? resolutionKey(ownResolution(named, subject)) : '';
    const key = `${values} ${own}`;
    let found = entries.get(key);
    if (found === undefined) {
      found = this.#create(slot.rule, reading, subject, values);
      entries.set(key, found);
    }
    return found;
  }

  #read(slot: RuleSlot): Reading {
    let reading = this.#readings.get(slot);
    if (reading === undefined) {
      const named = namedPortsOf(slot.rule);
      const relation = joinRelations([
        ...(slot.rule.remote ?? []).flatMap(relationsOf),
        ...named.flatMap(({ of }) => (of === undefined ? [] : [relationOf(of)])),
      ]);
      reading = { named, relation, entries: new Map() };
      this.#readings.set(slot, reading);
    }
    return reading;
  }

  #create(rule: Rule, { named, relation }: Reading, own: Entity, values: string): readonly LiveEntry[] {
    const subject = relation.attributes.length > 0 ? own : undefined;
    const seen = subject === undefined ? '' : values;
    const traffic = rule.traffic ?? [];
    if (named.length === 0) return [this.#entry(rule, seen, subject, rule.traffic as Entry['traffic'])];
    if (rule.direction === 'ingress') {
      return [this.#entry(rule, seen, subject, resolved(traffic, ownResolution(named, own)))];
    }
    const servers = this.#classes.resolutions(`${contentKey(named)} ${seen}`, namedApart(named), subject);
    return [...servers].map(([resolution, ports]) =>
      this.#entry(rule, seen, subject, resolved(traffic, ports), { named, resolution }),
    );
  }

  #entry(
    rule: Rule,
    seen: string,
    subject: Entity | undefined,
    traffic: readonly NumericTraffic[] | undefined,
    servers?: { readonly named: readonly NamedPort[]; readonly resolution: string },
  ): LiveEntry {
    if (traffic !== undefined) this.#traffic.want(traffic);
    const { remote, family } = rule;
    const isAny = remote === undefined && family === undefined && servers === undefined;
    const key = [
      remote === undefined ? '' : contentKey(remote),
      family ?? '',
      servers === undefined ? '' : `${contentKey(servers.named)} ${servers.resolution}`,
      seen,
    ].join('\u0002');
    const question = {
      ...(remote && { peers: peersApart(remote) }),
      ...(family && { family }),
      ...(servers && { servers: { ...servers, named: namedApart(servers.named) } }),
    };
    const peerSet = isAny
      ? -1
      : this.#classes.peerSet(key, seen, { ...question, ...(subject && { subject }) });
    return { id: this.#count++, rule, groups: undefined, traffic, peerSet };
  }
}

function relationsOf({ entity, notEntity }: Peer): readonly Relation[] {
  return [entity, notEntity].flatMap((expression) =>
    expression === undefined ? [] : relationOf(expression),
  );
}
