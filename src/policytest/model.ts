import type { Diagnostic, Position } from '../diagnostics/diagnostic.ts';
import type { DecidedBy } from '../engine/decided-by.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ProbeRequest } from '../probe/index.ts';
import type { FlowVerdict } from '../verdict/verdict.ts';
import type { Field } from './field.ts';

/** One document of a policy-test file, read and checked, with all files that it names. */
export interface PolicyTest {
  readonly name: string;
  readonly place: Position;
  readonly tags: readonly string[];
  readonly engine: EngineChoice;
  /** Who is who. */
  readonly inventory: Inventory;
  readonly policies: readonly Manifest[];
  readonly expectInvalid: boolean;
  readonly probes: readonly Probe[];
  /** What is wrong with the test itself. With an error among these it is not run. */
  readonly diagnostics: readonly Diagnostic[];
  readonly places: Readonly<Record<TestField, Field>>;
}

export const testFields = [
  'apiVersion',
  'kind',
  'metadata',
  'engine',
  'cluster',
  'resources',
  'policies',
  'expectInvalid',
  'probes',
] as const;
export type TestField = (typeof testFields)[number];

export interface EngineChoice {
  /** `NAME` or `NAME@VERSION`; absent: by the kinds of the policies. */
  readonly name?: string;
  readonly options: ReadonlyMap<string, string>;
}

/**
 * - `new`: the opening packet of a connection.
 * - `established`: a later packet in the same direction, of a connection opened before the policies came.
 * - `reply`: a packet of the other direction.
 */
export const probeStates = ['new', 'established', 'reply'] as const;
export type ProbeState = (typeof probeStates)[number];

/** What of a request can be said in a probe; only engines with request rules look at it. */
export const requestKinds = ['http', 'grpc', 'kafka', 'dns', 'tls'] as const;

export interface Probe extends ProbeRequest {
  /** Position in the test, from 0. */
  readonly index: number;
  readonly state: ProbeState;
  readonly expect: FlowVerdict;
  readonly why: string;
  readonly place: Position;
  /** Its fields, for what may have to be said about them. */
  readonly places: Readonly<Record<ProbeField, Field>>;
}

export const probeFields = [
  'from',
  'to',
  'protocol',
  'port',
  'sourcePort',
  'family',
  'icmp',
  'via',
  ...requestKinds,
  'after',
  'state',
  'expect',
  'why',
] as const;
export type ProbeField = (typeof probeFields)[number];

export const testStatuses = ['passed', 'failed', 'error'] as const;
export type TestStatus = (typeof testStatuses)[number];

export interface TestResult {
  readonly name: string;
  readonly place: Position;
  readonly status: TestStatus;
  readonly diagnostics: readonly Diagnostic[];
  readonly probes: readonly ProbeResult[];
}

export interface ProbeResult {
  readonly index: number;
  /** `shop/web -> shop/db TCP 5432`. */
  readonly title: string;
  readonly expect: FlowVerdict;
  /** Null where it was not judged: the diagnostics say why. */
  readonly verdict: FlowVerdict | null;
  readonly passed: boolean;
  readonly decidedBy: DecidedBy | null;
  /** Who decided, as one line; empty where it was not judged. */
  readonly decider: string;
  readonly why: string;
  readonly place: Position;
}
