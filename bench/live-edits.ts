import type { LiveEdit } from '../src/compile/live/live-tables.ts';
import type { Entity } from '../src/ir/entity.ts';
import { ipv4 } from '../src/net/address.ts';
import { appPorts, apps } from './cluster.ts';
import type { Random } from './random.ts';

/** What happens to pods: one in ten has labels that no pod had before. */
export class PodEdits {
  readonly #random: Random;
  readonly #pods: Entity[];
  #next = 0;

  constructor(pods: readonly Entity[], random: Random) {
    this.#pods = [...pods];
    this.#random = random;
  }

  next(): LiveEdit {
    const at = this.#random.below(this.#pods.length);
    const pod = this.#pods[at];
    const number = this.#next++;
    const kind = number % 4;
    if (kind === 0) {
      this.#pods[at] = this.#pods[this.#pods.length - 1];
      this.#pods.pop();
      return { removed: [pod] };
    }
    const other = this.#changed(pod, number, kind);
    if (kind === 1) {
      this.#pods.push(other);
      return { added: [other] };
    }
    this.#pods[at] = other;
    return { removed: [pod], added: [other] };
  }

  /** Names come and go at outside addresses. */
  name(): LiveEdit {
    const names = this.#random.chance(0.3) ? [] : [`host-${this.#random.below(50)}.example.org`];
    return { names: [{ address: ipv4(0xc0000200 + this.#random.below(200)), names }] };
  }

  #changed(pod: Entity, number: number, kind: number): Entity {
    const addresses = [ipv4(0x0a800000 + number)];
    if (kind < 3) return { ...pod, name: `live-${number}`, addresses };
    const app = this.#random.chance(0.4) ? `app-${number}` : apps[this.#random.below(apps.length)];
    return { ...pod, labels: new Map([['app', app]]) };
  }
}

interface NetworkPolicyObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly podSelector?: object;
    readonly ingress?: readonly { readonly from?: unknown; readonly ports?: unknown }[];
  };
}

/** What happens to policies: one is changed, removed, or comes back. */
export class PolicyEdits {
  readonly #random: Random;
  readonly #items: readonly object[];
  readonly #gone: number[] = [];

  constructor(items: readonly object[], random: Random) {
    this.#items = items;
    this.#random = random;
  }

  /** Which of the policies, and what it is now; undefined: it is gone. */
  next(): { readonly at: number; readonly item: object | undefined } {
    const back = this.#random.chance(0.3) ? this.#gone.pop() : undefined;
    if (back !== undefined) return { at: back, item: this.#items[back] };
    const at = this.#random.below(this.#items.length);
    if (this.#random.chance(0.2) && !this.#gone.includes(at)) {
      this.#gone.push(at);
      return { at, item: undefined };
    }
    return { at, item: this.#changed(this.#items[at] as NetworkPolicyObject) };
  }

  /** Another port; now and then other pods, a new network, or a port that no policy had. */
  #changed(item: NetworkPolicyObject): object {
    if (item.kind !== 'NetworkPolicy') return item;
    const app = apps[this.#random.below(apps.length)];
    const port = this.#random.chance(0.1) ? 20_000 + this.#random.below(50) : appPorts[app];
    const cidr = `198.18.${this.#random.below(256)}.0/24`;
    const from = this.#random.chance(0.1)
      ? [{ ipBlock: { cidr } }]
      : [{ namespaceSelector: {}, podSelector: { matchLabels: { app } } }];
    const rule = { from, ports: [{ protocol: 'TCP', port }] };
    const podSelector = this.#random.chance(0.3) ? { matchLabels: { app } } : item.spec.podSelector;
    return {
      ...item,
      spec: { ...item.spec, podSelector, ingress: [...(item.spec.ingress ?? []), rule] },
    };
  }
}
