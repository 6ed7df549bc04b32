/** The native library cannot be had on this machine; the portable backend can still be used. */
export class NativeUnavailable extends Error {
  override readonly name = "NativeUnavailable";
  /** A command that may mend it, where one is known. */
  readonly remedy: string | undefined;

  /**
   * @param reason Why, a clause: "no C++ compiler was found".
   * @param remedy What may mend it, an imperative sentence.
   */
  constructor(reason: string, remedy?: string) {
    super(reason);
    this.remedy = remedy;
  }
}
