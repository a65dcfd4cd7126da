import type { Inventory } from '../../../inventory/inventory.ts';
import type { Direction, Policy } from '../../../ir/policy.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import type { MemberIndex } from '../facts/address-sets.ts';
import type { HostEndpoint, ProtectedNode } from '../facts/host-endpoints.ts';
import type { Options } from '../options.ts';

/** All that rules refer to: who has which labels and addresses, and what the options say. */
export interface Context {
  readonly inventory: Inventory;
  readonly members: MemberIndex;
  readonly hostEndpoints: readonly HostEndpoint[];
  readonly protectedNodes: readonly ProtectedNode[];
  readonly options: Options;
}

/** One rule of one object. */
export interface RulePlace {
  readonly context: Context;
  readonly manifest: Manifest;
  /** Of the object; empty for global ones. */
  readonly namespace: string;
  readonly policy: Policy;
  readonly direction: Direction;
  readonly index: number;
}
