/** An option of the engine stands among the policies, so that it can be named as the decider. */
export function isEngineOption({ kind }: { readonly kind: string }): boolean {
  return kind === 'EngineOption';
}
