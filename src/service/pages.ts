import type { Page } from "../engine/engine.js";
import { InvalidField } from "../engine/errors.js";
import { optionalCount } from "./requests.js";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1000;

/** The page that is asked for; a larger one than the server makes is cut to that. */
export function toPage({ pageSize, pageToken }: { pageSize: number; pageToken: string }): Page {
  const limit = Math.min(optionalCount(pageSize, "page_size") ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  return pageToken === "" ? { limit } : { limit, after: fromPageToken(pageToken) };
}

/** A token for the page that starts behind this name. Opaque to clients. */
export function toPageToken(name: string): string {
  return Buffer.from(name).toString("base64url");
}

function fromPageToken(token: string): string {
  const name = Buffer.from(token, "base64url").toString();
  if (toPageToken(name) !== token) {
    throw new InvalidField("page_token", "is not one that this broker gave: use next_page_token as it came");
  }
  return name;
}
