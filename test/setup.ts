/** Owns what holds before each test file: an environment with nothing of the caller in it, and the runs of a property. */
import fc from 'fast-check'
import { runs } from './effort.ts'
import { cleanEnvironment } from './world/environment.ts'

cleanEnvironment()
fc.configureGlobal({ numRuns: runs(100) })
