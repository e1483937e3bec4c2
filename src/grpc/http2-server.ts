import { AsyncLocalStorage } from "node:async_hooks";
import http2, { type Http2Server, type ServerOptions } from "node:http2";

export interface Http2Hooks {
  /** What is to be different in the options that grpc-js makes its server with. */
  readonly options: ServerOptions;
  onServer(server: Http2Server): void;
}

const hooks = new AsyncLocalStorage<Http2Hooks>();
let isInstalled = false;
let listening = 0;

/**
 * Runs `listen`, which makes a grpc-js server listen, and lends a hand to the HTTP/2 server that it makes.
 *
 * grpc-js has no option for most of what HTTP/2 can be told, and keeps the server to itself; nice-grpc keeps even the
 * grpc-js server. So this stands in for `http2.createServer`, for what runs within this call alone.
 */
export async function withHttp2Hooks<T>(given: Http2Hooks, listen: () => Promise<T>): Promise<T> {
  install();
  listening++;
  try {
    return await hooks.run(given, listen);
  } finally {
    // While it is enabled every promise of the process costs more.
    if (--listening === 0) hooks.disable();
  }
}

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  const { createServer } = http2;
  http2.createServer = ((options: ServerOptions, ...rest: []) => {
    const given = hooks.getStore();
    if (given === undefined) return createServer(options, ...rest);
    const settings = { ...options.settings, ...given.options.settings };
    const server = createServer({ ...options, ...given.options, settings }, ...rest);
    given.onServer(server);
    return server;
  }) as typeof createServer;
}
