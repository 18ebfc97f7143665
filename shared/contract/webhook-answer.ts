/** Answer of `POST /api/v1/gifts`: part of the outside interface, given after the commit. */
export interface WebhookAnswer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  /** Test gifts: shown, never stored. */
  readonly tests: number;
  readonly rejected: readonly {
    /** Place of the item in the post. */
    readonly index: number;
    readonly code: string;
    readonly message: string;
  }[];
}
