import type { Dialect } from '../dialect.ts';

/** A CNI that enforces nothing (kindnet, flannel): every policy object is stored and none has an effect. */
export const none: Dialect = {
  name: 'none',
  options: [],
  kinds: () => [],
  reads: () => false,
  lower: () => ({
    set: { engine: 'none', stages: [], otherwise: 'accept' },
    diagnostics: [
      {
        severity: 'warning',
        code: 'nothing-enforced',
        message: 'the engine `none` enforces no policy: everything is allowed',
      },
    ],
  }),
};
