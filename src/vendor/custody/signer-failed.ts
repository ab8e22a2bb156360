/** Owns the error of a signer that is not this program: what it did not do. */
import { AirlatchError } from '../../core/errors.ts'
import type { SignerProblem } from '../../core/problems.ts'

export function signerFailed(signer: 'agent' | 'program', problem: SignerProblem): AirlatchError {
  return new AirlatchError('signer-failed', { signer, ...problem })
}
