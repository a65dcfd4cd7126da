import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { and, anyOf, type Expression, none } from '../../ir/expression.ts';
import type { Network } from '../../ir/policy.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { PolicyObject } from '../shared/kind.ts';
import { inNamespaces } from '../shared/scope.ts';
import { selectorExpression } from '../shared/selector.ts';
import { toNetwork } from './lower/network.ts';
import { finding } from './objects.ts';
import { nodeNetworks, pods, selectedNodes, selectedPods } from './selection.ts';
import type { GroupSpec, NamespacedName } from './types.ts';

type GroupObject = PolicyObject<GroupSpec>;

/** Who belongs to a ClusterGroup or Group. */
export interface Members {
  /** Pods, or the nodes of a nodeSelector by their addresses. */
  readonly entity: Expression;
  /** Nodes with what shares their network: whom a policy is applied to. Undefined: the group is one of pods. */
  readonly nodes: Expression | undefined;
  readonly networks: readonly Network[];
}

export const nobody: Members = { entity: none, nodes: undefined, networks: [] };

/** The groups by name: those with a namespace and those without never see each other. */
export class Groups {
  readonly diagnostics: Diagnostic[] = [];
  readonly #objects: ReadonlyMap<string, GroupObject>;
  readonly #inventory: Inventory;

  constructor(objects: readonly GroupObject[], inventory: Inventory) {
    this.#objects = new Map(objects.map((object) => [keyOf(object.namespace, object.name), object]));
    this.#inventory = inventory;
    for (const object of objects) this.#checkChildren(object);
  }

  get inForce(): readonly Manifest[] {
    return [...this.#objects.values()].map(({ manifest }) => manifest);
  }

  /** Undefined where there is no such group: it has no members then. */
  find(namespace: string, name: string): GroupObject | undefined {
    return this.#objects.get(keyOf(namespace, name));
  }

  /** Names of the groups that a policy of this namespace could mean. */
  names(namespace: string): readonly string[] {
    return [...this.#objects.values()]
      .filter((object) => object.namespace === namespace)
      .map(({ name }) => name);
  }

  members(namespace: string, name: string): Members {
    const object = this.find(namespace, name);
    return object === undefined ? nobody : this.#membersOf(object, 1);
  }

  /** Children come before blocks, these before a Service, and it before selectors (processClusterGroup). */
  #membersOf(object: GroupObject, level: number): Members {
    const { childGroups = [], ipBlocks = [], ipBlock, serviceReference } = object.spec;
    if (childGroups.length > 0) return this.#ofChildren(object, level);
    const blocks = ipBlock === undefined ? ipBlocks : [ipBlock, ...ipBlocks];
    if (blocks.length > 0) return { ...nobody, networks: blocks.map(toNetwork) };
    if (serviceReference !== undefined) return { ...nobody, entity: this.#behind(serviceReference) };
    return this.#selected(object);
  }

  /** Two levels of nesting at most: what lies deeper has no members. */
  #ofChildren({ namespace, spec }: GroupObject, level: number): Members {
    const children = (spec.childGroups ?? []).flatMap((name) => this.find(namespace, name) ?? []);
    if (level > 1 || children.some((child) => (child.spec.childGroups ?? []).length > 0)) return nobody;
    const members = children.map((child) => this.#membersOf(child, level + 1));
    const nodes = members.flatMap((each) => each.nodes ?? []);
    return {
      entity: anyOf(members.map(({ entity }) => entity)),
      nodes: nodes.length === 0 ? undefined : anyOf(nodes),
      networks: members.flatMap(({ networks }) => networks),
    };
  }

  #selected({ namespace, spec }: GroupObject): Members {
    const { cluster } = this.#inventory;
    const { nodeSelector } = spec;
    if (nodeSelector === undefined) return { ...nobody, entity: selectedPods(spec, cluster, namespace) };
    const nodes = nodeNetworks(nodeSelector, cluster);
    return { ...nobody, entity: selectedNodes(nodeSelector, cluster), nodes };
  }

  /** The pods of a Service's selector, whatever their ports and readiness. */
  #behind({ namespace, name }: NamespacedName): Expression {
    const selector = this.#inventory.service(namespace, name)?.selector;
    if (selector === undefined || selector.size === 0) return none;
    const matchLabels = Object.fromEntries(selector);
    return and(
      pods(this.#inventory.cluster),
      inNamespaces(namespace),
      selectorExpression({ matchLabels }, 'label'),
    );
  }

  #checkChildren(object: GroupObject): void {
    for (const [at, name] of (object.spec.childGroups ?? []).entries()) {
      const path = ['spec', 'childGroups', at];
      const child = this.find(object.namespace, name);
      if (child === undefined) {
        const message = `there is no ${object.kind} ${name}: it adds no members`;
        this.diagnostics.push(...finding(object, 'warning', 'unknown-group', path, message));
      } else if ((child.spec.childGroups ?? []).length > 0) {
        const message = `Forbidden: ${name} has child groups itself: groups nest one level deep`;
        this.diagnostics.push(...finding(object, 'error', 'nested-group', path, message));
      }
    }
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
