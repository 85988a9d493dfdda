import type { Environment } from '@pvs/core/config/environment';

/** What a look at one thing found. `unused`: not there, and not needed as things are. */
export interface Finding {
  readonly state: 'good' | 'bad' | 'unused';
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** One thing the stack needs. */
export interface Check {
  readonly name: string;
  look(env: Environment, variables: NodeJS.ProcessEnv): Promise<Finding>;
}

export const good = (text: string): Finding => ({ state: 'good', text });
export const bad = (text: string, advice: string): Finding => ({ state: 'bad', text, advice });
export const unused = (text: string): Finding => ({ state: 'unused', text });
