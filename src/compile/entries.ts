import type { Entity } from '../ir/entity.ts';
import type { NamedPort, Peer, Rule } from '../ir/policy.ts';
import { addBit, type Bits, emptyBits, intersection, isWithin } from './bits.ts';
import type { Budget } from './bounds.ts';
import type { Groups } from './groups.ts';
import type { Identities } from './identities.ts';
import { NamedPorts } from './named-ports.ts';
import { type Resolution, type RuleVariants, resolved, variantsOf } from './rule-variants.ts';
import type { Selections } from './selections.ts';
import { SubjectKeys } from './subject-keys.ts';
import type { NumericTraffic } from './traffic.ts';

/** A rule as it stands in a program: which groups its peers are, and which traffic, names resolved. */
export interface Entry {
  readonly id: number;
  readonly rule: Rule;
  /** Undefined: all groups. */
  readonly groups: Bits | undefined;
  /** Undefined: any traffic. */
  readonly traffic: readonly NumericTraffic[] | undefined;
}

/** Turns rules into entries; a rule that asks for the same gives the same entries. */
export class Entries {
  readonly all: Entry[] = [];
  readonly #identities: Identities;
  readonly #ports: NamedPorts;
  readonly #keys: SubjectKeys;
  readonly #groups: Groups;
  readonly #byRule = new Map<Rule, KnownRule>();
  readonly #remotes = new Map<readonly Peer[], Bits>();
  readonly #servers = new Map<string, readonly ServerGroups[]>();
  readonly #budget: Budget;

  constructor(parts: {
    identities: Identities;
    selections: Selections;
    groups: Groups;
    budget: Budget;
  }) {
    this.#budget = parts.budget;
    this.#identities = parts.identities;
    this.#ports = new NamedPorts(parts);
    this.#keys = new SubjectKeys(this.#ports, parts);
    this.#groups = parts.groups;
  }

  /** The entries of a rule for a subject of this identity: none to several, all behind each other. */
  of(rule: Rule, identity: number): readonly Entry[] {
    let known = this.#byRule.get(rule);
    if (known === undefined) {
      known = { variants: variantsOf(rule), entries: new Map() };
      this.#byRule.set(rule, known);
    }
    const { variants } = known;
    const key = variants.isAlike ? '' : this.#keys.of(variants, rule, identity);
    let entries = known.entries.get(key);
    if (entries === undefined) {
      entries = this.#create(rule, identity, variants.named, variants.attributes.length > 0);
      known.entries.set(key, entries);
    }
    return entries;
  }

  #create(rule: Rule, identity: number, named: readonly NamedPort[], isRelated: boolean): readonly Entry[] {
    // So much for its own set of groups, for what of it has the family, and for asking every group about named ports.
    const sets = 1 + Number(rule.family !== undefined) + named.length;
    this.#budget.spend('entryBits', this.#groups.size * sets);
    const groups = this.#remote(rule, isRelated ? this.#identities.samples[identity] : undefined);
    if (named.length === 0) return [this.#entry(rule, groups, rule.traffic as readonly NumericTraffic[])];
    if (rule.direction === 'ingress') {
      return [
        this.#entry(rule, groups, resolved(rule.traffic ?? [], this.#ports.own(named, identity).ports)),
      ];
    }
    const subject = this.#identities.samples[identity];
    const all = this.#ports.made(named, this.#servers, () => this.#serverGroups(named, subject));
    this.#budget.spend('entryBits', this.#groups.size * all.length);
    return all.map((servers) =>
      this.#entry(
        rule,
        groups === undefined ? servers.groups : intersection(groups, servers.groups),
        resolved(rule.traffic ?? [], servers.ports),
      ),
    );
  }

  #entry(rule: Rule, groups: Entry['groups'], traffic: Entry['traffic']): Entry {
    const entry = { id: this.all.length, rule, groups, traffic };
    this.all.push(entry);
    return entry;
  }

  #remote({ remote, family }: Rule, subject: Entity | undefined): Bits | undefined {
    if (remote === undefined) return family === undefined ? undefined : this.#groups.ofFamily(family);
    let bits = subject === undefined ? this.#remotes.get(remote) : undefined;
    if (bits === undefined) {
      bits = this.#groups.ofPeers(remote, subject);
      if (subject === undefined) this.#remotes.set(remote, bits);
    }
    if (family === undefined || isWithin(bits, this.#groups.ofFamily(family))) return bits;
    return intersection(bits, this.#groups.ofFamily(family));
  }

  /** The groups by what the names mean at whoever is in them. */
  #serverGroups(named: readonly NamedPort[], subject: Entity): readonly ServerGroups[] {
    const found = new Map<number, ServerGroups>();
    for (const [number, { identities }] of this.#groups.all.entries()) {
      const { ports, id } = this.#ports.at(named, identities, subject);
      let servers = found.get(id);
      if (servers === undefined) {
        servers = { ports, groups: emptyBits(this.#groups.size) };
        found.set(id, servers);
      }
      addBit(servers.groups, number);
    }
    return [...found.values()];
  }
}

/** What of a rule is asked for every subject. */
interface KnownRule {
  readonly variants: RuleVariants;
  readonly entries: Map<string, readonly Entry[]>;
}

interface ServerGroups {
  readonly ports: Resolution;
  readonly groups: Bits;
}
