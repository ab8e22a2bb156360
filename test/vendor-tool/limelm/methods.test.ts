/** LimeLM's methods on a file. */
import { methodsContract } from './methods-contract.ts'

methodsContract(async () => undefined)
