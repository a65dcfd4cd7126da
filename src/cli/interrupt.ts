const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `clean` when a signal ends the program during `work`; the signal then does what it does to any program. */
export async function cleanOnSignal<T>(work: () => Promise<T>, clean: () => Promise<void>): Promise<T> {
  const stop = (signal: NodeJS.Signals): void => {
    void clean().finally(() => {
      restore();
      process.kill(process.pid, signal);
    });
  };
  const restore = (): void => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work();
  } finally {
    restore();
  }
}
