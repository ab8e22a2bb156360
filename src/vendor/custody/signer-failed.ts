/** Owns the error of a signer that is not this program: what it did not do. */
import { AirlatchError } from '../../core/errors.ts'

/** `problem`: a part of a sentence. What a program printed is escaped where it is shown. */
export function signerFailed(signer: 'agent' | 'program', problem: string): AirlatchError {
  return new AirlatchError('signer-failed', { signer, problem })
}
