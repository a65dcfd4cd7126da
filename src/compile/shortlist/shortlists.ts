import type { Connection } from '../../ir/connection.ts';
import type { Entity } from '../../ir/entity.ts';
import { type Direction, directions, type PolicySet, type Stage } from '../../ir/policy.ts';
import type { Asked } from '../../reference/evaluate.ts';
import { question } from '../../reference/match.ts';
import { IndexRoom } from './index-room.ts';
import { mostReferences, StageLists } from './stage-lists.ts';

/**
 * For policy sets beyond tables: which rules of each stage a connection need be asked about. It is a filter in front of
 * the reference evaluator, and takes memory in proportion to the rules, up to a limit: see IndexRoom.
 */
export class Shortlists {
  readonly #stages: Readonly<Record<Direction, readonly StageLists[]>>;

  /** `most`: rules and policies in all lists of a stage and direction. */
  constructor({ stages }: Pick<PolicySet, 'stages'>, most = mostReferences, room = new IndexRoom()) {
    const listsOf = (direction: Direction) =>
      stages.map((stage) => new StageLists(stage, direction, most, room));
    this.#stages = { egress: listsOf('egress'), ingress: listsOf('ingress') };
  }

  /** Of each stage, the rules in order without those that cannot match. */
  of(direction: Direction, subject: Entity, connection: Connection): readonly Asked[] {
    const asked = question(direction, subject, connection);
    return this.#stages[direction].map((lists) => {
      const list = lists.of(subject);
      return seesFrontend(list.stage, connection) ? list : list.for(asked);
    });
  }

  /** Does some policy govern the entity, in any direction? */
  governs(entity: Entity): boolean {
    return directions.some((direction) =>
      this.#stages[direction].some((lists) => lists.of(entity).governing.length > 0),
    );
  }
}

/** Its rules see another destination than the others. */
function seesFrontend({ beforeTranslation }: Stage, { frontend }: Connection): boolean {
  return beforeTranslation === true && frontend !== undefined;
}
