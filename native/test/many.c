/*
 * Prints what answer.c prints, for each line of the input: the words of its command line, separated by tabs. There are
 * three more words: `now` (the time), `time` (of a file of the system), and `variable`, such as SHARE=/mnt. The
 * environment that the library reads lasts only for one line.
 */
#define _DEFAULT_SOURCE
#define main answer
#include "answer.c"
#undef main
#include <time.h>

enum { MOST_LINE = 1 << 22, MOST_WORDS = 128, MOST_TIMES = 16 };
static int64_t now, times[MOST_TIMES];
static size_t time_count;

time_t __wrap_time(time_t *out);
time_t __wrap_time(time_t *out) {
  (void)out;
  return (time_t)now;
}

size_t __wrap_al_system_times(int64_t out[MOST_TIMES]);
size_t __wrap_al_system_times(int64_t out[MOST_TIMES]) {
  memcpy(out, times, sizeof times);
  return time_count;
}

static void set_variable(char *pair) {
  char *value = strchr(pair, '=');
  if (value == NULL) return;
  *value = '\0';
  setenv(pair, value + 1, 1);
}

static void answer_line(char *line) {
  static const char *const VARIABLES[] = { "SHARE", "AIRLATCH_LICENSE", "AIRLATCH_WORKLOAD", "AIRLATCH_HOME" };
  char *words[MOST_WORDS] = { "many", strtok(line, "\t") };
  int count = 2;
  for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++) unsetenv(VARIABLES[i]);
  time_count = 0;
  for (char *word; (word = strtok(NULL, "\t")) != NULL;) {
    char *value = strtok(NULL, "\t");
    if (value == NULL || count + 2 > MOST_WORDS) exit(2);
    if (strcmp(word, "now") == 0) now = atoll(value);
    else if (strcmp(word, "time") == 0 && time_count < MOST_TIMES) times[time_count++] = atoll(value);
    else if (strcmp(word, "variable") == 0) set_variable(value);
    else words[count++] = word, words[count++] = value;
  }
  if (answer(count, words) != 0) exit(2);
  fflush(stdout);
}

int main(void) {
  char *line = malloc(MOST_LINE);
  while (line != NULL && fgets(line, MOST_LINE, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    answer_line(line);
  }
  free(line);
  return 0;
}
