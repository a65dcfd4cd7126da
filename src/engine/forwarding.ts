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

  /** In the order of the way: the node that it leaves, one on the way, the node that it enters. */
  sides(connection: Connection): readonly ForwardedSide[] {
    const { source, destination } = connection;
    const leaving = this.#forwarderOf(source, destination);
    const entering = this.#forwarderOf(destination, source);
    const between = this.#between(connection);
    return [
      ...this.#side('egress', leaving, connection),
      ...this.#side('ingress', between, connection),
      ...this.#side('egress', between, connection),
      ...this.#side('ingress', entering, connection),
    ];
  }

  /** Does any policy govern what the entity's node forwards for it? */
  governs({ kind, node }: Entity): boolean {
    const subject = kind === 'pod' ? this.#nodes.get(node) : undefined;
    return (
      subject !== undefined && directions.some((direction) => this.#reference.governs(direction, subject))
    );
  }

  #side(direction: Direction, subject: Entity | undefined, connection: Connection): readonly ForwardedSide[] {
    if (subject === undefined) return [];
    return [{ direction, subject, ...this.#reference.evaluate(direction, subject, connection) }];
  }

  /** The node of the pod at the near end, unless the far end is on it too. */
  #forwarderOf(near: Party, far: Party): Entity | undefined {
    const pod = near.entities.find(({ kind }) => kind === 'pod');
    const node = pod && this.#nodes.get(pod.node);
    if (pod === undefined || node === undefined || pod.cluster !== node.cluster) return undefined;
    return isOn(node, far) ? undefined : node;
  }

  /** The node that the client addressed, by its node port, and that sends the connection on to another machine. */
  #between({ source, destination, frontend }: Connection): Entity | undefined {
    const addressed = frontend?.destination.entities.find(({ kind }) => kind === 'node');
    const node = addressed && this.#nodes.get(addressed.name);
    if (node === undefined || node.cluster !== addressed?.cluster) return undefined;
    return isOn(node, source) || isOn(node, destination) ? undefined : node;
  }
}

function isOn({ cluster, name }: Entity, { entities }: Party): boolean {
  return entities.some((entity) => entity.cluster === cluster && entity.node === name);
}
