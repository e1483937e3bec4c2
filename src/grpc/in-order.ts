interface Pending<Answer> {
  readonly size: number;
  /** Resolves when {@link answer} is there. */
  readonly done: Promise<void>;
  answer: Answer | undefined;
  isDone: boolean;
}

/**
 * Starts to answer requests as they come, also while earlier ones are still to be answered, and gives the answers in the order
 * of the requests.
 *
 * @param answer never rejects
 * @param maxSize requests are not asked for while those that are to be answered have this size together
 */
export async function* answerInOrder<Request, Answer>(
  requests: AsyncIterable<Request>,
  answer: (request: Request) => Promise<Answer>,
  sizeOf: (request: Request) => number,
  maxSize: number,
): AsyncGenerator<Answer, void, undefined> {
  const source = requests[Symbol.asyncIterator]();
  const pending: Pending<Answer>[] = [];
  let size = 0;
  let reading: Promise<void> | undefined;
  let end: { readonly error?: unknown } | undefined;

  const start = (request: Request) => {
    const entry: Pending<Answer> = {
      size: sizeOf(request),
      answer: undefined,
      isDone: false,
      done: answer(request).then((result) => {
        entry.answer = result;
        entry.isDone = true;
      }),
    };
    size += entry.size;
    pending.push(entry);
  };
  const read = async () => {
    try {
      const { value, done } = await source.next();
      if (done) end = {};
      else start(value);
    } catch (error) {
      end = { error };
    } finally {
      reading = undefined;
    }
  };

  try {
    for (;;) {
      if (reading === undefined && end === undefined && size < maxSize) reading = read();
      const first = pending[0];
      if (first === undefined) {
        if (reading !== undefined) await reading;
        else if (end !== undefined) break;
      } else if (first.isDone) {
        pending.shift();
        size -= first.size;
        yield first.answer as Answer;
      } else await (reading === undefined ? first.done : Promise.race([first.done, reading]));
    }
    if ("error" in end) throw end.error;
  } finally {
    await source.return?.();
  }
}
