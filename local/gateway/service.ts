import type { Answer } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Need, Refusal } from './need.ts';

/** One of the services behind the gateway. */
export interface Service {
  /** What the caller must be allowed. */
  needs(asked: Asked): readonly Need[];
  /** As the service itself says it. `message` is the sentence for the caller. */
  refuse(refusal: Refusal, message: string): Answer;
  /** `lacks` says whether the caller is not allowed something, and notes that it was refused. */
  serve(asked: Asked, lacks: (need: Need) => Refusal | undefined): Promise<Answer>;
}
