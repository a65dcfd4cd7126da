import type { Dialect } from '../dialects/dialect.ts';

/** An engine under a name of its own that reads and judges as another does; `note` says how sure that is. */
export function preset(name: string, base: Dialect, note: string): Dialect {
  return {
    ...base,
    name,
    lower(input) {
      const { set, diagnostics } = base.lower(input);
      const told = { severity: 'info', code: 'engine-preset', message: note } as const;
      return { set: { ...set, engine: name }, diagnostics: [...diagnostics, told] };
    },
  };
}
