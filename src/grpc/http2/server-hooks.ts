// Why: grpc-js has no option for most of what node:http2 can be told, and neither it nor nice-grpc gives out its
// HTTP/2 server. It can go when grpc-js takes server options and hands out its HTTP/2 server.

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
 * grpc-js server. So this stands in for `http2.createServer` and `createSecureServer`, for what runs within this call alone.
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
  const { createServer, createSecureServer } = http2;
  http2.createServer = hooked(createServer);
  http2.createSecureServer = hooked(createSecureServer);
}

function hooked<Create extends typeof http2.createServer | typeof http2.createSecureServer>(create: Create): Create {
  const createHttp2Server = create as (options: ServerOptions, ...rest: unknown[]) => Http2Server;
  return ((options: ServerOptions, ...rest: unknown[]) => {
    const given = hooks.getStore();
    if (given === undefined) return createHttp2Server(options, ...rest);
    const settings = { ...options.settings, ...given.options.settings };
    const server = createHttp2Server({ ...options, ...given.options, settings }, ...rest);
    given.onServer(server);
    return server;
  }) as Create;
}
