const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `clean` when a signal ends the program; the signal then does what it does to any program. Meanwhile nothing is said
 * any more: a run that fails because its files are taken away is no news. Gives the function that takes this back.
 */
export function cleanOnSignal(clean: () => Promise<void>): () => void {
  const stop = (signal: NodeJS.Signals): void => {
    silence();
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

function silence(): void {
  for (const stream of [process.stdout, process.stderr]) stream.write = () => true;
}
