const BINARY_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

/** Bytes for people, as in `1.5 MiB`. */
export function showBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < BINARY_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${BINARY_UNITS[unit]}`;
}

/** Milliseconds for people, in the largest unit that says them exactly, as in `7d`; -1 is `forever`. */
export function showDuration(ms: number): string {
  if (ms < 0) return "forever";
  const [unit, factor] = DURATION_UNITS.find(([, factor]) => ms >= factor && ms % factor === 0) ?? ["ms", 1];
  return `${ms / factor}${unit}`;
}

/** Seconds as a clock shows them, as in `1:05`. */
export function showClock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number: number) => `${number}`.padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `1 record`, `2 records`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
