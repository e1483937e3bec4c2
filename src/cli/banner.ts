/** What someone who started the broker by hand may want to do next. */
export function banner(address: string): string {
  const call = (method: string, request: string) =>
    `  grpcurl -plaintext -d '${request}' ${address} headwater.v1.BrokerService/${method}\n`;
  return [
    `\nHeadwater serves gRPC on ${address}. To try it from another shell:\n\n`,
    `  grpcurl -plaintext ${address} list\n`,
    call("CreateTopic", '{"topic":"orders","partitions":3}'),
    call("Produce", '{"topic":"orders","records":[{"key_text":"alice","value_text":"2 apples"}]}'),
    call("Subscribe", '{"topics":["orders"],"text":true}'),
    "\nCtrl-C stops it.\n\n",
  ].join("");
}
