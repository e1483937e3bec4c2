import { connect } from "node:http2";

/** A process that subscribes, reads nothing of the answer but its head, and says so to its parent. */
const [address, request] = process.argv.slice(2);
const call = connect(`http://${address}`).request({
  ":method": "POST",
  ":path": "/headwater.v1.BrokerService/Subscribe",
  "content-type": "application/grpc",
  te: "trailers",
});
call.on("response", () => process.send("subscribed"));
call.end(Buffer.from(request, "hex"));
