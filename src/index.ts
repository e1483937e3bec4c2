export { type Broker, type BrokerOptions, startBroker } from "./server.js";
export { type LogLevel, SettingError, type Settings } from "./settings.js";
