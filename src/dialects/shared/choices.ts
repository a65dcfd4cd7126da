import type { EngineOption } from '../dialect.ts';

/** Engine options as a table in the code: the first value of each is its default. */
export type Choices = Readonly<
  Record<string, { readonly values: readonly string[]; readonly summary: string }>
>;

/** What is in force of such a table. */
export type Chosen<C extends Choices> = { readonly [K in keyof C]: C[K]['values'][number] };

export function optionsOf(choices: Choices): readonly EngineOption[] {
  return Object.entries(choices).map(([name, { values, summary }]) => ({
    name,
    values,
    default: values[0],
    summary,
  }));
}

/** The settings as they are in force; one that is not set, or not known, has its default. */
export function choose<C extends Choices>(choices: C, settings: ReadonlyMap<string, string>): Chosen<C> {
  const entries = Object.entries(choices).map(([name, { values }]) => {
    const value = settings.get(name);
    return [name, value !== undefined && values.includes(value) ? value : values[0]];
  });
  return Object.fromEntries(entries) as Chosen<C>;
}
