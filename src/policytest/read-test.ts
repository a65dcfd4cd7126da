import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { TierwallError } from '../diagnostics/errors.ts';
import { type BuiltInventory, buildInventory } from '../inventory/build.ts';
import type { RawDocument } from '../manifest/document.ts';
import { manifestsOf } from '../manifest/parse.ts';
import { Field } from './field.ts';
import { type InlineManifests, parseInline } from './inline.ts';
import { type EngineChoice, type PolicyTest, type TestField, testFields } from './model.ts';
import { type NamedFiles, resourcesOf, shortForm } from './named-files.ts';
import { readProbe } from './probe.ts';

export const apiGroup = 'tierwall.dev';
const apiVersion = `${apiGroup}/v1alpha1`;

type Places = Readonly<Record<TestField, Field>>;

/** What reading a test needs at every step. */
interface Reading {
  readonly document: RawDocument;
  /** The whole file, for the places inside of its text blocks. */
  readonly text: string;
  readonly file: string;
  readonly places: Places;
  readonly named: NamedFiles;
  readonly diagnostics: Diagnostic[];
}

/** One test with all that it names; everything wrong with it is in its diagnostics. */
export async function readTest(document: RawDocument, text: string, named: NamedFiles): Promise<PolicyTest> {
  const diagnostics: Diagnostic[] = [];
  const root = Field.root(document, diagnostics);
  const places = root.fields(testFields);
  const place = root.source().locate();
  const reading = { document, text, file: place.file, places, named, diagnostics };
  const { name, tags } = readHeading(places);
  return {
    name: name ?? `${place.file}:${place.line}`,
    place,
    tags,
    engine: readEngine(places.engine),
    expectInvalid: readExpectInvalid(places.expectInvalid),
    probes: readProbes(places),
    inventory: (await readInventory(reading)).inventory,
    policies: (await readPolicies(reading)).manifests,
    diagnostics,
    places,
  };
}

function readHeading({ apiVersion: version, kind, metadata }: Places) {
  version.required(version.word([apiVersion]));
  kind.required(kind.word(['PolicyTest']));
  const { name, tags, source } = metadata.fields(['name', 'tags', 'source']);
  source.text();
  const text = name.required(name.text());
  return { name: text, tags: tags.items().flatMap((tag) => tag.text() ?? []) };
}

function readEngine(field: Field): EngineChoice {
  const { name, version, options } = field.fields(['name', 'version', 'options']);
  if (field.isPresent) name.required(name.value);
  const release = typeof version.value === 'number' ? String(version.value) : version.text();
  const chosen = name.text();
  const settings = options.entries().map(([key, option]) => [key, setting(option)] as const);
  return {
    ...(chosen !== undefined && { name: release === undefined ? chosen : `${chosen}@${release}` }),
    options: new Map(settings),
  };
}

/** Options are words; YAML reads some of them as numbers and booleans. */
function setting(field: Field): string {
  const { value } = field;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : (field.text() ?? '');
}

/** Text is a comment on what is wrong with the object. */
function readExpectInvalid(field: Field): boolean {
  return typeof field.value === 'string' || (field.flag() ?? false);
}

function readProbes({ probes, expectInvalid }: Places): PolicyTest['probes'] {
  const items = probes.items();
  if (items.length === 0 && !expectInvalid.isPresent) {
    probes.fail('nothing-checked', 'the test has no probes', 'Add probes, or expectInvalid.');
  }
  return items.flatMap((item, index) => readProbe(item, index) ?? []);
}

async function readInventory(reading: Reading): Promise<BuiltInventory> {
  const { places, document, named, file, diagnostics } = reading;
  const paths = pathsIn(places.resources);
  const built = await orFault(places.resources, buildInventory([]), async () => {
    if (!places.cluster.isPresent) return named.inventory(file, paths);
    const resources = resourcesOf(await named.load(file, paths));
    const own = buildInventory([{ shortForms: [shortForm(document)] }, resources.source]);
    return { ...own, diagnostics: [...resources.diagnostics, ...own.diagnostics] };
  });
  for (const one of built.diagnostics) diagnostics.push(one);
  return built;
}

async function readPolicies(reading: Reading): Promise<InlineManifests> {
  const { places, text, named, file, diagnostics } = reading;
  const { policies } = places;
  const loaded = await orFault(policies, { manifests: [], diagnostics: [] }, async () => {
    const { value } = policies;
    if (typeof value === 'string') return parseInline(value, policies.source().locate(), text);
    const read = await named.load(file, pathsIn(policies));
    const objects = manifestsOf(read.documents);
    return { ...objects, diagnostics: [...read.diagnostics, ...objects.diagnostics] };
  });
  for (const one of loaded.diagnostics) diagnostics.push(one);
  return loaded;
}

function pathsIn(field: Field): readonly string[] {
  return field.items().flatMap((item) => item.text() ?? []);
}

/** A file that a test names and that cannot be read is a fault of the test, not the end of the run. */
async function orFault<T>(field: Field, otherwise: T, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!(error instanceof TierwallError)) throw error;
    field.fail(error.code, error.message, error.hint);
    return otherwise;
  }
}
