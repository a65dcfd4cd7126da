import type { Classes } from './classes.ts';
import type { Entries } from './entries.ts';
import type { Groups } from './groups.ts';
import type { Identities } from './identities.ts';
import type { Mentions } from './mentions.ts';
import type { NetworkClasses } from './networks.ts';
import type { Place } from './places.ts';
import type { Prefixes } from './prefixes.ts';
import type { Program, Programs } from './programs.ts';
import type { TablePlace } from './tables.ts';
import type { TrafficClasses } from './traffic.ts';
import type { PolicyTrees } from './trees/policy-trees.ts';

/** What each pass of the compiler makes, in the order of the passes. */
export interface Passes {
  readonly mentions: Mentions;
  readonly identities: Identities;
  readonly prefixes: Prefixes;
  readonly networks: NetworkClasses;
  readonly places: readonly Place[];
  readonly groups: Groups;
  readonly programs: ProgramPass;
  readonly traffic: TrafficClasses;
  readonly classes: Classes;
  /** The places with their tables: the rows are made with them. */
  readonly rows: readonly TablePlace[];
  /** In place of tables: of passes that were not done for these, it does what it needs. */
  readonly trees: PolicyTrees;
}

/** Where there are tables. */
export type TablePasses = Omit<Passes, 'trees'>;

/** Entries are made as programs ask for them. */
export interface ProgramPass {
  readonly entries: Entries;
  readonly programs: Programs;
  readonly forwarding: Programs | undefined;
  /** By place. */
  readonly asked: readonly AskedPrograms[];
}

/** By side of a connection, the programs of whoever is asked there. */
export type AskedPrograms = Readonly<
  Record<'egress' | 'forwardedEgress' | 'forwardedIngress' | 'ingress', readonly Program[]>
>;

export type PassName = keyof Passes;

/** Hears of each pass when it is done. */
export type OnPass = <Name extends PassName>(name: Name, made: Passes[Name], milliseconds: number) => void;

/** Runs a pass and gives what it made. */
export type RunPass = <Name extends PassName>(name: Name, make: () => Passes[Name]) => Passes[Name];

/** Without anybody to hear of it nothing is timed. */
export function passRunner(onPass: OnPass | undefined): RunPass {
  if (onPass === undefined) return (_, make) => make();
  return (name, make) => {
    const started = performance.now();
    const made = make();
    onPass(name, made, performance.now() - started);
    return made;
  };
}

/** Of the passes that were done. */
export type MadePasses = { -readonly [Name in PassName]?: Passes[Name] };
