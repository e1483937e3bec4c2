/**
 * Calls what the application wants to be told by. What it throws, or rejects with, is a warning of the process: it must
 * neither end the process nor leave records pending.
 */
export function notify<Told extends readonly unknown[]>(
  callback: ((...told: Told) => unknown) | undefined,
  ...told: Told
): void {
  if (callback === undefined) return;
  try {
    const result = callback(...told);
    if (result instanceof Promise) result.catch(warn);
  } catch (error) {
    warn(error);
  }
}

function warn(error: unknown): void {
  const detail = error instanceof Error ? error.stack : undefined;
  process.emitWarning(`a callback of the Headwater client threw: ${error}`, {
    type: "HeadwaterWarning",
    ...(detail !== undefined && { detail }),
  });
}
