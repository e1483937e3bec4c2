/** Maximum number of streams woken in one turn of the event loop. */
const WAKE_UPS_PER_TURN = 32;

const waiting: (() => void)[] = [];
let left = WAKE_UPS_PER_TURN;
let isNextTurnDue = false;

/**
 * Runs `wakeUp` now, or in a later turn of the event loop if this one has had many. So an append that a thousand
 * subscribers wait for doesn't hold up every other call until all of them have their records.
 */
export function inTurn(wakeUp: () => void): void {
  if (!isNextTurnDue) {
    isNextTurnDue = true;
    setImmediate(nextTurn);
  }
  if (left > 0) {
    left--;
    wakeUp();
  } else waiting.push(wakeUp);
}

function nextTurn(): void {
  const batch = waiting.splice(0, WAKE_UPS_PER_TURN);
  left = WAKE_UPS_PER_TURN - batch.length;
  isNextTurnDue = waiting.length > 0;
  if (isNextTurnDue) setImmediate(nextTurn);
  for (const wakeUp of batch) wakeUp();
}
