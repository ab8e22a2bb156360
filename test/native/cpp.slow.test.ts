/** The C++ header airlatch.hpp, under the sanitizers: it does what every binding does. */
import { spawnSync } from 'node:child_process'
import { behavesLikeAll, kitOf, type Language } from './languages.ts'

const FLAGS =
  '-std=c++17 -Wall -Wextra -Wpedantic -Werror -pthread -fsanitize=address,undefined -fno-sanitize-recover=all'

const CPP: Language = {
  name: 'C++',
  missing: spawnSync('c++', ['--version']).status === 0 ? undefined : 'needs a C++ compiler',
  files: ['samples/licensed.cpp', 'test/show.cpp'],
  kit: kitOf('c'),
  build: ['licensed', 'show']
    .map(name => `c++ ${FLAGS} ${name}.cpp -o ${name} $(pkg-config --cflags --libs airlatch)`)
    .join('\n'),
  licensed: ['./licensed'],
  show: ['./show'],
  guide: 'native-cpp.md',
}

behavesLikeAll(CPP)
