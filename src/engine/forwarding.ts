import type { Connection, Party } from '../ir/connection.ts';
import type { Entity } from '../ir/entity.ts';
import { type Direction, directions, type Forwarding } from '../ir/policy.ts';
import { Reference } from '../reference/evaluate.ts';
import type { ForwardedSide } from './judge.ts';

/** Asks the nodes that a connection of a pod crosses on its way to or from another machine. */
export class ForwardingNodes {
  readonly #nodes: Forwarding['nodes'];
  readonly #reference: Reference;

  constructor(forwarding: Forwarding) {
    this.#nodes = forwarding.nodes;
    this.#reference = new Reference(forwarding);
  }

  /** In the order of the way: the node that it leaves, the node that it enters. */
  sides(connection: Connection): readonly ForwardedSide[] {
    const { source, destination } = connection;
    return [
      ...this.#side('egress', source, destination, connection),
      ...this.#side('ingress', destination, source, connection),
    ];
  }

  /** Does any policy govern what the entity's node forwards for it? */
  governs({ kind, node }: Entity): boolean {
    const subject = kind === 'pod' ? this.#nodes.get(node) : undefined;
    return (
      subject !== undefined && directions.some((direction) => this.#reference.governs(direction, subject))
    );
  }

  #side(direction: Direction, near: Party, far: Party, connection: Connection): readonly ForwardedSide[] {
    const subject = this.#forwarderOf(near, far);
    if (subject === undefined) return [];
    return [{ direction, subject, ...this.#reference.evaluate(direction, subject, connection) }];
  }

  /** The node of the pod at the near end, unless the far end is on it too. */
  #forwarderOf(near: Party, far: Party): Entity | undefined {
    const pod = near.entities.find(({ kind }) => kind === 'pod');
    const node = pod && this.#nodes.get(pod.node);
    if (pod === undefined || node === undefined || pod.cluster !== node.cluster) return undefined;
    const isLocal = far.entities.some((entity) => entity.cluster === pod.cluster && entity.node === pod.node);
    return isLocal ? undefined : node;
  }
}
