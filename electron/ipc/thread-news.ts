/** Lets somebody wait, a turn at a time, for what a thread tells. */
export class ThreadNews {
  #wake: () => void = () => undefined;

  /** Something was told, or went wrong. */
  wake(): void {
    this.#wake();
  }

  /** Until the next `wake`, or for so many milliseconds. One may wait at a time. */
  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
