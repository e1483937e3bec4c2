import { ServerError, Status } from "nice-grpc";

/** Consumer groups are not there yet. */
export function groupCalls() {
  const refuse = async (): Promise<never> => {
    throw new ServerError(Status.UNIMPLEMENTED, "consumer groups are not there yet");
  };
  return { commitOffsets: refuse, getGroup: refuse, listGroups: refuse, resetOffsets: refuse, deleteGroup: refuse };
}
