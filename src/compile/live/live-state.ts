import type { Entity } from '../../ir/entity.ts';
import { directions, type PolicySet, type Rule } from '../../ir/policy.ts';
import { imageNodeMatters } from '../../kernels/image-layout.ts';
import { addressKey, type IpAddress } from '../../net/address.ts';
import type { SideAnswer } from '../answers.ts';
import { Mentions } from '../mentions.ts';
import type { Directory } from './directory.ts';
import { IdentityIndex } from './identity-index.ts';
import type { ImageCopies } from './image-copies.ts';
import type { Capacity, Layout } from './layout.ts';
import { LiveClasses, type LiveGroup } from './live-classes.ts';
import { LiveEntries } from './live-entries.ts';
import { comparesLocally, NodeGuard } from './live-facts.ts';
import { LiveIdentities } from './live-identities.ts';
import { type LivePlace, LivePlaces } from './live-places.ts';
import { type LiveProgram, LivePrograms } from './live-programs.ts';
import { LiveRows } from './live-rows.ts';
import { LiveRules, type RuleChanges } from './live-rules.ts';
import { LiveSteps, type Touched } from './live-steps.ts';
import { type LiveTable, LiveTableSet } from './live-table-set.ts';
import { LiveTraffic } from './live-traffic.ts';
import { NeedsRebuild } from './rebuild.ts';

/** Identities and answers that nobody has any more are kept up to this, and as many again as there were at first. */
const mostUnused = 1 << 14;
/** The same for peer sets: each new one asks about all classes. */
const mostUnusedPeerSets = 1 << 11;

/** What an edit came to. */
export interface Work {
  /** Programs of an identity in one direction that were made again. */
  programs: number;
  /** Places that were written. */
  places: number;
}

/** All that the image is made from, and can be edited; everything in here is about the policies of one full build. */
export class LiveState {
  readonly places: LivePlaces;
  readonly traffic = new LiveTraffic();
  readonly tables: LiveTableSet;
  readonly #identities: LiveIdentities;
  readonly #index: IdentityIndex;
  readonly #steps: LiveSteps;
  readonly #rules = new LiveRules();
  readonly #classes: LiveClasses;
  readonly #rows = new LiveRows();
  readonly #programs: LivePrograms;
  readonly #guard: NodeGuard;
  /** By identity and by group: the places where it is. */
  readonly #placesOf = new Map<number, Set<LivePlace>>();
  readonly #placesIn = new Map<LiveGroup, Set<LivePlace>>();
  /** Places to be made up again. */
  readonly #pending = new Set<LivePlace>();
  #touched: Touched = { egress: new Set(), ingress: new Set() };
  readonly #first: Readonly<Record<'identities' | 'answers' | 'peerSets', number>>;
  #set: PolicySet;
  #image: ImageCopies | undefined;
  #layout: Layout | undefined;

  /** Throws BeyondTables. */
  constructor(set: PolicySet, directory: Directory) {
    this.#set = set;
    const mentions = new Mentions(set);
    this.#identities = new LiveIdentities(mentions);
    const { samples } = this.#identities;
    this.#index = new IdentityIndex(samples);
    this.#steps = new LiveSteps(samples, this.#index);
    this.#classes = new LiveClasses(samples, this.#index);
    this.#guard = new NodeGuard(samples);
    const entries = new LiveEntries(this.#classes, this.traffic, samples);
    this.#programs = new LivePrograms(set, this.#steps, entries);
    this.tables = new LiveTableSet({
      classes: this.#classes,
      traffic: this.traffic,
      rows: this.#rows,
      programs: this.#programs,
    });
    this.places = new LivePlaces(directory);
    for (const cidr of mentions.prefixes) this.places.mention(cidr);
    for (const place of this.places.all) this.#pending.add(place);
    this.#replace(set, this.#rules.replace(set));
    for (const entity of directory.entities) this.#enter(entity);
    for (const address of directory.addresses()) this.#follow(address);
    this.#settle();
    this.#first = {
      identities: samples.length,
      answers: this.tables.answers.all.length,
      peerSets: this.#classes.peerSets,
    };
  }

  /** Twice what there is, and some more. */
  get capacity(): Capacity {
    const { rows, listed, signatures } = this.#rows.sizes;
    const twice = (count: number) => count * 2 + 256;
    const { places } = this;
    return {
      blocks: twice(new Set(places.all.flatMap(({ cidr }) => blocksOf(cidr))).size),
      cells6: 2 ** Math.ceil(Math.log2(4 * places.size + 1024)),
      places: twice(places.size),
      cells: this.traffic.portCells * 4 + 1024,
      tables: twice(this.tables.numbers),
      classes: twice(this.#classes.size),
      rows: twice(rows) + 4096,
      listed: listed * 2 + 65_536,
      signatures: twice(signatures),
      traffic: this.traffic.size * 2 + 32,
    };
  }

  /** From now on edits are written to an image; what there is already, at once. */
  attach(image: ImageCopies, layout: Layout): void {
    this.#image = image;
    this.#layout = layout;
    this.traffic.write(image, layout);
    this.#rows.attach(image, layout);
    this.tables.attach(image, layout);
    this.places.attach(image, layout, (place) => this.#isGoverned(place));
    image.setWord(imageNodeMatters, Number(this.#guard.nodeMatters));
  }

  get nodeMatters(): boolean {
    return this.#guard.nodeMatters;
  }

  /** What a table answers about a place at the other end; undefined: nobody is asked. */
  answer(table: LiveTable | undefined, peer: LivePlace, traffic: number): SideAnswer | undefined {
    if (table === undefined) return undefined;
    const row = table.rowOf[(peer.group as LiveGroup).class];
    return this.answerOf(this.#rows.answer(row, traffic));
  }

  /** By number, with what decides as the set in force has it. */
  answerOf(id: number): SideAnswer | undefined {
    const answer = this.tables.answers.all[id];
    return answer && { ...answer, decider: this.#rules.current(answer.decider, this.#set) };
  }

  /** Does some policy govern the entity? Undefined for one that is not there. */
  governs(entity: Entity): boolean | undefined {
    const identity = this.#identities.of(entity);
    return identity < 0 ? undefined : this.#steps.governs(identity);
  }

  /** The directory has lost `removed`, got `added`, and other names at `named`. Throws NeedsRebuild. */
  editEntities(removed: readonly Entity[], added: readonly Entity[], named: readonly IpAddress[]): Work {
    for (const entity of removed) this.#leave(entity);
    for (const entity of added) this.#enter(entity);
    const addresses = [...removed, ...added].flatMap((entity) => entity.addresses);
    for (const address of [...addresses, ...named]) this.#follow(address);
    return this.#settle();
  }

  /** Throws NeedsRebuild, BeyondTables. */
  editPolicies(set: PolicySet): Work {
    const changes = this.#rules.replace(set);
    this.#widen(set, changes);
    this.#replace(set, changes);
    this.#set = set;
    return this.#settle();
  }

  /** Takes in labels, port names and prefixes that no rule asked for before. Nothing is judged otherwise by that. */
  #widen(set: PolicySet, changes: RuleChanges): void {
    const mentions = new Mentions(changedPart(set, changes));
    const splits = this.#identities.widen(mentions);
    for (const split of splits) this.#steps.split(split);
    const changed = mentions.prefixes.flatMap((cidr) => this.places.mention(cidr));
    for (const place of changed) if (place.group === undefined) this.#pending.add(place);
    if (splits.length > 0) {
      this.#classes.refresh();
      this.#index.refresh();
    }
    for (const place of splits.length > 0 ? this.places.all : changed) {
      const { group } = place;
      if (group === undefined) continue;
      this.#unlink(place);
      place.group = this.#groupOf(place, group);
      this.#link(place);
    }
  }

  #replace(set: PolicySet, changes: RuleChanges): void {
    const touched = this.#steps.change(changes);
    for (const direction of directions) {
      for (const identity of touched[direction]) this.#touched[direction].add(identity);
    }
    for (const { current } of changes.added) this.#guard.addRule(current);
    const rules = set.stages.flatMap((stage) => directions.flatMap((direction) => stage.rules[direction]));
    const compares = rules.some(comparesLocally);
    if (compares === this.places.comparesLocally) return;
    this.places.comparesLocally = compares;
    for (const place of this.places.all) if (place.holders.length > 1) this.#pending.add(place);
  }

  #enter(entity: Entity): void {
    const before = this.#identities.size;
    const identity = this.#identities.add(entity);
    if (identity < before) return;
    if (this.#first !== undefined && before > this.#first.identities * 2 + mostUnused) {
      throw new NeedsRebuild('identities');
    }
    this.#steps.add(identity);
    this.#guard.addSample(entity);
  }

  #leave(entity: Entity): void {
    this.#identities.remove(entity);
    this.places.leave(entity);
  }

  /** The place of an address, where who is there may have changed. */
  #follow(address: IpAddress): void {
    const known = this.places.known(address);
    if (known !== undefined) this.#unlink(known);
    const place = this.places.follow(address);
    if (place === undefined) {
      if (known === undefined) return;
      this.#pending.delete(known);
      this.tables.release(known.egress);
      this.tables.release(known.ingress);
      return;
    }
    this.#pending.add(place);
    for (const other of this.places.join(place)) this.#pending.add(other);
  }

  /** Brings all that waits into the tables. Everything that asks for more comes before anything that is answered. */
  #settle(): Work {
    // Their groups stay: it is what they are asked that changes.
    const touched = new Set<LivePlace>();
    for (const direction of directions) {
      for (const identity of this.#touched[direction]) {
        for (const place of this.#placesOf.get(identity) ?? []) touched.add(place);
      }
    }
    this.#programs.forget(this.#touched);
    const programs = this.#touched.egress.size + this.#touched.ingress.size;
    this.#touched = { egress: new Set(), ingress: new Set() };
    for (const place of this.#pending) {
      this.#unlink(place);
      place.group = this.#groupOf(place);
      this.#link(place);
    }
    for (const place of touched) this.#pending.add(place);
    const asked = [...this.#pending].map((place) => ({ place, ...this.#programsOf(place) }));
    this.#refine();
    for (const { place, egress, ingress } of asked) this.#retable(place, egress, ingress);
    for (const place of this.#pending) this.places.write(place, this.#isGoverned(place));
    this.#image?.setWord(imageNodeMatters, Number(this.#guard.nodeMatters));
    const places = this.#pending.size;
    this.#pending.clear();
    this.#checkUnused();
    return { programs, places };
  }

  #checkUnused(): void {
    // The first time nothing is unused.
    if (this.#first === undefined) return;
    const { answers, peerSets } = this.#first;
    if (this.tables.answers.all.length > answers * 2 + mostUnused) throw new NeedsRebuild('answers');
    if (this.#classes.peerSets > peerSets * 2 + mostUnusedPeerSets) throw new NeedsRebuild('peer-sets');
  }

  /** Traffic and places that are told apart from now on. */
  #refine(): void {
    const splits = this.traffic.refine();
    this.#rows.split(splits);
    if (this.#image !== undefined && this.#layout !== undefined && this.traffic.takeChanged()) {
      this.traffic.write(this.#image, this.#layout);
    }
    const made = this.#classes.takeNew();
    this.tables.addClasses(made);
    for (const group of made.flatMap(({ moved }) => moved)) {
      for (const place of this.#placesIn.get(group) ?? []) this.#pending.add(place);
    }
  }

  #retable(place: LivePlace, egress: readonly LiveProgram[], ingress: readonly LiveProgram[]): void {
    const before = [place.egress, place.ingress];
    place.egress = this.tables.use(egress);
    place.ingress = this.tables.use(ingress);
    for (const table of before) this.tables.release(table);
  }

  #programsOf(place: LivePlace) {
    const group = place.group as LiveGroup;
    const own = place.holders.map((entity) => this.#identities.of(entity));
    return {
      egress: own.map((identity) => this.#programs.of('egress', identity, group)),
      ingress: own.map((identity) => this.#programs.of('ingress', identity, group)),
    };
  }

  #groupOf({ prefix, holders, address }: LivePlace, like?: LiveGroup): LiveGroup {
    const identities = [...new Set(holders.map((entity) => this.#identities.of(entity)))].sort(
      (a, b) => a - b,
    );
    const names = address === undefined ? [] : this.places.directory.namesOf(address);
    return this.#classes.group(
      { prefixNumber: prefix, prefix: this.places.prefixes[prefix], identities, names },
      like,
    );
  }

  #isGoverned({ holders }: LivePlace): boolean {
    return holders.some((entity) => this.#steps.governs(this.#identities.of(entity)));
  }

  #link(place: LivePlace): void {
    const group = place.group as LiveGroup;
    addTo(this.#placesIn, group, place);
    for (const identity of group.identities) addTo(this.#placesOf, identity, place);
  }

  #unlink(place: LivePlace): void {
    if (place.group === undefined) return;
    this.#placesIn.get(place.group)?.delete(place);
    for (const identity of place.group.identities) this.#placesOf.get(identity)?.delete(place);
  }
}

function addTo<Key>(sets: Map<Key, Set<LivePlace>>, key: Key, place: LivePlace): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([place]));
  else set.add(place);
}

/** Blocks of the IPv4 index that a prefix may need. */
function blocksOf({ address, length }: LivePlace['cidr']): readonly string[] {
  if (address.family === 6 || length <= 16) return [];
  const outer = `outer ${address.w3 >>> 16}`;
  return length <= 24 ? [outer] : [outer, addressKey({ ...address, w3: address.w3 >>> 8 })];
}

/** The set with the policies and rules alone that came, or whose subjects changed. */
function changedPart(set: PolicySet, { added, policies }: RuleChanges): PolicySet {
  const rules: readonly Rule[] = added.map(({ current }) => current);
  return {
    ...set,
    stages: set.stages.map((stage, index) => ({
      ...stage,
      policies: policies.flatMap(({ slot }) => (slot.stage === index ? [slot.current] : [])),
      rules: {
        egress: rules.filter(({ direction }) => direction === 'egress' && index === 0),
        ingress: rules.filter(({ direction }) => direction === 'ingress' && index === 0),
      },
    })),
  };
}
