const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `clean` when a signal ends the program; the signal then does what it does to any program. Gives the
 * function that takes this back.
 */
export function cleanOnSignal(clean: () => Promise<void>): () => void {
  const stop = (signal: NodeJS.Signals): void => {
    void clean().finally(() => {
      takeBack();
      process.kill(process.pid, signal);
    });
  };
  const takeBack = (): void => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
  return takeBack;
}
