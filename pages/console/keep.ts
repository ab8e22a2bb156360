/** Owns the script of the console's pages, which do without it: what is half typed stands there again after a reload. */
import { keepTyped } from '../parts/keep.ts'

keepTyped()
