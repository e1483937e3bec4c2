import { readApiVersionsRequest } from "../../../gen/kafka/api-versions-request.js";
import { type ApiVersionsResponse, writeApiVersionsResponse } from "../../../gen/kafka/api-versions-response.js";
import { APIS } from "../../../gen/kafka/apis.js";
import type { Init, KafkaWriter } from "../../kafka-protocol/messages.js";
import { type ServedApi, serve } from "../api.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * Tells the calls that are answered, and nothing that is not.
// * A version that we don't know is answered in version 0 with UNSUPPORTED_VERSION, so that the client can ask again.
//
// Version notes:
// * v3: the client's name and version, which are not used; the features of a cluster, of which there are none.
// * The head of the response is that of version 0 in every version.

/** Kafka says so too, as older clients of librdkafka take a range that starts later for a broker of long ago. */
const PRODUCE_MIN_VERSION = 0;

export function apiVersions(served: () => readonly ServedApi[]): ServedApi {
  return serve({
    api: APIS.ApiVersions,
    read: readApiVersionsRequest,
    write: writeApiVersionsResponse,
    async handle() {
      return { errorCode: ErrorCode.NONE, apiKeys: served().map(rangeOf) };
    },
  });
}

/** The answer to a request of a version that we don't know. */
export function writeUnsupportedVersion(writer: KafkaWriter): void {
  const { key, minVersion, maxVersion } = APIS.ApiVersions;
  const response: Init<ApiVersionsResponse> = {
    errorCode: ErrorCode.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: key, minVersion, maxVersion }],
  };
  writeApiVersionsResponse(writer, 0, response);
}

function rangeOf({ api, minVersion, maxVersion }: ServedApi) {
  return {
    apiKey: api.key,
    minVersion: api.key === APIS.Produce.key ? PRODUCE_MIN_VERSION : minVersion,
    maxVersion,
  };
}
