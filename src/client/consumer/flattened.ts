const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The items of one iterator after the other. It behaves as an async generator does, but gives an item that is at hand
 * without a generator's turns, which cost more than the item.
 */
export class Flattened<Item> implements AsyncGenerator<Item, void, undefined> {
  readonly #take: () => Promise<Iterator<Item, void> | undefined>;
  readonly #end: () => Promise<void>;
  #items: Iterator<Item, void> | undefined;
  #isDone = false;
  /** Calls that are not answered yet. They take turns. */
  #calls = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param take the next iterator, or nothing at the end
   * @param end called once, when it is over in whatever way
   */
  constructor(take: () => Promise<Iterator<Item, void> | undefined>, end: () => Promise<void>) {
    this.#take = take;
    this.#end = end;
  }

  next(): Promise<IteratorResult<Item, void>> {
    try {
      const result = this.#calls === 0 ? this.#items?.next() : undefined;
      if (result?.done === false) return Promise.resolve(result);
    } catch (error) {
      return this.throw(error);
    }
    return this.#goOn();
  }

  return(): Promise<IteratorResult<Item, void>> {
    return this.#inTurn(async () => {
      await this.#finish();
      return DONE;
    });
  }

  throw(error: unknown): Promise<IteratorResult<Item, void>> {
    return this.#inTurn(async () => {
      await this.#finish();
      throw error;
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Apart from {@link next}, which would make an object for what the function captures whether it is made or not. */
  #goOn(): Promise<IteratorResult<Item, void>> {
    return this.#inTurn(() => this.#advance());
  }

  async #advance(): Promise<IteratorResult<Item, void>> {
    if (this.#isDone) return DONE;
    try {
      for (;;) {
        const result = this.#items?.next();
        if (result?.done === false) return result;
        this.#items = await this.#take();
        if (this.#items === undefined) break;
      }
    } catch (error) {
      await this.#finish();
      throw error;
    }
    await this.#finish();
    return DONE;
  }

  async #finish(): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#items = undefined;
    await this.#end();
  }

  #inTurn(work: () => Promise<IteratorResult<Item, void>>): Promise<IteratorResult<Item, void>> {
    this.#calls++;
    const result = this.#last.then(work).finally(() => this.#calls--);
    this.#last = result.catch(() => {});
    return result;
  }
}
