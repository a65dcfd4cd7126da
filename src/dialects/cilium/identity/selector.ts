import type { Source } from '../../../diagnostics/source.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { all, allOf, type Expression, none, not } from '../../../ir/expression.ts';
import type { Peer } from '../../../ir/policy.ts';
import type { Cidr } from '../../../net/cidr.ts';
import { type Requirement, requirementOn } from '../../shared/selector.ts';
import { isIdentityLabel, type LabelFilter } from './filter.ts';
import { labelKeyOf, podAttribute } from './labels.ts';
import { apiserverNodes, hosts, localHost, pods, remoteNodes } from './places.ts';

/** What the conditions of a selector mean for the identities that there are. */
export class Selectors {
  readonly #cluster: string;
  readonly #apiservers: Expression;
  readonly #outside: readonly Cidr[];
  readonly #hasNodeLabels: boolean;
  readonly #isInIdentity: LabelFilter;

  constructor(inventory: Inventory, hasNodeLabels: boolean, isInIdentity: LabelFilter = isIdentityLabel) {
    this.#cluster = inventory.cluster;
    this.#apiservers = apiserverNodes(inventory);
    this.#outside = inventory.kubeApiservers.map((address) => ({
      address,
      length: address.family === 4 ? 32 : 128,
    }));
    this.#hasNodeLabels = hasNodeLabels;
    this.#isInIdentity = isInIdentity;
  }

  /** Pods that satisfy all of these. They have no reserved labels. */
  pods(requirements: readonly Requirement[]): Expression {
    const conditions = requirements.map((requirement) => {
      const attribute = podAttribute(labelKeyOf(requirement.key), this.#isInIdentity);
      return attribute === undefined ? absent(requirement) : requirementOn(attribute, requirement);
    });
    return allOf([pods, ...conditions]);
  }

  /** Nodes by their own labels: whatever source a key names, the labels of a node are all that it has. */
  nodes(requirements: readonly Requirement[]): Expression {
    return allOf([hosts, ...requirements.map((requirement) => this.#nodeLabel(requirement))]);
  }

  /** Whoever satisfies all of these: pods, nodes, and with negative conditions the world too. */
  peers(requirements: readonly Requirement[], source: Source): readonly Peer[] {
    const ofPods = this.pods(requirements);
    const ofHosts = allOf([hosts, ...requirements.map((requirement) => this.#host(requirement))]);
    return [
      ...[ofPods, ofHosts].filter(({ op }) => op !== 'none').map((entity) => ({ entity, source })),
      ...this.#world(requirements, source),
    ];
  }

  #host(requirement: Requirement): Expression {
    const { source, key } = labelKeyOf(requirement.key);
    if (source === undefined || source === 'node') {
      return this.#hasNodeLabels ? this.#nodeLabel(requirement) : absent(requirement);
    }
    return source === 'reserved' ? presence(requirement, this.#reserved(key)) : absent(requirement);
  }

  #nodeLabel(requirement: Requirement): Expression {
    const { source, key } = labelKeyOf(requirement.key);
    if (source === 'reserved') return presence(requirement, this.#reserved(key));
    return requirementOn({ of: 'nodeLabel', key }, requirement);
  }

  #reserved(name: string): Expression {
    switch (name) {
      case 'host':
        return localHost(this.#cluster);
      case 'remote-node':
        return remoteNodes(this.#cluster);
      case 'kube-apiserver':
        return this.#apiservers;
      default:
        return none;
    }
  }

  /** Addresses outside the cluster have reserved labels only; API servers among them have one more. */
  #world(requirements: readonly Requirement[], source: Source): readonly Peer[] {
    const holds = (labels: readonly string[]) =>
      requirements.every((requirement) => {
        const { source: from, key } = labelKeyOf(requirement.key);
        const present = (from === undefined || from === 'reserved') && labels.includes(key);
        return presence(requirement, present ? all : none).op === 'all';
      });
    const plain = holds(['world']);
    const apiserver = holds(['world', 'kube-apiserver']);
    if (plain && apiserver) return [{ notEntity: all, source }];
    if (plain) return [{ notEntity: all, notNetworks: this.#outside, source }];
    return apiserver ? [{ notEntity: all, networks: this.outside, source }] : [];
  }

  /** API servers outside the cluster. */
  get outside(): NonNullable<Peer['networks']> {
    return this.#outside.map((cidr) => ({ cidr, except: [] }));
  }
}

/** NotIn and DoesNotExist hold where the label is absent. */
function absent({ operator }: Requirement): Expression {
  return operator === 'NotIn' || operator === 'DoesNotExist' ? all : none;
}

/** A label without a value, present for whom the expression holds. */
function presence({ operator, values = [] }: Requirement, present: Expression): Expression {
  switch (operator) {
    case 'In':
      return values.includes('') ? present : none;
    case 'NotIn':
      return values.includes('') ? not(present) : all;
    case 'Exists':
      return present;
    case 'DoesNotExist':
      return not(present);
  }
}
