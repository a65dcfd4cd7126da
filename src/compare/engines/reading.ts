import type { Diagnostic, Position } from '../../diagnostics/diagnostic.ts';
import { groupBy } from '../../dialects/shared/group-by.ts';
import type { EngineCore } from '../../engine/core.ts';
import { type CreatedJudge, createJudge } from '../../engine/create.ts';
import { chooseEngine, settingsOf } from '../../engine/engines.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { type Effect, effectOf, effects } from './effect.ts';

/** A part of an object that an engine refuses, fails closed on, ignores, or reads in a way worth a word. */
export interface Finding extends Diagnostic {
  readonly effect: Effect;
}

/** The same objects, read by one engine. */
export interface EngineReading {
  /** As asked for: `NAME` or `NAME@VERSION`. */
  readonly name: string;
  readonly created: CreatedJudge;
  /** By effect, the gravest first; those of one effect in the order of the files. */
  readonly findings: readonly Finding[];
  /** Those about the object that begins at this place. */
  objectFindings(start: Position): readonly Finding[];
}

export interface Objects {
  readonly manifests: readonly Manifest[];
  readonly resources: readonly Manifest[];
  readonly inventory: Inventory;
  /** Engine options: each engine takes those that it has. */
  readonly settings?: ReadonlyMap<string, string>;
  /** Absent: the reference. */
  readonly core?: EngineCore;
}

/** Objects that an engine refuses are not in force under it; that is one of the things to be compared. */
export function readAs(name: string, objects: Objects): EngineReading {
  const { settings = new Map(), ...rest } = objects;
  const options = settingsOf(chooseEngine(name, []).dialect, settings);
  const created = createJudge({ engine: name, options, ...rest });
  const findings = created.diagnostics
    .filter(({ severity, code }) => severity !== 'info' || code === 'not-in-force')
    .map((diagnostic): Finding => {
      const effect = diagnostic.code === 'not-in-force' ? 'refused' : effectOf(diagnostic);
      return { ...diagnostic, effect };
    })
    .sort((a, b) => effects.indexOf(a.effect) - effects.indexOf(b.effect));
  const starts = startsOf(objects.manifests);
  const byObject = groupBy(findings, (finding) => ownerOf(finding, starts));
  return {
    name,
    created,
    findings,
    objectFindings: ({ file, line }) => byObject.get(`${file}:${line}`) ?? [],
  };
}

/** Lines at which the objects of each file begin, ascending. */
function startsOf(manifests: readonly Manifest[]): ReadonlyMap<string, readonly number[]> {
  const places = manifests.map((manifest) => manifest.source([]).locate());
  const byFile = groupBy(places, ({ file }) => file);
  return new Map(
    [...byFile].map(([file, list]) => [file, list.map(({ line }) => line).sort((a, b) => a - b)]),
  );
}

function ownerOf(
  { file = '', line = 0 }: Diagnostic,
  starts: ReadonlyMap<string, readonly number[]>,
): string {
  return `${file}:${starts.get(file)?.findLast((start) => start <= line) ?? 0}`;
}
