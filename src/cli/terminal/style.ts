import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Colours a text where the stream is a terminal that shows them. NO_COLOR and TERM=dumb are respected. */
export function styled(stream: NodeJS.WriteStream, format: Format, text: string): string {
  return stream.isTTY && stream.hasColors() ? styleText(format, text) : text;
}
