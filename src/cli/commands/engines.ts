import { chooseEngine, dialects } from '../../engine/engines.ts';
import { fieldsOf } from '../../engine/fields.ts';
import { apiVersionOf } from '../../manifest/known-kind.ts';
import type { Column } from '../../terminal/table.ts';
import type { Io } from '../io.ts';
import { View, type ViewOptions } from '../view.ts';

export interface EnginesOptions extends ViewOptions {
  readonly output: 'text' | 'json';
}

/** All engines, or one with every field that it understands. */
export async function enginesCommand(
  name: string | undefined,
  options: EnginesOptions,
  io: Io,
): Promise<number> {
  const view = new View(io, options);
  const report = name === undefined ? dialects.map((dialect) => describe(dialect.name)) : [describe(name)];
  if (options.output === 'json') await view.json({ schema: 'tierwall.engines/v1', engines: report });
  else if (name === undefined) await view.table(report, columns);
  else await printEngine(report[0], view);
  return 0;
}

interface Engine {
  readonly name: string;
  readonly version: string;
  readonly versions: readonly string[];
  readonly options: readonly {
    readonly name: string;
    readonly values: readonly string[];
    readonly default: string;
    readonly summary: string;
  }[];
  readonly kinds: readonly EngineKind[];
}

interface EngineKind {
  readonly kind: string;
  readonly apiVersions: readonly string[];
  readonly fields: readonly { readonly path: string; readonly type: string }[];
}

function describe(requested: string): Engine {
  const { dialect, version } = chooseEngine(requested, []);
  const kinds = dialect.kinds(version).map((kind) => ({
    kind: kind.kind,
    apiVersions: kind.versions.map((each) => apiVersionOf(kind, each)),
    fields: fieldsOf(kind),
  }));
  const { name, versions = [], options } = dialect;
  return { name, version, versions, options, kinds };
}

const columns: readonly Column<Engine>[] = [
  { heading: 'ENGINE', cell: ({ name }) => name, shrink: false },
  { heading: 'VERSIONS', cell: ({ versions }) => versions.join(' ') || '-', shrink: false },
  { heading: 'KINDS', cell: ({ kinds }) => [...new Set(kinds.map(({ kind }) => kind))].join(', ') || '-' },
  { heading: 'OPTIONS', cell: ({ options }) => options.length },
];

async function printEngine(engine: Engine, view: View): Promise<void> {
  for (const { kind, apiVersions, fields } of engine.kinds) {
    await view.line(`${view.paint('heading', kind)} (${apiVersions.join(', ')})`);
    await view.table(fields, [
      { heading: '  FIELD', cell: ({ path }) => `  ${path}` },
      { heading: 'TYPE', cell: ({ type }) => type },
    ]);
    await view.line();
  }
  await view.table(engine.options, [
    { heading: 'OPTION', cell: ({ name }) => name, shrink: false },
    { heading: 'VALUES', cell: ({ values }) => values.join(' ') },
    { heading: 'DEFAULT', cell: (option) => option.default, shrink: false },
    { heading: 'WHAT IT DECIDES', cell: ({ summary }) => summary },
  ]);
}
