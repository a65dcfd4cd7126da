import type { Inventory } from '../../inventory/inventory.ts';
import type { Entity } from '../../ir/entity.ts';
import type { PolicySet } from '../../ir/policy.ts';
import type { IpAddress } from '../../net/address.ts';
import { directionOf, type SideAnswer, type SideName } from '../answers.ts';
import { BeyondTables } from '../bounds.ts';
import type { Traffic } from '../traffic.ts';
import { Directory, type NamedAddress } from './directory.ts';
import { ImageCopies, type ImageRegion } from './image-copies.ts';
import { layoutOf } from './layout.ts';
import type { LivePlace } from './live-places.ts';
import { LiveState, type Work } from './live-state.ts';
import { NeedsRebuild, type RebuildReason } from './rebuild.ts';

/** Everything in it takes effect at once. Who changes labels or addresses is removed and added, as another entity. */
export interface LiveEdit {
  readonly removed?: readonly Entity[];
  readonly added?: readonly Entity[];
  /** What DNS answers say now; earlier names of the address are over. */
  readonly names?: readonly NamedAddress[];
  /** The whole set with what was edited in it; equal policies and rules of one name are found again. */
  readonly set?: PolicySet;
}

export interface EditReport extends Work {
  /** Readers that enter from now on see the edit. */
  readonly generation: number;
  /** Why all was made anew; absent where it was not. */
  readonly rebuilt?: RebuildReason;
}

/**
 * The tables of compile/tables.ts, and the image of them in shared memory, for policies and endpoints that change. An edit
 * makes again what it touches, in the copy that nobody reads, and comes into force for all readers at once. Sets whose
 * nodes are asked about what they forward, and those with very many prefixes, are not kept live: BeyondTables.
 */
export class LiveTables {
  readonly #directory: Directory;
  readonly #image: ImageCopies;
  #set: PolicySet;
  #state: LiveState;

  /** `allocate` makes zeroed memory of so many bytes, at a multiple of 128. Throws BeyondTables. */
  constructor(set: PolicySet, inventory: Inventory, allocate: (bytes: number) => ImageRegion) {
    this.#set = set;
    this.#directory = new Directory(inventory);
    this.#state = newState(set, this.#directory);
    // So that a rebuild after growth finds room too.
    this.#image = new ImageCopies(allocate(2 * ImageCopies.bytesOf(layoutOf(this.#state.capacity))));
    this.#attach();
  }

  get set(): PolicySet {
    return this.#set;
  }

  /** Address of the control block: see GenerationReader. */
  get control(): number {
    return this.#image.control;
  }

  /** Address of the image in force. */
  get active(): number {
    return this.#image.generations.active;
  }

  get generation(): number {
    return this.#image.generations.current;
  }

  /**
   * Throws BeyondTables where the tables would be too large: what was in force stays in the image, and this object must
   * not be used any more.
   */
  edit({ removed = [], added = [], names = [], set }: LiveEdit): EditReport {
    const gone = removed.filter((entity) => this.#directory.remove(entity));
    for (const entity of added) this.#directory.add(entity);
    for (const named of names) this.#directory.name(named);
    const isRestaged = set !== undefined && !hasStagesOf(set, this.#set);
    this.#set = set ?? this.#set;
    if (isRestaged) return this.#rebuild('stages');
    try {
      this.#image.begin();
      const work = set === undefined ? nothing : this.#state.editPolicies(set);
      const addresses = names.map(({ address }) => address);
      const more = this.#state.editEntities(gone, added, addresses);
      this.#image.publish();
      return {
        generation: this.generation,
        programs: work.programs + more.programs,
        places: work.places + more.places,
      };
    } catch (error) {
      if (error instanceof NeedsRebuild) return this.#rebuild(error.reason);
      if (error instanceof BeyondTables) return this.#rebuild('beyond');
      throw error;
    }
  }

  holders(address: IpAddress): readonly Entity[] {
    return this.#directory.holders(address);
  }

  namesOf(address: IpAddress): readonly string[] {
    return this.#directory.namesOf(address);
  }

  /** Does some policy govern the entity, in any direction? Undefined for one that is not there. */
  governs(entity: Entity): boolean | undefined {
    return this.#state.governs(entity);
  }

  placeOf(address: IpAddress): LivePlace {
    return this.#state.places.placeOf(address);
  }

  /** Number of the traffic class. */
  trafficOf(traffic: Traffic): number {
    return this.#state.traffic.of(traffic);
  }

  /** Whether the tables answer for this pair. */
  covers(source: LivePlace, destination: LivePlace): boolean {
    const [from, to] = [source, destination].map((place) => this.#state.places.factsOf(place));
    if (from.isSpecial || to.isSpecial) return false;
    if (from.household !== 0 && from.household === to.household) return false;
    if (from.node === 0 || from.node !== to.node) return true;
    return !(this.#state.nodeMatters || from.isHost || to.isHost);
  }

  /** What one side says; undefined: nobody is asked there. */
  answer(side: SideName, source: LivePlace, destination: LivePlace, traffic: number): SideAnswer | undefined {
    if (side !== 'egress' && side !== 'ingress') return undefined;
    const isAtSource = directionOf[side] === 'egress';
    const peer = isAtSource ? destination : source;
    return this.#state.answer((isAtSource ? source : destination)[side], peer, traffic);
  }

  /** What an answer of the image means, by its number. */
  answerOf(id: number): SideAnswer | undefined {
    return this.#state.answerOf(id);
  }

  #rebuild(reason: RebuildReason): EditReport {
    this.#image.abandon();
    this.#state = newState(this.#set, this.#directory);
    this.#attach();
    return { generation: this.generation, programs: 0, places: 0, rebuilt: reason };
  }

  #attach(): void {
    const layout = layoutOf(this.#state.capacity);
    this.#image.begin();
    this.#image.layOut(layout);
    this.#state.attach(this.#image, layout);
    this.#image.publish();
    this.#image.catchUp();
  }
}

const nothing: Work = { programs: 0, places: 0 };

function newState(set: PolicySet, directory: Directory): LiveState {
  if (set.forwarding !== undefined) throw new BeyondTables('nodes that are asked about what they forward');
  return new LiveState(set, directory);
}

/** The same stages but for what is in them. */
function hasStagesOf(set: PolicySet, before: PolicySet): boolean {
  if ((set.forwarding === undefined) !== (before.forwarding === undefined)) return false;
  if (set.otherwise !== before.otherwise || set.stages.length !== before.stages.length) return false;
  return set.stages.every(({ name, ending, passTo, beforeTranslation }, index) => {
    const old = before.stages[index];
    return (
      name === old.name &&
      ending === old.ending &&
      passTo === old.passTo &&
      beforeTranslation === old.beforeTranslation
    );
  });
}
