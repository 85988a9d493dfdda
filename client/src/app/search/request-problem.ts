/** Why an answer did not come, in words for the person at the page. */
export class RequestProblem extends Error {
  /** What to do about it. */
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.name = 'RequestProblem';
    this.advice = advice;
  }
}
