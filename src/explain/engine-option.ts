interface Named {
  readonly kind: string;
}

/**
 * What the engine brings with it stands among the policies, so that it can be named as the decider: its options, and
 * what no option changes.
 */
export function isEngineOption({ kind }: Named): boolean {
  return kind === 'EngineOption' || isDatapath({ kind });
}

export function isDatapath({ kind }: Named): boolean {
  return kind === 'Datapath';
}
