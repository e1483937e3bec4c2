import type { SubjectKind } from "../../run/result.js";

/** Text and background of each scheme, and a colour per kind of subject that is safe for colour-blind readers. */
const STYLE = `
  text { font-family: system-ui, sans-serif; font-size: 12px; fill: #24292f }
  .title { font-size: 13px; font-weight: 600 }
  .note { fill: #57606a }
  .background { fill: #ffffff }
  .grid { stroke: #d8dee4 }
  .range { stroke: #24292f }
  .fill-broker { fill: #0b62c4 } .fill-client { fill: #0b62c4 } .fill-floor { fill: #9aa4af } .fill-peer { fill: #d9822b }
  .line-broker { stroke: #0b62c4 } .line-client { stroke: #0b62c4 } .line-floor { stroke: #9aa4af } .line-peer { stroke: #d9822b }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note { fill: #9da7b3 }
    .background { fill: #0d1117 }
    .grid { stroke: #30363d }
    .range { stroke: #e6edf3 }
    .fill-broker { fill: #58a6ff } .fill-client { fill: #58a6ff } .fill-floor { fill: #6e7681 } .fill-peer { fill: #e3a04f }
    .line-broker { stroke: #58a6ff } .line-client { stroke: #58a6ff } .line-floor { stroke: #6e7681 } .line-peer { stroke: #e3a04f }
  }`;

export const WIDTH = 860;
/** x of the start of bars and lines; names are to the left. */
export const LEFT = 270;
/** Room for figures to the right of bars and lines. */
export const RIGHT = 110;

/** An SVG with a title for screen readers. */
export function picture(title: string, height: number, marks: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="background" width="${WIDTH}" height="${height}" rx="6"/>`,
    ...marks,
    "</svg>\n",
  ].join("\n");
}

export function text(x: number, y: number, content: string, { anchor = "start", of = "" } = {}): string {
  const kind = of === "" ? "" : ` class="${of}"`;
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${kind}>${escaped(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, of: string, width = 1): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((at) => at.toFixed(1));
  return `<line class="${of}" x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke-width="${width}"/>`;
}

export const fillOf = (kind: SubjectKind) => `fill-${kind}`;
export const lineOf = (kind: SubjectKind) => `line-${kind}`;

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
